import type { Unsent } from "./events.ts";

/** What has been told before, and must not be told again. */
export class Told {
  readonly #keys = new Set<string>();
  /** Paths of matches that are yet to be copied. */
  readonly #uncopied = new Set<string>();

  /**
   * Remembers an event of a photo or file. Errors that may go by don't count: the file is tried again. Nor does a match
   * whose copy failed in that way, which was told just before.
   */
  add(event: Unsent) {
    if (event.type === "error" && event.stage === "copy" && event.retryable && event.path !== undefined) {
      this.#uncopied.add(event.path);
    }
    if (event.type === "match" && this.#uncopied.delete(event.path) && !event.copied_to) return;
    const key = keyOf(event);
    if (key !== null) this.#keys.add(key);
  }

  has(event: Unsent): boolean {
    const key = this.#keys.size > 0 ? keyOf(event) : null;
    return key !== null && this.#keys.has(key);
  }

  /** Events told. */
  get size(): number {
    return this.#keys.size;
  }
}

function keyOf(event: Unsent): string | null {
  switch (event.type) {
    case "match":
    case "photo":
      // A photo that has changed is another one, and in the same one somebody else may be found later.
      return `${event.type} ${event.hash} ${JSON.stringify(event.people)} ${event.path}`;
    case "skip":
      return `skip ${event.reason} ${event.path}`;
    case "error":
      return event.retryable || event.path === undefined ? null : `error ${event.stage} ${event.path}`;
    default:
      return null;
  }
}
