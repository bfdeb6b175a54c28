/** The tasks, as deno.json and Taskfile.yml list them, and the Deno that runs them. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { fileURLToPath } from "node:url";
import { DENO_VERSION, wrongDeno } from "../../src/version.ts";

const project = new URL("../../", import.meta.url);
const read = (path: string) => Deno.readTextFileSync(new URL(path, project));
const tasks: Record<string, { description: string; command: string }> = JSON.parse(read("deno.json")).tasks;

Deno.test("Taskfile.yml has the tasks of deno.json, says the same of each, and hands on what follows --", () => {
  const listed = [
    ...read("Taskfile.yml").matchAll(/^ {2}(\S+):\n {4}desc: (".*")\n {4}cmd: (.*)$/gm),
  ].map(([, name, description, command]) => ({ name, description: JSON.parse(description), command }));
  deepStrictEqual(
    listed,
    Object.entries(tasks).map(([name, { description }]) => ({
      name,
      description,
      command: `deno task ${name} {{.CLI_ARGS}}`,
    })),
  );
});

Deno.test("every task says what it does, and what runs Python says so", () => {
  ok(Object.keys(tasks).length > 20);
  for (const [name, { description, command }] of Object.entries(tasks)) {
    ok(description.length > 20, name);
    if (/python3|cuda\.ts|accuracy\.ts|peers\.ts|scaling\.ts|decoders\.ts|cluster\.ts/.test(command)) {
      match(description, /needs Python 3/, name);
    }
  }
});

Deno.test("another Deno than the pinned one is told of, and may be allowed", () => {
  strictEqual(wrongDeno(DENO_VERSION, {}), null);
  strictEqual(wrongDeno("2.7.0", { FACEFINDER_ANY_DENO: "1" }), null);
  match(
    wrongDeno("2.7.0", {})!,
    /^this is Deno 2\.7\.0\. Expected Deno 2\.6\.8, as by "npx -y deno@2\.6\.8 task …"/,
  );
});

Deno.test("the continuous integration and all texts name the Deno that the source asks for", () => {
  const named = [
    ".ci/run",
    "README.md",
    "src/packaging/README.md",
    "src/devices/README.md",
    "tests/README.md",
  ]
    .flatMap((path) => [...read(path).matchAll(/deno@([\d.]+\d)/g)].map(([, version]) => version));
  ok(named.length > 5);
  deepStrictEqual(new Set(named), new Set([DENO_VERSION]));
});

Deno.test("what needs the pinned Deno asks for it before anything else", async () => {
  const code = `
    Object.defineProperty(Deno, "version", { value: { deno: "2.0.0" } });
    await import(Deno.args[0]);
  `;
  for (const script of ["src/main.ts", "src/packaging/compile.ts", "src/packaging/dist.ts", "tests/run.ts"]) {
    const { code: exit, stderr, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", code, "--", new URL(script, project).href],
      env: { FACEFINDER_ANY_DENO: "" },
      cwd: fileURLToPath(project),
    }).output();
    const told = `${script}: ${new TextDecoder().decode(stderr)}${new TextDecoder().decode(stdout)}`;
    strictEqual(exit, 2, told);
    match(told, /facefinder: this is Deno 2\.0\.0\. Expected Deno 2\.6\.8/);
  }
});
