import { deepStrictEqual, throws } from "node:assert";
import { join } from "node:path";
import { openDataFolder } from "../../src/data_folder.ts";
import { mounted } from "./mount.ts";

/** Fills a file system to its last byte. */
function fill(path: string) {
  using file = Deno.openSync(join(path, "filler"), { write: true, create: true });
  const bytes = new Uint8Array(4096);
  try {
    while (file.writeSync(bytes) > 0);
  } catch { /* it is full */ }
}

Deno.test("a full medium is said to be, and no trial file stays there", async () => {
  await using medium = await mounted("size=256k");
  const data = join(medium.path, "data");
  Deno.mkdirSync(data);
  fill(medium.path);
  for (let i = 0; i < 3; i++) throws(() => openDataFolder(data, ""), /cannot write there/);
  deepStrictEqual([...Deno.readDirSync(data)], []);
});
