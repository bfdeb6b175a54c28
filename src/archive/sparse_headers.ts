import { paxSize } from "./pax_size.ts";

/** What a header takes, and what all sizes are rounded up to. */
export const BLOCK = 512;
/** The mode of a marked member: it has more bits than any system's. Pax's records, which may name an owner, have none. */
const MARK = 0o7777777;

/** Where a header has what is looked at, in bytes: GNU tar's manual, "Basic Tar Format". */
const MODE = 100, SIZE = 124, CHECKSUM = 148, TYPE = 156, MAGIC = 257, MORE = 482, MORE_BEHIND = 504;
/** Of members without bytes: links, devices, folders, pipes. */
const WITHOUT_BYTES = "123456";
/** Of what is told of the member that follows, and of all that do. */
const ABOUT_OTHERS = "xgLK";
/** Only a header that begins so has a table of holes: POSIX has a part of the name there. */
const GNU_MAGIC = "ustar  \0";
/** Bytes of pax's records that are looked at: the decoder takes no more. */
const MOST_RECORDS = 8 * 2 ** 20;

/** Whether a member whose header has this mode is one that {@link SparseHeaders} has marked. */
export const isMarked = (mode: number | undefined) => mode === MARK;

/**
 * Marks the members of an archive that GNU tar has stored without their holes (type S), for a decoder that takes all types
 * that it doesn't know for files, and does not tell them. It is given what {@link pass} gives. A block is a header where its
 * checksum says so.
 */
export class SparseHeaders {
  readonly #block = new Uint8Array(BLOCK);
  #held = 0;
  /** Bytes of the member that are still to come, behind the table of its holes. */
  #left = 0;
  /** More of that table follows, which no size counts. */
  #isTable = false;
  /** Pax's records of the member that follows, as far as they have come; empty where there are none. */
  #records = new Uint8Array();
  #recorded = 0;

  /** Gives what comes, but for what is held until it is a block. */
  pass(bytes: Uint8Array): Uint8Array[] {
    const passed: Uint8Array[] = [];
    for (let at = 0; at < bytes.length;) {
      const isBody = this.#left > 0 && !this.#isTable;
      const part = bytes.subarray(at, at + (isBody ? this.#left : BLOCK - this.#held));
      at += part.length;
      if (isBody) {
        this.#left -= part.length;
        this.#record(part);
        passed.push(part);
        continue;
      }
      this.#block.set(part, this.#held);
      this.#held += part.length;
      if (this.#held < BLOCK) break;
      this.#held = 0;
      if (this.#isTable) this.#isTable = this.#block[MORE_BEHIND] !== 0;
      else passed.push(this.#marked());
    }
    return passed;
  }

  /** What is held when nothing more comes. */
  get rest(): Uint8Array {
    return this.#block.slice(0, this.#held);
  }

  #record(part: Uint8Array) {
    const taken = part.subarray(0, this.#records.length - this.#recorded);
    this.#records.set(taken, this.#recorded);
    this.#recorded += taken.length;
  }

  #marked(): Uint8Array {
    const block = this.#block.slice();
    if (numberIn(block, CHECKSUM, 8) !== checksum(block)) return block;
    const type = textIn(block, TYPE, 1), size = this.#sizeOf(block, type);
    if (!WITHOUT_BYTES.includes(type)) this.#left = Math.ceil(size / BLOCK) * BLOCK;
    if (type !== "S") return block;
    this.#isTable = block[MORE] !== 0 && textIn(block, MAGIC, GNU_MAGIC.length) === GNU_MAGIC;
    write(block, MODE, `${MARK.toString(8)}\0`);
    write(block, CHECKSUM, `${checksum(block).toString(8).padStart(6, "0")}\0 `);
    return block;
  }

  /** Bytes of the member of this header, and which records are about the next one. */
  #sizeOf(block: Uint8Array, type: string): number {
    const size = numberIn(block, SIZE, 12);
    const isRecords = type === "x" && size <= MOST_RECORDS;
    if (!isRecords && ABOUT_OTHERS.includes(type)) return size;
    const recorded = isRecords ? null : paxSize(this.#records);
    this.#records = new Uint8Array(isRecords ? size : 0);
    this.#recorded = 0;
    return recorded ?? size;
  }
}

/** The sum of a header's bytes, its own place taken for blanks. */
function checksum(block: Uint8Array): number {
  return block.reduce((sum, byte, i) => sum + (i >= CHECKSUM && i < CHECKSUM + 8 ? 32 : byte), 0);
}

/** A number in octal digits, or as GNU tar writes one that is too large for these: in bytes, behind a first bit that is set. */
function numberIn(block: Uint8Array, from: number, length: number): number {
  const bytes = block.subarray(from, from + length);
  if (bytes[0] & 128) {
    return bytes.reduce((number, byte, i) => 256 * number + (i === 0 ? byte & 127 : byte), 0);
  }
  return parseInt(/^[ 0]*([0-7]+)/.exec(textIn(block, from, length))?.[1] ?? "0", 8);
}

const textIn = (block: Uint8Array, from: number, length: number) =>
  String.fromCharCode(...block.subarray(from, from + length));

const write = (block: Uint8Array, at: number, text: string) =>
  new TextEncoder().encodeInto(text, block.subarray(at));
