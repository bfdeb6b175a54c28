import { sep } from "node:path";
import { crc32 } from "node:zlib";

/** One of several parts of a collection, which are searched apart from each other. */
export interface Shard {
  /** 0, 1 … `of` - 1. */
  index: number;
  of: number;
}

/** More parts than photos are of no use to anybody. */
const MOST_SHARDS = 1_000_000;

/** `I/N`, with 0 ≤ I < N ≤ 1,000,000. Throws an Error that says what is expected. */
export function parseShard(text: string): Shard {
  const [, index, of] = (/^(\d{1,7})\/(\d{1,7})$/.exec(text) ?? []).map(Number);
  if (!(index < of && of <= MOST_SHARDS)) {
    throw new Error(
      `Expected I/N, with N of 1 to ${MOST_SHARDS} shards and I from 0 to N - 1: 0/4, 1/4, 2/4 and 3/4 are all.`,
    );
  }
  return { index, of };
}

/** Whether what has this key belongs to the shard: by the CRC-32 of the key in UTF-8, the same on every computer. */
export function belongsTo({ index, of }: Shard, key: string): boolean {
  return crc32(key) % of === index;
}

/**
 * What decides about a file's shard: its path below the root, with `/` between folders, so that it doesn't matter where
 * the root is mounted; of a root that is a file, the whole path. `separator` is what the paths use.
 */
export function shardKey(
  { path, root, below }: { path: string; root: string; below: string },
  separator: string = sep,
): string {
  const key = path === root && below !== "" ? path : below;
  return separator === "/" ? key : key.replaceAll(separator, "/");
}
