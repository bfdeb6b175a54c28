import type { Networks } from "../faces/manifest.ts";
import { readStrangersFile } from "../faces/pack.ts";
import { decodeStrangers, type Strangers } from "../matching/strangers.ts";

/** A pack's model of strangers, if it has one. Throws when that is missing or not the one that is meant. */
export function readStrangers(folder: URL, networks: Networks): Strangers | null {
  const bytes = readStrangersFile(folder, networks), { dimension, strangers } = networks;
  return bytes && strangers ? decodeStrangers(bytes, dimension, strangers.tail) : null;
}
