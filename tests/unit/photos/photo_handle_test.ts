import { deepStrictEqual, rejects, strictEqual } from "node:assert";
import { join } from "node:path";
import { openPhoto, readToEnd } from "../../../src/photos/photo_handle.ts";
import { makeFolder } from "../output/temporary_folder.ts";

Deno.test("openPhoto reads a file from its start to its end, and not further than is asked", async () => {
  await using folder = await makeFolder();
  const path = join(folder.path, "a.jpg"), bytes = crypto.getRandomValues(new Uint8Array(60_000));
  await Deno.writeFile(path, bytes);
  for (const asked of [0, 1, 60_000, 70_000]) {
    await using file = await openPhoto(path);
    strictEqual((await file.stat()).size, 60_000);
    deepStrictEqual(await readToEnd(file, asked), bytes.subarray(0, asked));
  }
});

Deno.test("openPhoto throws Deno's errors", async () => {
  await rejects(openPhoto("/nowhere/at all.jpg"), Deno.errors.NotFound);
});

if (Deno.build.os === "linux") {
  Deno.test("reading a photo leaves its times as they are", async () => {
    await using folder = await makeFolder();
    const path = join(folder.path, "a.jpg");
    await Deno.writeTextFile(path, "a photo");
    // An access before the last change would be noted by any file system that notes one at all.
    await Deno.utime(path, new Date(2001, 1), new Date(2002, 1));
    const before = await Deno.stat(path);
    {
      await using file = await openPhoto(path);
      await readToEnd(file, 7);
    }
    const after = await Deno.stat(path);
    deepStrictEqual([after.atime, after.mtime, after.ctime], [before.atime, before.mtime, before.ctime]);
  });
}
