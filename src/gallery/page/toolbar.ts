import { type Choice, type Confidence, CONFIDENCES, EVERYTHING, ORDERS, VERDICTS } from "./choice.ts";
import { NEAR } from "../near.ts";
import { element } from "./element.ts";
import type { Find } from "./find.ts";
import { folderName, shown, strictness } from "./wording.ts";

/** How far the slider goes either way: as far as the page has faces below the thresholds, and some more above. */
const LOOSEST = -NEAR, STRICTEST = 0.4, STEP = 0.005;
/** More folders help nobody to choose. */
const MOST_FOLDERS = 200;

/** What the reader chooses by. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #search: HTMLInputElement;
  readonly #strictness = element("output", { text: strictness(0), attributes: { for: "stricter" } });
  #choice: Choice = EVERYTHING;

  constructor(
    finds: readonly Find[],
    people: readonly string[],
    private readonly changed: (choice: Choice) => void,
  ) {
    this.#search = this.#input("search", "text", { list: "folders", placeholder: "folder, name" });
    this.element = element(
      "div",
      { class: "tools", attributes: { role: "group", "aria-label": "What is shown" } },
      field(
        "Person",
        this.#select("person", [["", "everyone"], ...named(people)], (value) => ({
          person: value === "" ? null : people[Number(value)],
        })),
      ),
      field("Where", this.#search, folders(finds)),
      field(
        "How sure",
        this.#select(
          "confidence",
          Object.entries(CONFIDENCES).map(([key, { label }]) => [key as Confidence, label]),
          (confidence) => ({ confidence }),
        ),
      ),
      field("Decided", this.#select("verdict", pairs(VERDICTS), (verdict) => ({ verdict }))),
      field("From", this.#input("date", "from", {})),
      field("To", this.#input("date", "to", {})),
      field("Order", this.#select("order", pairs(ORDERS), (order) => ({ order }))),
      field("How alike", this.#slider(), this.#strictness),
    );
  }

  /** Goes to where a text is looked for. */
  search() {
    this.#search.focus();
    this.#search.select();
  }

  #choose(part: Partial<Choice>) {
    this.#choice = { ...this.#choice, ...part };
    this.changed(this.#choice);
  }

  #select<K extends string>(
    name: string,
    options: readonly (readonly [value: K, text: string])[],
    part: (value: K) => Partial<Choice>,
  ): HTMLElement {
    const select = element(
      "select",
      { attributes: { id: name } },
      ...options.map(([value, text]) => element("option", { text, attributes: { value } })),
    );
    select.addEventListener("change", () => this.#choose(part(select.value as K)));
    return select;
  }

  #input(type: string, key: "text" | "from" | "to", attributes: Record<string, string>): HTMLInputElement {
    const input = element("input", { attributes: { id: key, type, ...attributes } });
    input.addEventListener("input", () => this.#choose({ [key]: input.value.trim() }));
    return input;
  }

  #slider(): HTMLElement {
    const attributes = {
      id: "stricter",
      type: "range",
      min: String(LOOSEST),
      max: String(STRICTEST),
      step: String(STEP),
      value: "0",
      "aria-valuetext": strictness(0),
    };
    const slider = element("input", { attributes });
    slider.addEventListener("input", () => {
      const stricter = Math.round(slider.valueAsNumber / STEP) * STEP || 0;
      this.#strictness.textContent = strictness(stricter);
      slider.setAttribute("aria-valuetext", strictness(stricter));
      this.#choose({ stricter });
    });
    return slider;
  }
}

function field(label: string, control: HTMLElement, beside: HTMLElement | null = null): HTMLElement {
  return element(
    "div",
    { class: `field of-${control.id}` },
    element("label", { text: label, attributes: { for: control.id } }),
    control,
    beside,
  );
}

function named(people: readonly string[]): [string, string][] {
  return people.map((name, i) => [String(i), shown(name)]);
}

function pairs<K extends string>(texts: Readonly<Record<K, string>>): [K, string][] {
  return Object.entries(texts) as [K, string][];
}

/** Folders with the most finds first. */
function folders(finds: readonly Find[]): HTMLElement {
  const counts = Map.groupBy(finds, ({ photo }) => folderName(photo.path));
  const largest = [...counts].sort(([, a], [, b]) => b.length - a.length).slice(0, MOST_FOLDERS);
  return element(
    "datalist",
    { attributes: { id: "folders" } },
    ...largest.map(([folder]) => element("option", { attributes: { value: folder } })),
  );
}
