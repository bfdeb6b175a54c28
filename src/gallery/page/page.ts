import type { GalleryView } from "../view.ts";
import type { Actions } from "./actions.ts";
import { type Choice, EVERYTHING, sectionsOf } from "./choice.ts";
import { copyText } from "./clipboard.ts";
import { Decided, type Verdict } from "./decided.ts";
import { Details } from "./details.ts";
import { element } from "./element.ts";
import { type Find, findsOf } from "./find.ts";
import { FindList } from "./find_list.ts";
import { Headings } from "./headings.ts";
import { helpDialog } from "./help.ts";
import { type Keys, listen } from "./keyboard.ts";
import { Names } from "./names.ts";
import { Naming } from "./naming.ts";
import { Pictures } from "./pictures.ts";
import { Saving } from "./saving.ts";
import { Toolbar } from "./toolbar.ts";
import { count, day, shown } from "./wording.ts";

/** The page: wires its parts, which know nothing of each other. */
export class Page {
  readonly #finds: readonly Find[];
  readonly #decided: Decided;
  /** Of groups; null where people were sought. */
  readonly #names: Names | null;
  readonly #naming: Naming | null;
  readonly #list: FindList;
  readonly #details: Details;
  readonly #toolbar: Toolbar;
  readonly #saving: Saving;
  readonly #help = helpDialog();
  readonly #count = element("p", { class: "shown", attributes: { role: "status" } });
  readonly #said = element("p", { class: "said", attributes: { role: "status" } });
  #choice: Choice = EVERYTHING;
  #saying = 0;

