/** Characters of a SHA-256 in hexadecimal that are kept: 96 bits tell contents apart, and a million fit in memory. */
const KEPT = 24;

/** The path at which each content was met first in this run. */
export class FirstSeen {
  readonly #paths = new Map<string, string>();

  /** Remembers a content at `path`; gives the path where it was met before, or null. */
  meet(hash: string, path: string): string | null {
    const key = hash.slice(0, KEPT), before = this.#paths.get(key);
    if (before === undefined) this.#paths.set(key, path);
    return before ?? null;
  }
}
