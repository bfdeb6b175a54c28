import type { Actions } from "./actions.ts";
import type { Verdict } from "./decided.ts";
import { element, isolated } from "./element.ts";
import type { Find } from "./find.ts";
import { CARD_SHAPE, type Pictures } from "./pictures.ts";
import { day, fileName, likeness, percent, shown } from "./wording.ts";

/** What a card is told beside its find. */
export interface CardPlace {
  /** 1, 2 …, among so many of the section. */
  number: number;
  of: number;
  /** The one card that the tab key comes to. */
  isCurrent: boolean;
}

/** A find as a card of the list. */
export function card(find: Find, place: CardPlace, pictures: Pictures, actions: Actions): HTMLElement {
  const { face, photo, person, reference } = find, verdict = actions.verdictOf(find);
  const name = shown(fileName(photo.path)), tabindex = place.isCurrent ? "0" : "-1";
  const open = element("button", {
    class: "open",
    attributes: { type: "button", tabindex: "-1", "aria-hidden": "true" },
    on: { click: () => actions.open(find) },
  }, pictures.photo(find, CARD_SHAPE));
  return element(
    "article",
    {
      class: `card${verdict ? ` ${verdict}` : ""}${face.named ? "" : " near"}`,
      attributes: {
        tabindex,
        "data-find": String(find.id),
        "aria-label": label(find, place, verdict),
      },
    },
    open,
    element(
      "div",
      { class: "beside" },
      pictures.face(face.picture, "the face that was found"),
      reference && pictures.face(reference.picture, "the reference photo that is most like it"),
      element(
        "div",
        { class: "sure" },
        face.confidence === null ? null : element("strong", { text: percent(face.confidence) }),
        element("span", {
          text: face.named ? `${likeness(face.similarity)} alike` : `${likeness(face.similarity)}, too low`,
        }),
        element("span", { class: "day", text: day(photo.modified) }),
      ),
    ),
    element(
      "div",
      { class: "file" },
      element("button", {
        class: "path",
        attributes: { type: "button", tabindex, title: `${shown(photo.path)}\nclick to copy the path` },
        on: { click: () => actions.copy(photo.path) },
      }, isolated(name)),
    ),
    runnerUp(find),
    element(
      "div",
      { class: "verdict" },
      verdictButton("yes", `Yes, ${shown(person.name)}`, find, tabindex, actions),
      verdictButton("no", `No, not ${shown(person.name)}`, find, tabindex, actions),
    ),
  );
}

/** A button that says yes or no to a find; pressed where that was said. */
export function verdictButton(
  verdict: Verdict,
  label: string,
  find: Find,
  tabindex: string,
  actions: Actions,
): HTMLElement {
  return element("button", {
    class: verdict,
    text: verdict === "yes" ? "Yes" : "No",
    attributes: {
      type: "button",
      tabindex,
      "aria-label": label,
      "aria-pressed": String(actions.verdictOf(find) === verdict),
    },
    on: { click: () => actions.decide(find, verdict) },
  });
}

/** An empty line where nobody is next: cards side by side are equally high. */
function runnerUp({ face: { runnerUp } }: Find): HTMLElement {
  if (!runnerUp) return element("div", { class: "runner-up" });
  const name = shown(runnerUp.person);
  return element(
    "div",
    { class: "runner-up", attributes: { title: `next most alike: ${name}` } },
    element("span", { text: "next" }),
    isolated(name),
    element("span", { text: likeness(runnerUp.similarity) }),
  );
}

function label({ person, face, photo }: Find, { number, of }: CardPlace, verdict: Verdict | null): string {
  const said = verdict === "yes" ? ", confirmed" : verdict === "no" ? ", rejected" : "";
  const sure = face.confidence === null ? "" : `, ${percent(face.confidence)} sure`;
  return `${shown(person.name)}${sure}, ${shown(fileName(photo.path))}, ${number} of ${of}${said}`;
}
