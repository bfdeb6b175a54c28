import type { Actions } from "./actions.ts";
import { verdictButton } from "./card.ts";
import { element, isolated } from "./element.ts";
import type { Find } from "./find.ts";
import type { Pictures } from "./pictures.ts";
import { day, likeness, percent, shown } from "./wording.ts";

/** All that is known of one find, in front of the list; its face and the nearest reference side by side. */
export class Details {
  readonly element: HTMLDialogElement;
  #find: Find | null = null;

  /** `step`: to the find before (-1) or after (1) that is shown. */
  constructor(
    private readonly pictures: Pictures,
    private readonly actions: Actions,
    private readonly step: (by: number) => void,
  ) {
    this.element = element("dialog", {
      class: "details",
      attributes: { "aria-label": "One photo", tabindex: "-1" },
    });
    this.element.addEventListener("click", ({ target }) => {
      if (target === this.element) this.element.close();
    });
  }

  get isOpen(): boolean {
    return this.element.open;
  }

  /** What it shows, or showed last. */
  get find(): Find | null {
    return this.#find;
  }

  show(find: Find) {
    this.#find = find;
    this.refresh();
    if (this.element.open) return;
    this.element.showModal();
    // Not its first button: nobody means to press that.
    this.element.focus();
    // Where there is little room, the browser has gone down to that button.
    this.element.scrollTop = 0;
  }

  /** Draws it anew: something about the find has changed. */
  refresh() {
    const find = this.#find;
    if (!find) return;
    const focused = this.element.querySelector<HTMLElement>(":focus")?.className;
    const { photo, person } = find, name = shown(person.name);
    const shape = { width: photo.width, height: photo.height };
    const whole = element("div", { class: "whole" }, this.pictures.photo(find, shape));
    whole.style.setProperty("--shape", `${photo.width} / ${photo.height}`);
    this.element.replaceChildren(
      element("h2", {}, isolated(name)),
      element(
        "div",
        { class: "looks" },
        whole,
        element("div", { class: "known" }, this.#pair(find), this.#facts(find)),
      ),
      element(
        "div",
        { class: "verdict" },
        verdictButton("yes", `Yes, ${name}`, find, "0", this.actions),
        verdictButton("no", `No, not ${name}`, find, "0", this.actions),
        this.#button("before", "Previous", () => this.step(-1)),
        this.#button("after", "Next", () => this.step(1)),
        this.#button("close", "Close", () => this.element.close()),
      ),
    );
    if (focused) this.element.querySelector<HTMLElement>(`.${focused.split(" ")[0]}`)?.focus();
  }

  #pair({ face, reference }: Find): HTMLElement {
    const one = (picture: number | null, title: string, caption: string) =>
      element(
        "figure",
        {},
        this.pictures.face(picture, title),
        element("figcaption", { text: caption }),
      );
    return element(
      "div",
      { class: "pair" },
      one(face.picture, "the face that was found", "found"),
      reference && one(reference.picture, "the reference photo that is most like it", "nearest reference"),
    );
  }

  #facts(find: Find): HTMLElement {
    const { face, photo, person, reference } = find, { runnerUp } = face;
    const threshold = `${likeness(face.similarity)} (named from ${likeness(person.threshold)} on)`;
    return element(
      "dl",
      {},
      ...fact("Sure", percent(face.confidence)),
      ...fact("Similarity", threshold),
      ...fact(
        "Next most alike",
        runnerUp ? `${shown(runnerUp.person)}, ${likeness(runnerUp.similarity)}` : "nobody",
      ),
      ...fact("Photo", this.#path(photo.path, photo.link)),
      ...photo.copies.flatMap(({ path, link }) => fact("Copy", this.#path(path, link))),
      ...(photo.duplicateOf === null ? [] : fact("The same as", this.#path(photo.duplicateOf, null))),
      ...(reference ? fact("Reference", this.#path(reference.path, null)) : []),
      ...fact("Date of the file", day(photo.modified)),
      ...fact("Size", `${photo.width} × ${photo.height} pixels`),
    );
  }

  #path(path: string, link: string | null): HTMLElement {
    const copy = element("button", {
      class: "path",
      attributes: { type: "button", title: "click to copy the path" },
      on: { click: () => this.actions.copy(path) },
    }, isolated(shown(path)));
    const open = link === null ? null : element("a", {
      text: "open",
      attributes: { href: link, target: "_blank", rel: "noreferrer noopener" },
    });
    return element("span", { class: "place" }, copy, open);
  }

  #button(name: string, text: string, click: () => void): HTMLElement {
    return element("button", { class: name, text, attributes: { type: "button" }, on: { click } });
  }
}

function fact(term: string, description: string | HTMLElement): HTMLElement[] {
  const given = typeof description === "string" ? element("bdi", { text: description }) : description;
  return [element("dt", { text: term }), element("dd", {}, given)];
}
