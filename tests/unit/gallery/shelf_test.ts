import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { join } from "node:path";
import { PictureShelf } from "../../../src/gallery/shelf.ts";
import { checkTarget } from "../../../src/gallery/target.ts";
import { makeFolder } from "../output/temporary_folder.ts";

const picture = (length: number) => new Uint8Array(length).fill(7), hash = "ab".repeat(32);
const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("few pictures lie in the page", async () => {
  await using folder = await makeFolder();
  const shelf = new PictureShelf(join(folder.path, "found.html"));
  deepStrictEqual([shelf.add(picture(3), hash), shelf.add(picture(3), hash)], [0, 1]);
  deepStrictEqual([shelf.place, shelf.urls()], ["inside", Array(2).fill("data:image/webp;base64,BwcH")]);
  deepStrictEqual(namesIn(folder.path), []);
});

Deno.test("many pictures lie in a folder beside the page, which takes the place of its own earlier ones", async () => {
  await using folder = await makeFolder();
  const page = join(folder.path, "my found.html"), beside = join(folder.path, "my found.facefinder-pictures");
  for (const other of ["cd", "ab"]) {
    const shelf = new PictureShelf(page, 100);
    shelf.add(picture(60), other.repeat(32));
    shelf.add(picture(60), other.repeat(32));
    const name = other.repeat(8);
    deepStrictEqual([shelf.place, shelf.urls()], [
      "beside",
      [`./my%20found.facefinder-pictures/${name}-0.webp`, `./my%20found.facefinder-pictures/${name}-1.webp`],
    ]);
    deepStrictEqual(namesIn(beside), [`${name}-0.webp`, `${name}-1.webp`, "made-by-facefinder.txt"]);
    strictEqual(Deno.readFileSync(join(beside, `${name}-0.webp`)).length, 60);
    checkTarget(page, "--report", false);
  }
});

Deno.test("a folder of that name that is somebody's is not touched", async () => {
  await using folder = await makeFolder();
  await Deno.mkdir(join(folder.path, "found.facefinder-pictures"));
  throws(() => checkTarget(join(folder.path, "found.html"), "--report", true), /is somebody else's/);
});
