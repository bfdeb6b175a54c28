import type { GalleryView } from "../view.ts";

/** The names that groups of faces have: those that somebody gave before, and those that the reader gives. */
export class Names {
  readonly #names = new Map<number, string>();
  readonly #before: ReadonlyMap<number, string>;

  constructor({ people }: Pick<GalleryView, "people">) {
    people.forEach(({ name, unnamed }, group) => unnamed || this.#names.set(group, name));
    this.#before = new Map(this.#names);
  }

  /** The name of a group, by its position among the people; null where it has none. */
  of(group: number): string | null {
    return this.#names.get(group) ?? null;
  }

  /** Gives a group a name; an empty one takes it back. */
  set(group: number, name: string) {
    const trimmed = name.trim().replace(/\s+/g, " ");
    if (trimmed === "") this.#names.delete(group);
    else this.#names.set(group, trimmed);
  }

  /** Whether a group has the name that it had before. */
  isAsBefore(group: number): boolean {
    return this.#names.get(group) === this.#before.get(group);
  }

  /** The other groups with a group's name: together with it they are one person. */
  sameAs(group: number): number[] {
    const name = this.of(group);
    return name === null
      ? []
      : [...this.#names].flatMap(([other, own]) => own === name && other !== group ? [other] : []);
  }

  /** All names, each once, in their order. */
  get all(): string[] {
    return [...new Set(this.#names.values())].sort((a, b) => a.localeCompare(b));
  }
}
