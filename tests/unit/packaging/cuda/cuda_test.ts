import { deepStrictEqual, match } from "node:assert";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("../../../../src/packaging/cuda/cuda.ts", import.meta.url));

Deno.test("options are understood after the -- of a task, too; more than one folder is wrong usage", async () => {
  for (const before of [[], ["--"]]) {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-check", "-A", script, ...before, "--runtime", "a", "b"],
    }).output();
    const text = new TextDecoder().decode(stderr);
    deepStrictEqual(code, 2, text);
    match(text, /expected one folder at most, found 2\nusage: deno task cuda \[--runtime\] \[FOLDER\]/);
  }
});
