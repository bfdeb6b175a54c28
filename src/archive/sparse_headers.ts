/** What a header takes, and what all sizes are rounded up to. */
export const BLOCK = 512;
/** What the owner's name of a marked member begins with: no system takes such a name. */
const MARK = "\t\tsparse";

/** Where a header has what is looked at, in bytes: GNU tar's manual, "Basic Tar Format". */
const SIZE = 124, CHECKSUM = 148, TYPE = 156, OWNER = 265, MORE = 482, MORE_BEHIND = 504;
/** Of members without bytes: links, devices, folders, pipes. */
const WITHOUT_BYTES = "123456";

/** Whether a member whose header has this owner's name is one that {@link SparseHeaders} has marked. */
export const isMarked = (owner: string | undefined) => owner === MARK;

/**
 * Marks the members of an archive that GNU tar has stored without their holes (type S), for a decoder that takes all types
 * that it doesn't know for files, and does not tell them. It is given what {@link pass} gives. A block is a header where its
 * checksum says so; sizes that only pax's headers have are not known here: then what follows is looked at block by block.
 */
export class SparseHeaders {
  readonly #block = new Uint8Array(BLOCK);
  #held = 0;
  /** Bytes of the member that are still to come, behind the table of its holes. */
  #left = 0;
  /** More of that table follows, which no size counts. */
  #isTable = false;

  /** Gives what comes, but for what is held until it is a block. */
  pass(bytes: Uint8Array): Uint8Array[] {
    const passed: Uint8Array[] = [];
    for (let at = 0; at < bytes.length;) {
      const isBody = this.#left > 0 && !this.#isTable;
      const part = bytes.subarray(at, at + (isBody ? this.#left : BLOCK - this.#held));
      at += part.length;
      if (isBody) {
        this.#left -= part.length;
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

  #marked(): Uint8Array {
    const block = this.#block.slice();
    if (numberIn(block, CHECKSUM, 8) !== checksum(block)) return block;
    const type = String.fromCharCode(block[TYPE]);
    if (!WITHOUT_BYTES.includes(type)) this.#left = Math.ceil(numberIn(block, SIZE, 12) / BLOCK) * BLOCK;
    if (type !== "S") return block;
    this.#isTable = block[MORE] !== 0;
    new TextEncoder().encodeInto(MARK + "\0", block.subarray(OWNER));
    new TextEncoder().encodeInto(checksum(block).toString(8).padStart(6, "0"), block.subarray(CHECKSUM));
    return block;
  }
}

/** The sum of a header's bytes, its own place taken for blanks. */
function checksum(block: Uint8Array): number {
  return block.reduce((sum, byte, i) => sum + (i >= CHECKSUM && i < CHECKSUM + 8 ? 32 : byte), 0);
}

/** A number in octal digits; 0 for another form, which stands for eight gigabytes and more. */
function numberIn(block: Uint8Array, from: number, length: number): number {
  const text = String.fromCharCode(...block.subarray(from, from + length));
  return parseInt(/^[ 0]*([0-7]+)/.exec(text)?.[1] ?? "0", 8);
}
