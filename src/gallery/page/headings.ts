import type { Section } from "./choice.ts";
import { element, isolated } from "./element.ts";
import type { Naming } from "./naming.ts";
import type { Pictures } from "./pictures.ts";
import { count, shown } from "./wording.ts";

/** Reference photos that a heading shows. */
const MOST_REFERENCES = 6;

/** The headings of the sections: who it is, how many faces, and reference photos. */
export class Headings {
  /** CSS pixels, by what decides them. */
  readonly #heights = new Map<string, number>();
  readonly #keys = new WeakMap<Section, string>();
  #width = 0;

  /** `naming`: where the sections are groups that may be named. */
  constructor(private readonly pictures: Pictures, private readonly naming: Naming | null) {}

  /** The heading of a section. */
  make(section: Section): HTMLElement {
    return this.#heading(section, (picture, title) => this.pictures.face(picture, title));
  }

  /** How high the headings are in `list`, in CSS pixels: a long name takes several lines where there is little room. */
  heights(sections: readonly Section[], list: HTMLElement): (section: Section) => number {
    if (list.clientWidth !== this.#width) this.#heights.clear();
    this.#width = list.clientWidth;
    const unknown = new Map(sections.map((section) => [this.#keyOf(section), section]));
    for (const key of this.#heights.keys()) unknown.delete(key);
    if (unknown.size > 0) this.#measure(unknown, list);
    return (section) => this.#heights.get(this.#keyOf(section))!;
  }

  /** Made once a section: to write so many numbers takes longer than all else. */
  #keyOf(section: Section): string {
    const known = this.#keys.get(section) ?? keyOf(section);
    this.#keys.set(section, known);
    return known;
  }

  /** All at once: the browser lays the page out once for that. */
  #measure(unknown: ReadonlyMap<string, Section>, list: HTMLElement) {
    const trials = [...unknown].map(([key, section]) =>
      [key, this.#heading(section, () => this.pictures.face(null, ""))] as const
    );
    const place = element("div", { class: "measured" }, ...trials.map(([, trial]) => trial));
    list.append(place);
    for (const [key, trial] of trials) this.#heights.set(key, trial.offsetHeight);
    place.remove();
  }

  #heading(
    { person, finds }: Section,
    face: (picture: number | null, title: string) => HTMLElement,
  ): HTMLElement {
    return element(
      "header",
      { class: "person" },
      element("h2", {}, isolated(shown(person))),
      element("span", { class: "count", text: counted(finds) }),
      this.naming && this.naming.field(finds[0].face.person, person),
      element(
        "span",
        { class: "references" },
        ...referencesOf(finds).map(({ picture, path }) => face(picture, `reference: ${shown(path)}`)),
      ),
    );
  }
}

const counted = (finds: Section["finds"]) => count(finds.length, "face", "faces");

const referencesOf = (finds: Section["finds"]) =>
  finds[0].person.references.filter(({ picture }) => picture !== null).slice(0, MOST_REFERENCES);

/** Digits are equally wide, and so are reference photos: thousands of groups without names have a few keys. */
function keyOf({ person, finds }: Section): string {
  return [counted(finds), referencesOf(finds).length, person].join(" ").replace(/\d/g, "0");
}
