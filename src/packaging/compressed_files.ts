import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { isFile } from "../system/path_kind.ts";
import { writeWhole } from "../system/whole_file.ts";
import { sha256 } from "./checksums.ts";

/**
 * The path of a file in `folder` with `bytes` compressed, whose SHA-256 is `checksum`. What was compressed once is kept:
 * that takes most of the time of making an executable. One that a crash or a bad disk has damaged is made anew.
 */
export async function compressedFile(folder: string, bytes: Uint8Array, checksum: string): Promise<string> {
  // Another Deno may compress otherwise, and the same sources shall give the same bytes.
  const kept = join(folder, `${checksum}-${Deno.version.deno}.gz`);
  if (!isFile(kept) || !holds(await Deno.readFile(kept), checksum)) {
    await Deno.mkdir(folder, { recursive: true });
    writeWhole(kept, gzipSync(bytes, { level: 9 }));
  }
  return kept;
}

function holds(file: Uint8Array, checksum: string): boolean {
  try {
    return sha256(gunzipSync(file)) === checksum;
  } catch {
    return false;
  }
}
