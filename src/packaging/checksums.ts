import { createHash } from "node:crypto";
import { compareTexts } from "../text_order.ts";

/** The SHA-256 of bytes, in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** What `sha256sum --check` reads: a line for each file, ordered by name. */
export function checksumList(files: ReadonlyMap<string, string>): string {
  const lines = [...files].map(([name, hash]) => `${hash}  ${name}\n`);
  return lines.sort((a, b) => compareTexts(a.slice(66), b.slice(66))).join("");
}
