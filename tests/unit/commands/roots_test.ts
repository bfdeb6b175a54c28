import { deepStrictEqual } from "node:assert";
import { join } from "node:path";
import { searchedToo } from "../../../src/commands/roots.ts";
import { makeFolder } from "../output/temporary_folder.ts";

Deno.test("reference photos are searched too where one folder lies in the other, by whatever name", async () => {
  await using folder = await makeFolder();
  const at = (path: string) => join(folder.path, path);
  for (const path of ["stick/family/Ann", "stick/family 2", "photos"]) {
    await Deno.mkdir(at(path), { recursive: true });
  }
  const known = [at("stick/family")];
  const told = (...roots: string[]) => searchedToo(known, roots.map(at)).length > 0;
  deepStrictEqual([told("photos"), told("stick/family 2"), told("stick/fam"), told()], Array(4).fill(false));
  deepStrictEqual(
    [told("stick"), told("stick/family"), told("photos", "stick/family/Ann")],
    Array(3).fill(true),
  );
  if (Deno.build.os === "windows") return;
  await Deno.symlink(at("stick"), at("link"));
  deepStrictEqual(told("link"), true);
});
