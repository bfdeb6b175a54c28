import { COARSE_FACTS, type CoarseFaces, coarseFaces } from "../faces/coarse_embedding.ts";
import { type Effort, EFFORTS } from "../faces/effort.ts";
import type { PhotoAnalysis } from "../faces/photo_analysis.ts";
import type { Remembered } from "./remembered.ts";

/** Contents whose ids share a block: what is written anew when one of them changes stays a few hundred kilobytes. */
export const CONTENTS_A_BLOCK = 256;

/** A content of a block. */
export interface CoarseContent {
  /** Its id in the index. */
  id: number;
  /** A part of its hash as the index writes it: ids are given again. See {@link hashPart}. */
  hash: number;
  /** How hard it was looked at; null for one that must be read whatever is sought: see {@link BlockMaker}. */
  effort: Effort | null;
  /** How many of the block's faces are its: all, or none where it must be read. */
  faces: number;
}

/** The faces of contents with neighbouring ids, coarsely; the faces stand in the contents' order. */
export interface CoarseBlock {
  contents: readonly CoarseContent[];
  faces: CoarseFaces;
}

/** The block that a content belongs to. */
export const blockOf = (id: number) => Math.floor(id / CONTENTS_A_BLOCK);

/** 32 bits of a hash in hexadecimal; NaN of anything else. */
export const hashPart = (hash: unknown) => typeof hash === "string" ? parseInt(hash.slice(0, 8), 16) : NaN;

/**
 * Puts contents into a block. Without faces, to be read whatever is sought, are those that could not be analysed, that are
 * damaged or cannot be read, and those whose faces are not all kept.
 */
export class BlockMaker {
  readonly #contents: CoarseContent[] = [];
  readonly #embeddings: Float32Array[] = [];

  /** `written`: its hash as the index writes it; `remembered`: null for one that is not what was written. */
  add(id: number, written: string, remembered: Remembered | null) {
    const analysis = remembered && plain(remembered), hash = hashPart(written) || 0;
    const embeddings = analysis?.faces.map(({ embedding }) => embedding) ?? [];
    const dimension = (this.#embeddings.at(0) ?? embeddings.at(0))?.length;
    const fits = embeddings.every(({ length }) => length === dimension);
    if (!analysis || !fits) this.#contents.push({ id, hash, effort: null, faces: 0 });
    else {
      this.#contents.push({ id, hash, effort: analysis.effort, faces: embeddings.length });
      this.#embeddings.push(...embeddings);
    }
  }

  block(): CoarseBlock {
    return { contents: this.#contents, faces: coarseFaces(this.#embeddings) };
  }
}

/** The analysis of a content of which there is nothing to say but its faces. */
function plain({ finding }: Remembered): PhotoAnalysis | null {
  if (finding.kind === "failed" || finding.search !== null || finding.analysis.damage) return null;
  return finding.analysis;
}

/** Numbers of 32 bits before the contents: of contents, of faces, the stride; and for each content. */
const HEAD = 3, A_CONTENT = 4;
/** By their numbers in a block. */
const LOOKS = [null, ...EFFORTS] as const;

/** A block as bytes, little-endian: head, contents, the faces' facts, their rows. */
export function encodeBlock({ contents, faces: { count, stride, rows, facts } }: CoarseBlock): Uint8Array {
  const words = new Uint32Array(HEAD + A_CONTENT * contents.length + facts.length);
  words.set([contents.length, count, stride]);
  contents.forEach(({ id, hash, effort, faces }, n) => {
    words.set([id % CONTENTS_A_BLOCK, hash, LOOKS.indexOf(effort), faces], HEAD + A_CONTENT * n);
  });
  words.set(new Uint32Array(facts.buffer, facts.byteOffset, facts.length), words.length - facts.length);
  const bytes = new Uint8Array(words.byteLength + rows.length);
  bytes.set(new Uint8Array(words.buffer));
  bytes.set(new Uint8Array(rows.buffer, rows.byteOffset, rows.length), words.byteLength);
  return bytes;
}

/** The block with this number that {@link encodeBlock} wrote; null when it can't have. */
export function decodeBlock(number: number, bytes: Uint8Array): CoarseBlock | null {
  // A view needs an aligned start; the bytes may lie anywhere.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes),
    { buffer, byteOffset } = aligned;
  if (bytes.length < 4 * HEAD) return null;
  const [count, faceCount, stride] = new Uint32Array(buffer, byteOffset, HEAD);
  const words = HEAD + A_CONTENT * count, facts = COARSE_FACTS * faceCount;
  if (bytes.length !== 4 * (words + facts) + faceCount * stride) return null;
  const fields = new Uint32Array(buffer, byteOffset, words);
  let faces = 0;
  const contents = Array.from({ length: count }, (_, n): CoarseContent => {
    const at = HEAD + A_CONTENT * n;
    faces += fields[at + 3];
    return {
      id: number * CONTENTS_A_BLOCK + fields[at],
      hash: fields[at + 1],
      effort: LOOKS[fields[at + 2]],
      faces: fields[at + 3],
    };
  });
  if (
    faces !== faceCount || contents.some(({ id, effort }) => blockOf(id) !== number || effort === undefined)
  ) {
    return null;
  }
  return {
    contents,
    faces: {
      count: faceCount,
      stride,
      facts: new Float32Array(buffer, byteOffset + 4 * words, facts),
      rows: new Int8Array(buffer, byteOffset + 4 * (words + facts), faceCount * stride),
    },
  };
}