  constructor(private readonly view: GalleryView) {
    this.#finds = findsOf(view);
    const isOfGroups = view.kind === "groups";
    this.#names = isOfGroups ? new Names(view) : null;
    this.#naming = this.#names && new Naming(this.#names, (group) => this.#named(group));
    this.#decided = new Decided(this.#finds, this.#names);
    const pictures = new Pictures(view.pictures);
    const actions: Actions = {
      verdictOf: (find) => this.#decided.of(find),
      decide: (find, verdict) => this.#decide(find, verdict),
      open: (find) => this.#open(find),
      copy: (path) => this.#copy(path),
    };
    this.#list = new FindList(pictures, actions, new Headings(pictures, this.#naming));
    this.#details = new Details(pictures, actions, (by) => this.#step(by));
    this.#details.element.addEventListener("close", () => {
      // The browser has gone back to where it was opened, which may be some steps away.
      if (this.#details.find) this.#list.goTo(this.#details.find);
    });
    const people = [...new Set(this.#finds.map(({ person }) => person.name))];
    this.#toolbar = new Toolbar(this.#finds, people, (choice) => this.#choose(choice));
    const use = isOfGroups
      ? "people --decisions makes a folder of each name by --out, and a search takes it too"
      : "give it to the next search by --decisions";
    this.#saving = new Saving(this.#decided, (text) => this.#say(text), () => this.#loaded(), use);
    listen(this.#keys(), () => this.#details.isOpen || this.#help.open);
  }

  /** Puts the page into the document. */
  fill(body: HTMLElement) {
    body.append(
      element(
        "header",
        { class: "top" },
        element("h1", { text: this.#names ? "People" : "Found photos" }),
        element("p", { class: "summary", text: summary(this.view, this.#finds) }),
      ),
      element(
        "div",
        { class: "bar" },
        this.#toolbar.element,
        element(
          "div",
          { class: "side" },
          this.#count,
          this.#saving.element,
          element("button", {
            class: "keys",
            text: "Keys",
            attributes: { type: "button" },
            on: { click: () => this.#help.showModal() },
          }),
        ),
      ),
      this.#list.element,
      this.#naming?.element ?? "",
      element("footer", { text: foot(this.view) }),
      this.#said,
      this.#details.element,
      this.#help,
    );
    this.#show();
  }

  #show() {
    const sections = sectionsOf(this.#finds, this.#choice, (find) => this.#decided.of(find));
    const faces = sections.reduce((sum, { finds }) => sum + finds.length, 0);
    const photos = new Set(sections.flatMap(({ finds }) => finds.map(({ photo }) => photo))).size;
    this.#count.textContent = faces === 0
      ? "no face fits this choice"
      : `${count(faces, "face", "faces")} in ${count(photos, "photo", "photos")}`;
    this.#list.show(sections);
    this.#details.refresh();
  }

  #choose(choice: Choice) {
    this.#choice = choice;
    this.#show();
  }

  #decide(find: Find, verdict: Verdict) {
    const taken = this.#decided.of(find) === verdict ? null : verdict;
    this.#decided.set(find, taken);
    // What was confirmed before the search is so again once No is taken back.
    const now = this.#decided.of(find);
    const said = now === null ? "taken back" : now === "yes" ? "confirmed" : "rejected";
    this.#say(`${shown(find.person.name)}: ${said}`);
    this.#saving.refresh();
    this.#list.refresh();
    this.#details.refresh();
  }

  #named(group: number) {
    const name = this.#names?.of(group) ?? null, title = shown(this.view.people[group].name);
    const others = this.#names?.sameAs(group).map((other) => shown(this.view.people[other].name)) ?? [];
    const together = others.length > 0 ? `, together with ${others.join(", ")}` : "";
    this.#decided.named();
    this.#say(name === null ? `${title} has no name` : `${title}: ${shown(name)}${together}`);
    this.#saving.refresh();
  }

  #loaded() {
    this.#naming?.refresh();
    this.#show();
  }

  #open(find: Find) {
    this.#list.goTo(find);
    this.#details.show(find);
  }

  async #copy(path: string) {
    this.#say(await copyText(path) ? "path copied" : `this browser doesn't let a page copy: ${shown(path)}`);
  }

  #say(text: string) {
    clearTimeout(this.#saying);
    this.#said.textContent = text;
    this.#saying = setTimeout(() => this.#said.textContent = "", 4000);
  }

  #step(by: number) {
    const { finds, current } = this.#list;
    const at = finds.findIndex(({ id }) => id === current?.id);
    const next = finds[Math.min(Math.max(at + by, 0), finds.length - 1)];
    if (!next) return;
    this.#list.goTo(next);
    if (this.#details.isOpen) this.#details.show(next);
  }

  #keys(): Keys {
    return {
      step: (by) => this.#step(by),
      row: (by) => this.#step(by * this.#list.columns),
      first: () => this.#step(-Infinity),
      last: () => this.#step(Infinity),
      open: () => this.#list.current && this.#open(this.#list.current),
      copy: () => this.#list.current && this.#copy(this.#list.current.photo.path),
      decide: (verdict) => {
        const { current } = this.#list;
        if (!current) return;
        this.#decide(current, verdict);
        // Who goes through many wants the next one.
        if (this.#decided.of(current) === verdict) this.#step(1);
      },
      search: () => this.#toolbar.search(),
      help: () => this.#help.showModal(),
    };
  }
}

function summary({ kind, search, people }: GalleryView, finds: readonly Find[]): string {
  if (kind === "groups") {
    return `${count(finds.length, "face", "faces")} of ${
      count(people.length, "person", "people")
    }: give them names; ` +
      "two with the same name are one, and No takes a face out";
  }
  const named = finds.filter(({ face }) => face.named);
  const found = count(new Set(named.map(({ photo }) => photo)).size, "photo", "photos");
  const among = search.photos === null ? "" : `, among ${search.photos.toLocaleString("en")} searched`;
  const cut = search.ending === "done" ? "" : "; the search did not reach its end";
  return `${found} of ${count(people.length, "person", "people")}${among}${cut}`;
}

function foot({ made, program, search }: GalleryView): string {
  const roots = search.roots.slice(0, 3).map(shown).join(", ") + (search.roots.length > 3 ? " …" : "");
  return `Searched: ${roots}. Made on ${day(made)} by facefinder ${program}, which sends nothing anywhere.`;
}
