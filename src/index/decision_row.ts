import { Value } from "@sinclair/typebox/value";
import { crc32 } from "node:zlib";
import { FaceDecision } from "../decisions/decisions_file.ts";

/** A row of the table of what somebody has said about faces, but for its id. */
export interface DecisionRow {
  /** Of the photo's content, as in the other tables. */
  hash: string;
  facts: string;
  checksum: number;
}

/** A decision as a row in the clear. */
export function toDecisionRow(decision: FaceDecision): DecisionRow {
  const { hash } = decision, facts = JSON.stringify(decision);
  return { hash, facts, checksum: crc32(`${hash} ${facts}`) };
}

/** What {@link toDecisionRow} wrote; null when it is something else, whatever a damaged file gives. */
export function fromDecisionRow({ hash, facts, checksum }: DecisionRow): FaceDecision | null {
  return checksum === crc32(`${hash} ${facts}`) ? parseDecision(facts) : null;
}

/** The decision in a JSON text; null when there is none. */
export function parseDecision(text: unknown): FaceDecision | null {
  if (typeof text !== "string") return null;
  try {
    const value: unknown = JSON.parse(text);
    return Value.Check(FaceDecision, value) ? value : null;
  } catch {
    return null;
  }
}
