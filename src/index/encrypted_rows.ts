import { Buffer } from "node:buffer";
import type { FaceDecision } from "../decisions/decisions_file.ts";
import type { Cipher } from "./cipher.ts";
import { type DecisionRow, parseDecision } from "./decision_row.ts";
import type { Finding, Remembered } from "./remembered.ts";
import { type ContentRow, fromRow, toRow } from "./row.ts";
import type { BlockFields, PlaceFields, RowFormat } from "./row_format.ts";

/**
 * Rows that only who has the passphrase can read. In the clear are how many there are, how long, in which order they
 * came, by which models, and which photos have the same content or root. Each is bound to where it stands: a row that
 * was altered, or stands in another's place, is none.
 */
export class EncryptedRows implements RowFormat {
  readonly inOrder = false;

  constructor(private readonly cipher: Cipher) {}

  hash(hash: string): string {
    return this.cipher.code("hash", hash).toString("hex");
  }

  readHash(): null {
    return null;
  }

  /** All in one text, which is the key that it is looked up by. */
  place({ below, size, modified }: PlaceFields): PlaceFields {
    const text = this.cipher.sealText(["place"], JSON.stringify([below, size, modified]));
    return { below: text, size: 0, modified: 0 };
  }

  readPlace(written: PlaceFields): PlaceFields | null {
    const text = this.cipher.openText(["place"], written.below);
    if (text === null) return null;
    const [below, size, modified] = JSON.parse(text);
    return { below, size, modified };
  }

  root(path: string): string {
    return this.cipher.sealText(["root"], path);
  }

  readRoot(written: unknown): string | null {
    return this.cipher.openText(["root"], written);
  }

  person(name: string, hash: string, face: number): string {
    return this.cipher.sealText(["person", hash, face], name);
  }

  readPerson(written: unknown, hash: string, face: number): string | null {
    return this.cipher.openText(["person", hash, face], written);
  }

  decision(decision: FaceDecision): DecisionRow {
    const hash = this.hash(decision.hash);
    return { hash, facts: this.cipher.sealText(["decision", hash], JSON.stringify(decision)), checksum: 0 };
  }

  readDecision({ hash, facts }: DecisionRow): FaceDecision | null {
    return parseDecision(this.cipher.openText(["decision", hash], facts));
  }

  /** Everything is in `faces`; `facts` tell only whether they are the same as before. */
  content(hash: string, processing: string, finding: Finding): ContentRow {
    const { faces, ...row } = toRow(hash, finding), written = this.hash(hash);
    const head: Head = { ...row, failed: faces === null };
    const sealed = this.cipher.seal(["content", written, processing], pack(head, faces ?? NOTHING));
    const facts = this.cipher.code("facts", written, processing, row.facts).toString("hex");
    return { hash: written, facts, faces: sealed, checksum: 0 };
  }

  readContent(row: ContentRow, processing: string): Remembered | null {
    const bytes = this.cipher.open(["content", row.hash, processing], row.faces);
    if (!bytes) return null;
    const { failed, ...fields } = head(bytes), { hash } = fields;
    const finding = fromRow({ ...fields, faces: failed ? null : body(bytes) });
    return finding && { hash, finding };
  }

  block(bytes: Uint8Array, number: number, processing: string): BlockFields {
    return { faces: this.cipher.seal(["block", number, processing], bytes), checksum: 0 };
  }

  readBlock({ faces }: { faces: unknown }, number: number, processing: string): Uint8Array | null {
    return this.cipher.open(["block", number, processing], faces);
  }

  placeChecksum({ below }: PlaceFields, { path }: { path: string }, hash: unknown): number {
    if (typeof hash !== "string") return NaN;
    return this.cipher.code("at", below, path, hash).readUIntLE(0, CHECKSUM_BYTES);
  }
}

/** As many as a number holds exactly. */
const CHECKSUM_BYTES = 6;
const NOTHING = new Uint8Array();

/** What goes before the faces. */
type Head = Omit<ContentRow, "faces"> & { failed: boolean };

/** The head as JSON after its length in four bytes, then the faces, at a multiple of four bytes. */
function pack(head: Head, faces: Uint8Array): Buffer {
  const text = Buffer.from(JSON.stringify(head)), length = 4 * Math.ceil(text.length / 4);
  const start = Buffer.alloc(4 + length, " ");
  start.writeUInt32LE(length);
  text.copy(start, 4);
  return Buffer.concat([start, faces]);
}

const head = (bytes: Buffer): Head => JSON.parse(bytes.toString("utf8", 4, 4 + bytes.readUInt32LE()));
const body = (bytes: Buffer): Uint8Array => bytes.subarray(4 + bytes.readUInt32LE());
