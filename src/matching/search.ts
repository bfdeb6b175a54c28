import { createHash } from "node:crypto";
import type { Sought } from "./decide.ts";

/**
 * Names a search, as SHA-256 in hexadecimal: the people by their references and thresholds, and `settings`, whatever
 * else decides the result (a JSON value).
 */
export function searchId(people: readonly Sought[], settings: unknown): string {
  const hash = createHash("sha256").update(JSON.stringify(settings));
  for (const { name, threshold, references } of people) {
    hash.update(JSON.stringify([name, threshold, references.length]));
    for (const { buffer, byteOffset, byteLength } of references) {
      hash.update(new Uint8Array(buffer, byteOffset, byteLength));
    }
  }
  return hash.digest("hex");
}
