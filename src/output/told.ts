import type { EventOf, Unsent } from "./events.ts";

/** What has been told before, and must not be told again. */
export class Told {
  readonly #keys = new Set<string>();
  /** Who was told to be in each photo. */
  readonly #people = new Map<string, readonly string[]>();
  /** Where each photo was copied to, of those that were. */
  readonly #copies = new Map<string, readonly string[]>();
  /** Paths of matches that are yet to be copied, or to get their sidecars, and what failed last. */
  readonly #unwritten = new Map<string, "copy" | "sidecar">();

  /**
   * Remembers an event of a photo or file. Errors that may go by don't count: the file is tried again. Nor does a match
   * whose copy or sidecar failed in that way, which was told just before.
   */
  add(event: Unsent) {
    if (event.type === "error" && event.retryable && event.path !== undefined) {
      if (event.stage === "copy" || event.stage === "sidecar") this.#unwritten.set(event.path, event.stage);
    }
    if (event.type === "match") {
      const failed = this.#unwritten.get(event.path);
      this.#unwritten.delete(event.path);
      if (failed === "sidecar" || failed === "copy" && !event.copied_to) return;
    }
    if (isPhoto(event)) {
      const key = photoKey(event);
      this.#people.set(key, [...new Set([...this.#people.get(key) ?? [], ...event.people])]);
      if (event.copied_to) {
        this.#copies.set(key, [...new Set([...this.#copies.get(key) ?? [], ...event.copied_to])]);
      }
    }
    const key = keyOf(event);
    if (key !== null) this.#keys.add(key);
  }

  /** True when nothing in the event is new: of a photo, when all people in it were told. */
  has(event: Unsent): boolean {
    if (isPhoto(event)) {
      const people = this.#people.get(photoKey(event));
      return people !== undefined && event.people.every((name) => people.includes(name));
    }
    const key = this.#keys.size > 0 ? keyOf(event) : null;
    return key !== null && this.#keys.has(key);
  }

  /** True when this photo was told, whoever was said to be in it. */
  hasPhoto(event: PhotoEvent): boolean {
    return this.#people.has(photoKey(event));
  }

  /** The paths of all copies of a photo that were told of, each once. */
  copiesOf(event: PhotoEvent): string[] {
    return [...this.#copies.get(photoKey(event)) ?? []];
  }

  /** Photos, files and errors told. */
  get size(): number {
    return this.#keys.size + this.#people.size;
  }
}

type PhotoEvent = Unsent<EventOf<"match"> | EventOf<"photo">>;

function isPhoto(event: Unsent): event is PhotoEvent {
  return event.type === "match" || event.type === "photo";
}

/** A photo that has changed is another one. */
const photoKey = ({ hash, path }: PhotoEvent) => `${hash} ${path}`;

function keyOf(event: Unsent): string | null {
  switch (event.type) {
    case "skip":
      return `skip ${event.reason} ${event.path}`;
    case "error":
      return event.retryable || event.path === undefined ? null : `error ${event.stage} ${event.path}`;
    default:
      return null;
  }
}
