import { deepStrictEqual, strictEqual } from "node:assert";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { sha256 } from "../../../src/packaging/checksums.ts";
import { compressedFile } from "../../../src/packaging/compressed_files.ts";
import { makeFolder } from "../output/temporary_folder.ts";

const BYTES = Buffer.from("a model of numbers. ".repeat(1000));

Deno.test("what was compressed once is kept", async () => {
  await using folder = await makeFolder();
  const below = join(folder.path, "new"), first = await compressedFile(below, BYTES, sha256(BYTES));
  const { ino, mtime } = await Deno.stat(first), again = await compressedFile(below, BYTES, sha256(BYTES));
  const now = await Deno.stat(again);
  deepStrictEqual([again, now.ino, now.mtime], [first, ino, mtime]);
  deepStrictEqual([...Deno.readDirSync(below)].length, 1);
  deepStrictEqual(gunzipSync(await Deno.readFile(again)), BYTES);
});

for (
  const [damage, damaged] of [
    ["torn", (file: Uint8Array) => file.subarray(0, file.length / 2)],
    ["empty", () => new Uint8Array()],
    ["another one's", () => Buffer.from("H4sIAAAAAAAAA0tMSgYAwkEkNQMAAAA=", "base64")],
  ] as const
) {
  Deno.test(`a kept file that is ${damage} goes into no executable`, async () => {
    await using folder = await makeFolder();
    const kept = await compressedFile(folder.path, BYTES, sha256(BYTES)), whole = await Deno.readFile(kept);
    await Deno.writeFile(kept, damaged(whole));
    strictEqual(await compressedFile(folder.path, BYTES, sha256(BYTES)), kept);
    deepStrictEqual(await Deno.readFile(kept), whole);
  });
}
