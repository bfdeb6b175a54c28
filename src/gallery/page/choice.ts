import { compareTexts } from "../../text_order.ts";
import type { Verdict } from "./decided.ts";
import type { Find } from "./find.ts";

/** In which order the finds of a person stand. */
export const ORDERS = {
  surest: "surest first",
  unsure: "least sure first",
  newest: "newest first",
  oldest: "oldest first",
  path: "by folder and name",
} as const;
export type Order = keyof typeof ORDERS;

/** Which confidence is wanted, and the least and the most (not included) of it. */
export const CONFIDENCES = {
  any: { label: "any", least: 0, below: Infinity },
  sure: { label: "95 % and more", least: 0.95, below: Infinity },
  likely: { label: "50 to 95 %", least: 0.5, below: 0.95 },
  doubtful: { label: "below 50 %", least: 0, below: 0.5 },
} as const;
export type Confidence = keyof typeof CONFIDENCES;

/** Which finds are wanted by what was decided about them. */
export const VERDICTS = { any: "all", open: "undecided", yes: "yes", no: "no" } as const;
export type WantedVerdict = keyof typeof VERDICTS;

/** What the reader wants to see. */
export interface Choice {
  /** A name; null: everyone. */
  person: string | null;
  /** In the path, whatever the case of its letters. */
  text: string;
  confidence: Confidence;
  /** Days as `2026-11-25`, or empty. */
  from: string;
  to: string;
  verdict: WantedVerdict;
  order: Order;
  /** Added to each person's threshold. */
  stricter: number;
}

/** What a page shows at first. */
export const EVERYTHING: Choice = {
  person: null,
  text: "",
  confidence: "any",
  from: "",
  to: "",
  verdict: "any",
  order: "surest",
  stricter: 0,
};

/** The finds of one person, in the order that is wanted. */
export interface Section {
  person: string;
  finds: Find[];
}

/** The finds that are wanted, a section a person, in the people's order; those without any are left out. */
export function sectionsOf(
  finds: readonly Find[],
  choice: Choice,
  verdictOf: (find: Find) => Verdict | null,
): Section[] {
  const wanted = finds.filter((find) => isWanted(find, choice, verdictOf(find)));
  const byPerson = Map.groupBy(wanted, ({ face }) => face.person);
  return [...byPerson].sort(([a], [b]) => a - b).map(([, own]) => ({
    person: own[0].person.name,
    finds: own.sort(COMPARE[choice.order]),
  }));
}

function isWanted(find: Find, choice: Choice, verdict: Verdict | null): boolean {
  const { person, text, from, to } = choice, { day, face, photo } = find;
  if (person !== null && find.person.name !== person) return false;
  if (!isMatch(find, choice.stricter, verdict)) return false;
  if (text && !photo.path.toLowerCase().includes(text.toLowerCase())) return false;
  if (from && (day === "" || day < from) || to && (day === "" || day > to)) return false;
  const { least, below } = CONFIDENCES[choice.confidence], confidence = face.confidence ?? 0;
  if (confidence < least || confidence >= below) return false;
  return choice.verdict === "any" || choice.verdict === (verdict ?? "open");
}

/** What the reader has decided stays, and what was found stays unless the reader is stricter than the search. */
function isMatch({ face, margin }: Find, stricter: number, verdict: Verdict | null): boolean {
  if (verdict !== null) return true;
  if (stricter <= 0 && face.named) return true;
  return (face.named || stricter < 0) && margin >= stricter;
}

const COMPARE: Record<Order, (a: Find, b: Find) => number> = {
  surest: (a, b) => b.margin - a.margin || a.id - b.id,
  unsure: (a, b) => a.margin - b.margin || a.id - b.id,
  newest: (a, b) =>
    compareTexts(b.day, a.day) || compareTexts(b.photo.modified ?? "", a.photo.modified ?? ""),
  // What has no date comes last either way.
  oldest: (a, b) =>
    compareTexts(a.day || "~", b.day || "~") || compareTexts(a.photo.modified ?? "", b.photo.modified ?? ""),
  path: (a, b) => compareTexts(a.photo.path, b.photo.path),
};
