import type { Actions } from "./actions.ts";
import { card } from "./card.ts";
import type { Section } from "./choice.ts";
import { element } from "./element.ts";
import type { Find } from "./find.ts";
import type { Headings } from "./headings.ts";
import type { Pictures } from "./pictures.ts";
import { between, heightOf, type Row, rowsOf, rowWith } from "./rows.ts";

/** CSS pixels; the same in style.css. */
const LEAST_CARD = 224, GAP = 16, BELOW_PICTURE = 146, RUNNER_UP = 18;
/** Rows are there so far above and below what shows, in CSS pixels, so that scrolling meets no holes. */
const AHEAD = 700;
/** So many finds are printed at most: a browser lays all pages out at once. */
const MOST_PRINTED = 3000;

/**
 * The list of all finds, a section a person. Only the rows that show, and some more, are in the document: tens of
 * thousands are as quick as a few.
 */
export class FindList {
  readonly element = element("main", { class: "list", attributes: { "aria-label": "Found photos" } });
  #sections: readonly Section[] = [];
  #rows: Row[] = [];
  #columns = 1;
  #drawn = new Map<Row, HTMLElement>();
  #current: Find | null = null;
  #isPrinting = false;

  constructor(
    private readonly pictures: Pictures,
    private readonly actions: Actions,
    private readonly headings: Headings,
  ) {
    addEventListener("scroll", () => this.#draw(), { passive: true });
    new ResizeObserver(() => this.#lay()).observe(this.element);
    addEventListener("beforeprint", () => this.#print(true));
    addEventListener("afterprint", () => this.#print(false));
    this.element.addEventListener("focusin", ({ target }) => this.#focused(target as Element));
    this.element.addEventListener("click", ({ target }) => this.#clicked(target as Element));
  }

  /** Shows other finds, or the same ones in another order. */
  show(sections: readonly Section[]) {
    this.#sections = sections;
    const finds = sections.flatMap((section) => section.finds);
    if (!finds.some(({ id }) => id === this.#current?.id)) this.#current = finds[0] ?? null;
    this.#lay();
  }

  /** Draws all that shows anew: something about it has changed. */
  refresh() {
    const focused = this.#focus();
    this.#drawn.forEach((row) => row.remove());
    this.#drawn.clear();
    this.#draw();
    focused();
  }

  /** The find that the keyboard is at. */
  get current(): Find | null {
    return this.#current;
  }

  get columns(): number {
    return this.#columns;
  }

  /** All finds that are shown, in their order. */
  get finds(): Find[] {
    return this.#sections.flatMap(({ finds }) => finds);
  }

  /** Goes to a find, and scrolls it into view. */
  goTo(find: Find) {
    this.#current = find;
    const row = rowWith(this.#rows, find);
    if (row) this.#reveal(row);
    this.#draw();
    this.element.querySelectorAll(".card[tabindex='0'], .card [tabindex='0']")
      .forEach((other) => other.setAttribute("tabindex", "-1"));
    const found = this.#cardOf(find);
    found?.setAttribute("tabindex", "0");
    found?.querySelectorAll("button:not(.open)").forEach((button) => button.setAttribute("tabindex", "0"));
    found?.focus({ preventScroll: true });
  }

  #reveal({ top, height }: Row) {
    const { top: shift } = this.element.getBoundingClientRect(), bar = this.#bar();
    const above = top + shift - bar, below = top + height + shift - innerHeight;
    if (above < 0) scrollBy({ top: above, behavior: "instant" });
    else if (below > 0) scrollBy({ top: below, behavior: "instant" });
  }

  /** What stays at the top of the window covers so much. */
  #bar(): number {
    return document.querySelector(".bar")?.getBoundingClientRect().height ?? 0;
  }

  #cardOf({ id }: Find): HTMLElement | null {
    return this.element.querySelector(`[data-find="${id}"]`);
  }

  #focused(target: Element) {
    const find = this.#findOf(target);
    if (find && find.id !== this.#current?.id) this.#current = find;
  }

  /** A click beside a card's buttons chooses the card. */
  #clicked(target: Element) {
    const find = this.#findOf(target);
    if (find && !target.closest("button, a")) this.goTo(find);
  }

  #findOf(target: Element): Find | undefined {
    const id = target.closest<HTMLElement>("[data-find]")?.dataset.find;
    return id === undefined ? undefined : this.finds.find((find) => String(find.id) === id);
  }

  #lay() {
    const width = this.element.clientWidth;
    this.#columns = Math.max(1, Math.floor((width + GAP) / (LEAST_CARD + GAP)));
    const card = (width - GAP * (this.#columns - 1)) / this.#columns;
    const isAlone = !this.finds.some(({ face }) => face.runnerUp);
    const row = Math.round(0.75 * card) + BELOW_PICTURE + (isAlone ? 0 : RUNNER_UP) + GAP;
    this.element.classList.toggle("alone", isAlone);
    this.element.style.setProperty("--columns", String(this.#columns));
    const heading = this.headings.heights(this.#sections, this.element);
    this.#rows = rowsOf(this.#sections, { columns: this.#columns, heading, row });
    this.element.style.height = this.#isPrinting ? "auto" : `${heightOf(this.#rows)}px`;
    this.refresh();
  }

  #draw() {
    const [from, to] = this.#range(), wanted = new Set(this.#rows.slice(from, to));
    const focused = this.#focus();
    for (const [row, drawn] of this.#drawn) {
      if (wanted.has(row)) continue;
      drawn.remove();
      this.#drawn.delete(row);
    }
    let before: HTMLElement | null = null;
    for (const row of wanted) {
      let drawn = this.#drawn.get(row);
      if (!drawn) {
        drawn = this.#make(row);
        this.#drawn.set(row, drawn);
        // In the order in which they are read, whatever was drawn first.
        if (before) before.after(drawn);
        else this.element.prepend(drawn);
      }
      before = drawn;
    }
    focused();
  }

  /** Gives what brings the keyboard back to where it is, after that was drawn anew. */
  #focus(): () => void {
    const active = document.activeElement, at = active?.closest<HTMLElement>("[data-find]");
    if (!active || !at || !this.element.contains(at)) return () => {};
    const { find } = at.dataset, kind = active.className;
    return () => {
      if (active.isConnected) return;
      const again = this.element.querySelector<HTMLElement>(`[data-find="${find}"]`);
      const inside = active === at ? again : again?.querySelector<HTMLElement>(`.${kind.split(" ")[0]}`);
      (inside ?? again)?.focus({ preventScroll: true });
    };
  }

  #range(): [number, number] {
    if (this.#isPrinting) return [0, Math.min(this.#rows.length, Math.ceil(MOST_PRINTED / this.#columns))];
    const { top } = this.element.getBoundingClientRect();
    return between(this.#rows, -top - AHEAD, -top + innerHeight + AHEAD);
  }

  #make(row: Row): HTMLElement {
    const made = row.kind === "heading" ? this.headings.make(row.section) : this.#cards(row);
    made.style.top = `${row.top}px`;
    return made;
  }

  #cards({ finds }: Extract<Row, { kind: "finds" }>): HTMLElement {
    const section = this.#sections.find((section) => section.person === finds[0].person.name)!;
    const first = section.finds.indexOf(finds[0]), of = section.finds.length;
    return element(
      "div",
      { class: "row" },
      ...finds.map((find, i) => {
        const isCurrent = find.id === this.#current?.id;
        return card(find, { number: first + i + 1, of, isCurrent }, this.pictures, this.actions);
      }),
    );
  }

  #print(isPrinting: boolean) {
    this.#isPrinting = isPrinting;
    this.element.classList.toggle("printing", isPrinting);
    this.#lay();
  }
}
