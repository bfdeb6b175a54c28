/**
 * Checks everything and prints `N passed, N failed` as its last line: `deno run -A tests/run.ts [--source] [FILE…]`.
 *
 * Format, lint and types count as one check each, and so does making the executable. `--source` runs the end-to-end
 * tests from source instead, FILE… only those tests. Two rows of steps go side by side, as most tests keep one core busy
 * or wait for a program; each line of what they print begins with the name of its step.
 */
import { fileURLToPath } from "node:url";
import { checkDeno } from "../src/packaging/check_deno.ts";

const project = new URL("../", import.meta.url);
checkDeno();
const source = Deno.args.includes("--source");
const files = Deno.args.filter((arg) => arg !== "--source");

/** One thing after another: what each is called, and whether it is a check or tests. */
type Step = { name: string; check: string[] } | { name: string; tests: string[]; before?: string[] };

const format: Step = { name: "fmt", check: ["fmt", "--check", "--quiet"] };
const lint: Step = { name: "lint", check: ["lint", "--quiet"] };
const types: Step = { name: "check", check: ["check", "--quiet", "src", "tests"] };
const compile: Step = { name: "compile", check: ["run", "-A", "src/packaging/compile.ts"] };
const unit: Step = { name: "unit", tests: ["tests/unit"] };
const examples: Step = { name: "examples", tests: ["--doc", ...exampleFiles()] };
const program: Step = { name: "program", tests: ["tests/accuracy", "tests/end_to_end"] };
const packaging: Step = { name: "packaging", tests: ["tests/packaging"] };
const cluster: Step = { name: "cluster", tests: ["tests/cluster"] };
const faults: Step = { name: "faults", tests: ["tests/faults"], before: asRoot() };
const hasFaults = !source && Deno.build.os === "linux";

let passed = 0, failed = 0;
const checks = [format, lint, types], made = source ? [] : [compile];
if (files.length) {
  await row([...checks, ...made, { name: "tests", tests: files }]);
} else {
  await Promise.all([
    row([...made, program]),
    row([...checks, unit, examples, ...(source ? [] : [packaging, cluster]), ...(hasFaults ? [faults] : [])]),
  ]);
}
console.log(`${passed} passed, ${failed} failed`);
Deno.exit(failed === 0 ? 0 : 1);

/** The sources whose comments hold examples. */
function exampleFiles(): string[] {
  const src = new URL("src/", project), files: string[] = [];
  const visit = (folder: URL) => {
    for (const { name, isDirectory } of Deno.readDirSync(folder)) {
      const at = new URL(isDirectory ? `${name}/` : name, folder);
      if (isDirectory) visit(at);
      else if (name.endsWith(".ts") && Deno.readTextFileSync(at).includes("* @example")) {
        files.push(fileURLToPath(at));
      }
    }
  };
  visit(src);
  return files;
}

/** What must stand before a command that mounts file systems: root may, others in a name space of their own. */
function asRoot(): string[] {
  return Deno.uid() === 0 ? [] : ["unshare", "--user", "--map-root-user", "--mount"];
}

async function row(steps: readonly Step[]) {
  for (const step of steps) {
    const began = performance.now();
    if ("check" in step) await check(step.name, step.check);
    else await test(step.name, step.tests, step.before);
    console.log(`${step.name}: ${Math.round((performance.now() - began) / 1000)} s`);
  }
}

async function check(name: string, args: string[]) {
  const ok = await deno(name, args);
  console.log(`${ok ? "ok" : "FAILED"}: deno ${args.join(" ")}`);
  if (ok) passed++;
  else failed++;
}

/** Runs tests and counts them. */
async function test(name: string, selected: string[], before: string[] = []) {
  const report = new URL(`.build/${name}.xml`, project);
  await Deno.mkdir(new URL(".build/", project), { recursive: true });
  await Deno.remove(report).catch(() => {});
  const args = ["test", "-A", "--no-check", `--junit-path=${fileURLToPath(report)}`, ...selected];
  const ok = await deno(name, args, before);
  const counts = await counted(report);
  // A run that broke before its tests is a failure, even though no test failed.
  if (!ok && counts.failed === 0) failed++;
  if (counts.skipped > 0) console.log(`${name}: ${counts.skipped} tests did not run`);
  passed += counts.passed;
  failed += counts.failed;
}

async function deno(name: string, args: string[], before: string[] = []): Promise<boolean> {
  const env = { FACEFINDER_FROM_SOURCE: source ? "1" : "" };
  const [program, ...all] = [...before, Deno.execPath(), ...args];
  const child = new Deno.Command(program, {
    args: all,
    env,
    cwd: project,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const [{ success }] = await Promise.all([
    child.status,
    printLines(name, child.stdout),
    printLines(name, child.stderr),
  ]);
  return success;
}

/** Prints whole lines only, as two steps print at the same time. */
async function printLines(name: string, stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
  let line = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (line + text).split("\n");
    line = lines.pop()!;
    for (const whole of lines) console.log(`${name} | ${whole}`);
  }
  if (line) console.log(`${name} | ${line}`);
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
