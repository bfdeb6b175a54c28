import type { Decided } from "./decided.ts";
import { element } from "./element.ts";
import { count } from "./wording.ts";

/** Saves what was decided as a file, and takes such files back. */
export class Saving {
  readonly element: HTMLElement;
  readonly #save: HTMLButtonElement;

  /** `say`: tells the reader something. `loaded`: decisions of a file have come. `use`: what the file is good for. */
  constructor(
    private readonly decided: Decided,
    private readonly say: (text: string) => void,
    private readonly loaded: () => void,
    private readonly use: string,
  ) {
    this.#save = element("button", {
      class: "save",
      attributes: { type: "button" },
      on: { click: () => this.#download() },
    });
    const choose = element("input", {
      attributes: { type: "file", accept: "application/json,.json", hidden: "", "aria-hidden": "true" },
    });
    choose.addEventListener("change", async () => {
      for (const file of choose.files ?? []) this.#take(await file.text());
      choose.value = "";
    });
    const load = element("button", {
      class: "load",
      text: "Load decisions",
      attributes: { type: "button" },
      on: { click: () => choose.click() },
    });
    this.element = element("div", { class: "saving" }, this.#save, load, choose);
    // What was decided with patience must not go with a key too many.
    addEventListener("beforeunload", (event) => {
      if (decided.isUnsaved) event.preventDefault();
    });
    this.refresh();
  }

  refresh() {
    const { size, isUnsaved } = this.decided;
    this.#save.textContent = size === 0 ? "Save decisions" : `Save ${count(size, "decision", "decisions")}`;
    this.#save.disabled = size === 0;
    this.#save.classList.toggle("unsaved", isUnsaved);
  }

  #download() {
    const text = JSON.stringify(this.decided.file(), null, 1);
    const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const link = element("a", { attributes: { href: url, download: "decisions.json" } });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    this.decided.saved();
    this.refresh();
    this.say(`saved as decisions.json: ${this.use}`);
  }

  #take(text: string) {
    try {
      const known = this.decided.load(text);
      this.loaded();
      this.refresh();
      this.say(`${count(known, "decision", "decisions")} loaded`);
    } catch (error) {
      this.say(`not loaded: ${error instanceof Error ? error.message : error}`);
    }
  }
}
