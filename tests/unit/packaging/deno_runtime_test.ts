import { strictEqual, throws } from "node:assert";
import { join } from "node:path";
import { denoRuntime } from "../../../src/packaging/deno_runtime.ts";
import { hostTarget, TARGETS } from "../../../src/packaging/targets.ts";

const windows = TARGETS.find(({ name }) => name === "windows-x64")!;
const runtimeOf = (target: typeof windows, variables: Record<string, string>, files: string[] = []) =>
  denoRuntime(target, (name) => variables[name], (path) => files.includes(path));

Deno.test("without a folder Deno fetches the runtime of another system, and DENORT_BIN is not used for it", () => {
  strictEqual(runtimeOf(windows, {}), null);
  strictEqual(runtimeOf({ ...windows, name: "another" }, { DENORT_BIN: "mine" }), null);
});

Deno.test("the folder holds a runtime for each system", () => {
  const path = join("all", "denort-windows-x64.exe");
  strictEqual(runtimeOf(windows, { DENORT_DIR: "all", DENORT_BIN: "mine" }, [path]), path);
  throws(
    () => runtimeOf(windows, { DENORT_DIR: "all" }),
    /DENORT_DIR has no runtime for windows-x64: expected/,
  );
});

Deno.test("for this system DENORT_BIN comes first", () => {
  strictEqual(runtimeOf(hostTarget()!, { DENORT_DIR: "all", DENORT_BIN: "mine" }), "mine");
});
