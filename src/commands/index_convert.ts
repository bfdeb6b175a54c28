import { join } from "node:path";
import { readNetworks } from "../faces/pack.ts";
import { processingId } from "../faces/processing.ts";
import { UsageError } from "../failure.ts";
import { convertIndex } from "../index/convert.ts";
import { type IndexKey, NO_KEY, WrongPassphrase } from "../index/key.ts";
import { ENCRYPTED_INDEX_FILE, existingIndexIn, INDEX_FILE } from "../index/open.ts";
import { SerialWriter } from "../output/serial_writer.ts";
import { removeLeftFolders } from "../system/temporary_folder.ts";
import type { Context } from "./context.ts";
import { packFolder } from "./packs.ts";
import { indexHome } from "./index_place.ts";
import { isEncrypted, readKey } from "./passphrase.ts";
import { type IndexOptions, unchangeable } from "./with_index.ts";

/** `index encrypt` and `index decrypt`: the index as one that only the passphrase opens, or in the clear again. */
export async function runIndexConvert(
  options: IndexOptions,
  context: Context,
  to: "encrypted" | "clear",
): Promise<number> {
  if (!isEncrypted(options)) {
    throw new UsageError("with which passphrase? Give --passphrase, --passphrase-fd or --passphrase-file.");
  }
  const folder = indexHome(options, context.executable), encrypts = to === "encrypted";
  removeLeftFolders(folder);
  const path = existingIndexIn(folder, !encrypts);
  const key = (await readKey(options, encrypts, context))!;
  const target = join(folder, encrypts ? ENCRYPTED_INDEX_FILE : INDEX_FILE);
  const keys: [IndexKey, IndexKey] = encrypts ? [NO_KEY, key] : [key, NO_KEY];
  let saved;
  try {
    const processing = processingId(readNetworks(packFolder(options, context.executable)));
    saved = convertIndex({ path, key: keys[0] }, { path: target, key: keys[1] }, processing);
  } catch (error) {
    throw error instanceof WrongPassphrase ? error : unchangeable(path, error);
  }
  await new SerialWriter(context.stdout).write(
    `${saved.photos} photos are now in ${target}${encrypts ? ", encrypted" : ", which anybody can read"}\n`,
  );
  return 0;
}
