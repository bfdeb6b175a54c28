import { deepStrictEqual, rejects, strictEqual } from "node:assert";
import { join } from "node:path";
import { Failure } from "../../../src/failure.ts";
import { PhotoCopier } from "../../../src/output/copy.ts";

async function inFolder(body: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("copy keeps path and time, skips the same content and never overwrites other content", () =>
  inFolder(async (folder) => {
    const photo = join(folder, "photo.jpg"),
      other = join(folder, "other.jpg"),
      copier = new PhotoCopier(join(folder, "to"));
    await Deno.writeTextFile(photo, "one");
    await Deno.writeTextFile(other, "two");
    const time = new Date("2001-02-03T04:05:06Z");
    await Deno.utime(photo, time, time);
    const [first] = await copier.copy(photo, "2001/photo.jpg", ["Ann"]);
    strictEqual(first, join(folder, "to/Ann/2001/photo.jpg"));
    strictEqual((await Deno.stat(first)).mtime?.getTime(), time.getTime());
    deepStrictEqual(await copier.copy(photo, "2001/photo.jpg", ["Ann"]), [first]);
    const [second] = await copier.copy(other, "2001/photo.jpg", ["Ann"]);
    strictEqual(second, join(folder, "to/Ann/2001/photo (2).jpg"));
    deepStrictEqual([await Deno.readTextFile(first), await Deno.readTextFile(second)], ["one", "two"]);
    deepStrictEqual(names(join(folder, "to/Ann/2001")), ["photo (2).jpg", "photo.jpg"]);
  }));

Deno.test("copy to a place that is a file fails with stage copy", () =>
  inFolder(async (folder) => {
    const photo = join(folder, "photo.jpg");
    await Deno.writeTextFile(photo, "one");
    const copying = new PhotoCopier(photo).copy(photo, "photo.jpg", ["Ann"]);
    await rejects(copying, (error) => error instanceof Failure && error.stage === "copy");
  }));
