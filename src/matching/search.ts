import { createHash } from "node:crypto";
import type { FaceDecision } from "../decisions/decisions_file.ts";
import type { KnownPerson } from "./decision/known_person.ts";

/**
 * Names a search, as SHA-256 in hexadecimal: the people by their references and thresholds, those who are not wanted
 * too, what somebody has said about faces, and `settings`, whatever else decides the result (a JSON value).
 */
export function searchId(
  people: readonly KnownPerson[],
  notWanted: readonly KnownPerson[],
  decisions: readonly FaceDecision[],
  settings: unknown,
): string {
  const hash = createHash("sha256").update(JSON.stringify(settings));
  const add = (
    { name, threshold, certain, references, centroid, rejected }: KnownPerson,
    ...role: string[]
  ) => {
    hash.update(JSON.stringify([name, threshold, certain, references.length, ...role]));
    // How much each reference counts shows in the centroid.
    for (const { buffer, byteOffset, byteLength } of [...references, centroid, ...rejected?.faces ?? []]) {
      hash.update(new Uint8Array(buffer, byteOffset, byteLength));
    }
  };
  people.forEach((person) => add(person));
  notWanted.forEach((person) => add(person, "not"));
  // Without any, the name is as it was before there were decisions.
  if (decisions.length > 0) hash.update(JSON.stringify(decisions));
  return hash.digest("hex");
}
