/**
 * What can be said of executables without running them. Other systems' are made only where there is a runtime for each
 * (DENORT_DIR): Deno would fetch them otherwise.
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { pathToFileURL } from "node:url";
import { sha256 } from "../../src/packaging/checksums.ts";
import { denoRuntime } from "../../src/packaging/deno_runtime.ts";
import { makeExecutable, stagedFiles } from "../../src/packaging/executable.ts";
import { faultsOf } from "../../src/packaging/inspect.ts";
import { bundledPackages } from "../../src/packaging/licences.ts";
import { hostTarget, type Target, TARGETS } from "../../src/packaging/targets.ts";
import { makeFolder } from "../unit/output/temporary_folder.ts";

const mayCross = !!Deno.env.get("DENORT_DIR"), host = hostTarget();
if (!mayCross) {
  console.log("not run: executables for other systems, as DENORT_DIR names no runtimes for them");
}

const made = TARGETS.filter((one) => one.name === host?.name || mayCross);
for (const target of made) {
  // Deno puts what is embedded into a file in one way for each kind of executable.
  const isTwice = made.find(({ os }) => os === target.os) === target;
  const twice = isTwice ? ", and the same bytes when it is made again" : "";
  Deno.test(`the executable for ${target.name} has what it must${twice}`, async () => {
    await using folder = await makeFolder();
    const make = async (name: string) =>
      Deno.readFileSync(await makeExecutable(target, pathToFileURL(`${folder.path}/${name}/`)));
    const file = await make("first");
    if (isTwice) strictEqual(sha256(await make("second")), sha256(file));

    const embedded = stagedFiles(target), runtime = denoRuntime(target);
    deepStrictEqual(
      faultsOf(target, file, embedded, runtime ? Deno.statSync(runtime).size : undefined),
      [],
    );
    deepStrictEqual(
      embedded.map(({ name }) => name).filter((name) => name.startsWith("native/")).sort(),
      [...[...target.native, ...target.gpu].map((name) => `native/${name}.gz`), "native/files.json"].sort(),
    );
    deepStrictEqual(faultsOf(anotherThan(target), file, []).length > 0, true);
  });
}

Deno.test("the code that WebAssembly needs is not in what every start reads", () => {
  const codeOf = (name: string) =>
    new TextDecoder().decode(stagedFiles(host!).find((file) => file.name === name)!.content);
  const uses = (name: string) =>
    bundledPackages([codeOf(name)]).some((one) => one.startsWith("onnxruntime-web"));
  deepStrictEqual(["main.js", "worker-process.js", "onnx_wasm.js"].map(uses), [false, false, true]);
});

function anotherThan({ os }: Target): Target {
  const another = TARGETS.find((target) => target.os !== os);
  ok(another);
  return another;
}
