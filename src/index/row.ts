import { crc32 } from "node:zlib";
import { decodeFaces, encodeFaces, FaceCodecError } from "../faces/face_codec.ts";
import { fromHex } from "../hex.ts";
import type { Stage } from "../failure.ts";
import type { Finding, Place } from "./photo_index.ts";

/** A row of the table `content`, but for its id. */
export interface ContentRow {
  hash: Uint8Array;
  width: number | null;
  height: number | null;
  stage: string | null;
  code: string | null;
  message: string | null;
  retryable: number | null;
  attempts: number | null;
  search: string | null;
  faces: Uint8Array | null;
  /** CRC-32 of all the others: a medium that flips a bit must not turn one face into another. */
  checksum: number;
}

/** The columns of {@link ContentRow}, in the table's order. */
export const CONTENT_COLUMNS = [
  "hash",
  "width",
  "height",
  "stage",
  "code",
  "message",
  "retryable",
  "attempts",
  "search",
  "faces",
  "checksum",
] as const;

/** A finding as a row. For one that is done, `code` and `message` tell of a damaged file. */
export function toRow(hash: string, finding: Finding): ContentRow {
  const row = finding.kind === "done"
    ? {
      width: finding.analysis.width,
      height: finding.analysis.height,
      stage: null,
      code: finding.analysis.damage?.code ?? null,
      message: finding.analysis.damage?.message.toWellFormed() ?? null,
      retryable: null,
      attempts: null,
      search: finding.search,
      faces: encodeFaces(finding.analysis.faces),
    }
    : {
      width: null,
      height: null,
      ...finding.failure,
      message: finding.failure.message.toWellFormed(),
      retryable: Number(finding.failure.retryable),
      attempts: finding.attempts,
      search: null,
      faces: null,
    };
  const fields = { hash: fromHex(hash), ...row };
  return { ...fields, checksum: checksum(fields) };
}

/** A row as a finding; null when it is not what was written: never throws, whatever a damaged file gives. */
export function fromRow(row: ContentRow): Finding | null {
  if (!hasItsBytes(row) || checksum(row) !== row.checksum) return null;
  const { code, message } = row;
  if (row.stage !== null) {
    const failure = {
      stage: row.stage as Stage,
      code: code!,
      message: message!,
      retryable: row.retryable === 1,
    };
    return { kind: "failed", failure, attempts: row.attempts! };
  }
  try {
    const faces = decodeFaces(row.faces!);
    const damage = code === null ? null : { code, message: message! };
    return {
      kind: "done",
      search: row.search,
      analysis: { width: row.width!, height: row.height!, faces, damage },
    };
  } catch (error) {
    if (error instanceof FaceCodecError) return null;
    throw error;
  }
}

/**
 * Guards a row of the table `photo`, where a damaged page could lead a place to another photo's content. `root`: its
 * id. NaN, which equals nothing, when `hash` is none.
 */
export function placeChecksum(
  { below, size, modified }: Pick<Place, "below" | "size"> & { modified: number },
  root: number,
  hash: unknown,
): number {
  if (!(hash instanceof Uint8Array)) return NaN;
  return crc32(hash, crc32(`${size} ${modified} ${root} ${below}`));
}

/** A damaged field may come back as another type. The checksum tells of the others. */
function hasItsBytes({ hash, stage, faces }: ContentRow): boolean {
  return hash instanceof Uint8Array && (stage === null ? faces instanceof Uint8Array : faces === null);
}

function checksum(row: Omit<ContentRow, "checksum">): number {
  const { hash, width, height, stage, code, message, retryable, attempts, search, faces } = row;
  const text = `${width} ${height} ${stage} ${code} ${message} ${retryable} ${attempts} ${search}`;
  return crc32(faces ?? "", crc32(hash, crc32(text)));
}
