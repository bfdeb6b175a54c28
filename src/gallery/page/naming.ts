import { element } from "./element.ts";
import type { Names } from "./names.ts";
import { shown } from "./wording.ts";

/** Lets the reader name groups of faces. */
export class Naming {
  /** The names that were given: proposed wherever another is asked for. */
  readonly element = element("datalist", { attributes: { id: "names" } });

  /** `named`: told of a group, by its position, once it has another name. */
  constructor(private readonly names: Names, private readonly named: (group: number) => void) {
    this.refresh();
  }

  /** Proposes what names there are now. */
  refresh() {
    this.element.replaceChildren(
      ...this.names.all.map((name) => element("option", { attributes: { value: name } })),
    );
  }

  /** A field for the name of a group, which is called `title` until it has one. */
  field(group: number, title: string): HTMLElement {
    const id = `name-${group}`;
    const input = element("input", {
      class: "name",
      attributes: {
        id,
        type: "text",
        list: "names",
        placeholder: "who is it?",
        autocomplete: "off",
        maxlength: "100",
        value: shown(this.names.of(group) ?? ""),
      },
    });
    input.addEventListener("change", () => {
      this.names.set(group, input.value);
      this.refresh();
      this.named(group);
    });
    return element(
      "span",
      { class: "naming" },
      element("label", { text: `Name of ${shown(title)}`, attributes: { for: id } }),
      input,
    );
  }
}
