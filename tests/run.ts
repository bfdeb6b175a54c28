/**
 * Checks everything and prints `N passed, N failed` as its last line: `deno run -A tests/run.ts [--source] [FILE…]`.
 *
 * Format, lint and types count as one check each, and so does making the executable. `--source` runs the end-to-end
 * tests from source instead, FILE… only those tests. A step more than there are cores goes on at a time, as most tests
 * keep less than one busy and wait for a program; each line of what they print begins with the name of its step.
 */
import { availableParallelism } from "node:os";
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
const packaging: Step = { name: "packaging", tests: ["tests/packaging"] };
const cluster: Step = { name: "cluster", tests: ["tests/cluster"] };
const faults: Step = { name: "faults", tests: ["tests/faults"], before: asRoot() };
const hasFaults = !source && Deno.build.os === "linux";

let passed = 0, failed = 0;
const checks = [format, lint, types], made = source ? [] : [compile];
if (files.length) {
  await sideBySide([...checks, ...made, { name: "tests", tests: files }], 1);
} else {
  await sideBySide(made, 1);
  // From source, all that runs the program has the same folder of data.
  const first = source ? programTests(1) : [...programTests(8), cluster, packaging];
  await sideBySide(
    [...(hasFaults ? [faults] : []), unit, ...first, ...checks, examples],
    availableParallelism() + 1,
  );
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

/** The tests of the program as it is used, in so many steps. */
function programTests(parts: number): Step[] {
  const files = [
    "tests/accuracy",
    ...["", "gallery/", "readme/"].flatMap((below) => {
      const folder = `tests/end_to_end/${below}`;
      return [...Deno.readDirSync(new URL(folder, project))].map(({ name }) => `${folder}${name}`);
    }),
  ].filter((path) => path === "tests/accuracy" || path.endsWith("_test.ts")).sort();
  return Array.from({ length: parts }, (_, part) => ({
    name: parts === 1 ? "program" : `program-${part + 1}`,
    tests: files.filter((_, i) => i % parts === part),
  }));
}

/** What must stand before a command that mounts file systems: root may, others in a name space of their own. */
function asRoot(): string[] {
  return Deno.uid() === 0 ? [] : ["unshare", "--user", "--map-root-user", "--mount"];
}

/** Takes the steps in their order, `lanes` at a time. */
async function sideBySide(steps: readonly Step[], lanes: number) {
  const left = steps.values();
  await Promise.all(Array.from({ length: lanes }, async () => {
    for (const step of left) await take(step);
  }));
}

async function take(step: Step) {
  const began = performance.now();
  if ("check" in step) await check(step.name, step.check);
  else await test(step.name, step.tests, step.before);
  console.log(`${step.name}: ${Math.round((performance.now() - began) / 1000)} s`);
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
