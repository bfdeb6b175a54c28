import { strictEqual } from "node:assert";
import { join } from "node:path";
import type { WorkerPool } from "../../../src/workers/pool.ts";
import { takePicturesOf } from "../../../src/workers/take_pictures.ts";
import { makeFolder } from "../output/temporary_folder.ts";

Deno.test({
  name: "a pipe that has taken a photo's name is not opened: that would never end",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await makeFolder();
    const path = join(folder.path, "photo.jpg");
    await new Deno.Command("mkfifo", { args: [path] }).output();
    const order = { size: null, side: null, faceSide: 100, faces: [] };
    strictEqual(await takePicturesOf({ path, hash: "00", order }, {} as WorkerPool, 1e6), null);
  },
});
