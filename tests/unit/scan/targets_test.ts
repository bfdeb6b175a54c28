import { deepStrictEqual, strictEqual } from "node:assert";
import { join } from "node:path";
import { Targets } from "../../../src/scan/targets.ts";
import { makeFolder, type TemporaryFolder } from "../output/temporary_folder.ts";

const ioError = { stage: "read", code: "io_error" } as const;
const notFound = { stage: "read", code: "not_found" } as const;

async function twoRoots(folder: TemporaryFolder) {
  const roots = ["a", "b"].map((name) => join(folder.path, name));
  for (const root of roots) await Deno.mkdir(root);
  return { a: roots[0], b: roots[1], targets: await Targets.of(roots) };
}

Deno.test("a root that was removed is lost at the first file that isn't found, the others are not", async () => {
  await using folder = await makeFolder();
  const { a, b, targets } = await twoRoots(folder);
  await Deno.remove(a);
  strictEqual(targets.isLost(a), false);
  await targets.failed(a, notFound);
  await targets.failed(b, notFound);
  deepStrictEqual([targets.isLost(a), targets.isLost(b), targets.lost], [true, false, [a]]);
});

Deno.test("a root that was replaced by another folder is lost", async () => {
  await using folder = await makeFolder();
  const { a, targets } = await twoRoots(folder);
  await Deno.rename(a, a + "-before");
  await Deno.mkdir(a);
  await targets.failed(a, { stage: "walk", code: "not_found" });
  strictEqual(targets.isLost(a), true);
});

Deno.test("a file that isn't found below a root that is there loses nothing", async () => {
  await using folder = await makeFolder();
  const { a, targets } = await twoRoots(folder);
  for (let i = 0; i < 20; i++) await targets.failed(a, notFound);
  deepStrictEqual(targets.lost, []);
});

for (const code of ["io_error", "read_timeout"]) {
  Deno.test(`a root whose files can be listed is lost after 25 times ${code} in a row, not after five bad files`, async () => {
    await using folder = await makeFolder();
    const { a, b, targets } = await twoRoots(folder);
    for (let i = 0; i < 24; i++) await targets.failed(a, { stage: "read", code });
    targets.worked(a);
    for (let i = 0; i < 24; i++) await targets.failed(a, { stage: "read", code });
    for (let i = 0; i < 24; i++) await targets.failed(b, { stage: "walk", code });
    deepStrictEqual(targets.lost, []);
    await targets.failed(a, { stage: "read", code });
    deepStrictEqual(targets.lost, [a]);
  });
}

Deno.test("failures of photos and copies say nothing of their root", async () => {
  await using folder = await makeFolder();
  const { a, targets } = await twoRoots(folder);
  await Deno.remove(a);
  for (let i = 0; i < 9; i++) {
    await targets.failed(a, { stage: "decode", code: "io_error" });
    await targets.failed(a, { stage: "copy", code: "not_found" });
    await targets.failed(a, { stage: "read", code: "permission_denied" });
  }
  deepStrictEqual(targets.lost, []);
});

Deno.test("a root that was never there cannot be lost, nor one that is not known", async () => {
  await using folder = await makeFolder();
  const gone = join(folder.path, "gone"), targets = await Targets.of([gone]);
  for (let i = 0; i < 9; i++) await targets.failed(gone, ioError);
  await targets.failed("/elsewhere", ioError);
  targets.worked("/elsewhere");
  deepStrictEqual([targets.lost, targets.isLost(gone), targets.isLost("/elsewhere")], [[], false, false]);
});
