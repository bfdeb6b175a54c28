/**
 * Checks everything and prints `N passed, N failed` as its last line: `deno run -A tests/run.ts [--source] [FILE…]`.
 *
 * Format, lint and types count as one check each, and so does making the executable. `--source` runs the end-to-end
 * tests from source instead, FILE… only those tests.
 */
import { fileURLToPath } from "node:url";

const project = new URL("../", import.meta.url);
const source = Deno.args.includes("--source");
const files = Deno.args.filter((arg) => arg !== "--source");

const checks: string[][] = [["fmt", "--check", "--quiet"], ["lint", "--quiet"], [
  "check",
  "--quiet",
  "src",
  "tests",
]];
if (!source) checks.push(["run", "-A", "src/packaging/compile.ts"]);

let passed = 0, failed = 0;
for (const args of checks) {
  const ok = await deno(args);
  console.log(`${ok ? "ok" : "FAILED"}: deno ${args.join(" ")}`);
  if (ok) passed++;
  else failed++;
}

if (files.length) await test(files);
else {
  await test(["tests/unit", "tests/accuracy", "tests/end_to_end"]);
  if (!source) await test(["tests/packaging", "tests/cluster"]);
  if (!source && Deno.build.os === "linux") await test(["tests/faults"], mayMount());
}
console.log(`${passed} passed, ${failed} failed`);
Deno.exit(failed === 0 ? 0 : 1);

/** What must stand before a command that mounts file systems: root may, others in a name space of their own. */
function mayMount(): string[] {
  return Deno.uid() === 0 ? [] : ["unshare", "--user", "--map-root-user", "--mount"];
}

/** Runs tests and counts them. */
async function test(selected: string[], before: string[] = []) {
  const report = new URL(".build/tests.xml", project);
  await Deno.mkdir(new URL(".build/", project), { recursive: true });
  await Deno.remove(report).catch(() => {});
  const args = ["test", "-A", "--no-check", `--junit-path=${fileURLToPath(report)}`, ...selected];
  const ok = await deno(args, before);
  const counts = await counted(report);
  // A run that broke before its tests is a failure, even though no test failed.
  if (!ok && counts.failed === 0) failed++;
  if (counts.skipped > 0) console.log(`${counts.skipped} tests did not run`);
  passed += counts.passed;
  failed += counts.failed;
}

async function deno(args: string[], before: string[] = []): Promise<boolean> {
  const env = { FACEFINDER_FROM_SOURCE: source ? "1" : "" };
  const [program, ...all] = [...before, Deno.execPath(), ...args];
  const { success } = await new Deno.Command(program, { args: all, env, cwd: project, stdin: "null" })
    .spawn()
    .status;
  return success;
}

/** Counts what the JUnit report of the tests says. */
async function counted(report: URL): Promise<{ passed: number; failed: number; skipped: number }> {
  const xml = await Deno.readTextFile(report).catch(() => "");
  const total = (name: string) =>
    [...xml.matchAll(new RegExp(`<testsuite [^>]*\\b${name}="(\\d+)"`, "g"))].reduce(
      (sum, m) => sum + Number(m[1]),
      0,
    );
  const skipped = total("disabled"), failed = total("failures") + total("errors");
  return { passed: total("tests") - failed - skipped, failed, skipped };
}
