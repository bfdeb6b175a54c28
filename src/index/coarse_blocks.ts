import { type Database, IndexDamaged } from "./database.ts";
import {
  BlockMaker,
  blockOf,
  type CoarseBlock,
  CONTENTS_A_BLOCK,
  decodeBlock,
  encodeBlock,
} from "./coarse_block.ts";
import { inKeyOrder } from "./key_order.ts";
import type { OpenIndex } from "./open_index.ts";
import { CONTENT_COLUMNS, type ContentRow } from "./row.ts";

/** Blocks that are made in one go: each time the medium is waited for. */
const MADE_AT_ONCE = 16;

const READ = "SELECT faces, checksum FROM block WHERE number = ? AND processing = ?";
const SAVE = "INSERT OR REPLACE INTO block (number, processing, faces, checksum) VALUES (?, ?, ?, ?)";
const CONTENTS = `
  SELECT id, ${
  CONTENT_COLUMNS.join(", ")
} FROM content WHERE id >= ? AND id < ? AND processing = ? ORDER BY id`;

/** A block, by its number. */
export interface NumberedBlock {
  number: number;
  block: CoarseBlock;
  /** It could not be kept, as it should: another program was writing for long, or the medium can't be written. */
  unkept: boolean;
}

/**
 * The table of blocks. It holds nothing that the contents don't: a block that is missing or damaged, or by other models,
 * is made of them when it is asked for, and whatever changes a content removes its block in the same transaction. So it is
 * never wrong, whatever interrupts whom; and an index without the table gets it when it is first searched.
 */
export class CoarseBlocks {
  /** The block of the newest content when it was last looked. */
  #newest: number | null = null;

  /** `processing` names today's models. */
  constructor(private readonly processing: string) {}

  /**
   * The first block with this number or a higher one that has contents; null when there is none. `keep`: one that is made
   * is kept for the next time.
   */
  from(index: OpenIndex, number: number, keep: boolean): NumberedBlock | null {
    const next = nextBlock(index.database, number);
    if (next === null) return null;
    const read = this.#read(index, next);
    if (read) return { number: next, block: read, unkept: false };
    const kept = keep ? this.#keepFrom(index, next) : null;
    return { number: next, block: kept ?? make(index, this.processing, next), unkept: keep && !kept };
  }

  /** To be called in the transaction that has written contents, with their hashes as written; gives their ids. */
  changed(index: OpenIndex, hashes: readonly string[]): number[] {
    const { database } = index;
    const ids = hashes.flatMap((hash) =>
      database.all<{ id: number }>("SELECT id FROM content WHERE hash = ?", hash).map(({ id }) => id)
    );
    removeBlocks(database, ids);
    // Contents come one after the other: what is behind the newest one's block will hardly change any more.
    const newest = blockOf(newestContent(database));
    for (let number = this.#newest ?? newest; number < newest; number++) {
      if (!this.#read(index, number)) this.#keep(index, number);
    }
    this.#newest = newest;
    return ids;
  }

  #read({ database, rows }: OpenIndex, number: number): CoarseBlock | null {
    if (!database.hasBlocks) return null;
    const row = database.get<{ faces: unknown; checksum: unknown }>(READ, number, this.processing);
    const bytes = row && rows.readBlock(row, number, this.processing);
    return bytes ? decodeBlock(number, bytes) : null;
  }

  /** Makes a block and some of those behind it that are missing; null where they can't be kept. */
  #keepFrom(index: OpenIndex, number: number): CoarseBlock | null {
    try {
      return index.database.transaction(() => {
        const first = this.#keep(index, number);
        for (let n = 1, next: number | null = number; n < MADE_AT_ONCE; n++) {
          next = nextBlock(index.database, next + 1);
          if (next === null || this.#read(index, next)) break;
          this.#keep(index, next);
        }
        return first;
      });
    } catch (error) {
      // What else goes wrong is told when something must be written.
      if (error instanceof IndexDamaged) throw error;
      return null;
    }
  }

  #keep(index: OpenIndex, number: number): CoarseBlock {
    const { database, rows } = index;
    const block = make(index, this.processing, number);
    database.makeBlocks();
    const { faces, checksum } = rows.block(encodeBlock(block), number, this.processing);
    database.run(SAVE, number, this.processing, faces, checksum);
    return block;
  }
}

/** Removes the blocks of contents that are written anew, or removed: to be called in the same transaction. */
export function removeBlocks(database: Database, contents: readonly number[]) {
  if (!database.hasBlocks) return;
  for (const number of new Set(contents.map(blockOf))) {
    database.run("DELETE FROM block WHERE number = ?", number);
  }
}

/** How many blocks are not what was written. */
export function damagedBlocks({ database, rows }: OpenIndex): number {
  if (!database.hasBlocks) return 0;
  let damaged = 0;
  const columns = "number, processing, faces, checksum", from = "block", key = ["number"];
  for (
    const row of inKeyOrder<{ number: number; processing: string; faces: unknown; checksum: unknown }>(
      database,
      { columns, from, key },
    )
  ) {
    const bytes = rows.readBlock(row, row.number, row.processing);
    if (!bytes || !decodeBlock(row.number, bytes)) damaged++;
  }
  return damaged;
}

function make({ database, rows }: OpenIndex, processing: string, number: number): CoarseBlock {
  const maker = new BlockMaker(), start = number * CONTENTS_A_BLOCK;
  // Not row by row: a damaged page would pass for the end, and nobody be found in what lies behind it.
  const found = database.all<ContentRow & { id: number }>(
    CONTENTS,
    start,
    start + CONTENTS_A_BLOCK,
    processing,
  );
  for (const { id, ...row } of found) {
    maker.add(id, row.hash, rows.readContent(row, processing));
  }
  return maker.block();
}

function nextBlock(database: Database, number: number): number | null {
  const row = database.get<{ id: number }>(
    "SELECT id FROM content WHERE id >= ? ORDER BY id LIMIT 1",
    number * CONTENTS_A_BLOCK,
  );
  return row ? blockOf(row.id) : null;
}

/** The id of the content that came last; 0 when there is none. */
export function newestContent(database: Database): number {
  return database.get<{ id: number | null }>("SELECT max(id) AS id FROM content")?.id ?? 0;
}
