import type { Networks } from "../faces/manifest.ts";
import { readStrangersFile } from "../faces/pack.ts";
import { messageOf, UsageError } from "../failure.ts";
import { decodeStrangers, type Strangers } from "../matching/strangers/strangers.ts";

/** A pack's model of strangers, if it has one. Throws a {@link UsageError} when that is missing or not the one that is meant. */
export function readStrangers(folder: URL, networks: Networks): Strangers | null {
  const bytes = readStrangersFile(folder, networks), { name, dimension, strangers } = networks;
  if (!bytes || !strangers) return null;
  try {
    return decodeStrangers(bytes, dimension, strangers.tail);
  } catch (error) {
    throw new UsageError(`model pack "${name}": ${strangers.file}: ${messageOf(error)}.`);
  }
}
