import type { ThresholdTable } from "../faces/manifest.ts";
import { type LookAlike, lookAlikes, lookAlikeWarning } from "./look_alikes.ts";
import { cosine, FEWEST_VOTERS, type Person } from "./person.ts";
import { falseMatchRate } from "./strangers/expected_false.ts";
import type { Strangers } from "./strangers/strangers.ts";
import { lowestAgreement, promised, type Strictness, STRICTNESSES, thresholdFor } from "./threshold.ts";

/** Something to know about a person before the search, by a stable code, with what to do. */
export interface Warning {
  code:
    | "no_usable_reference"
    | "few_references"
    | "disagreeing_references"
    | "look_alike"
    | "many_false_matches";
  message: string;
}

/** How a search for a person will go. */
export interface Outlook {
  name: string;
  /** Similarity that makes a match; null for a person without a usable reference. */
  thresholds: Record<Strictness, number> | null;
  /** Share of strangers' faces that will be taken for the person; null without references or model of strangers. */
  expectedFalse: Record<Strictness, number> | null;
  /** Where photos of others are taken for this person's. */
  lookAlikes: LookAlike[];
  warnings: Warning[];
}

/** A person may bring so many times their share of the promised false matches before it is warned of. Chosen. */
const MANY = 3;

/** Looks ahead at a search for all of `people` together; those whose `person` is null can't be sought. */
export function outlooks(
  people: readonly { name: string; person: Person | null }[],
  table: ThresholdTable,
  strangers: Strangers | null,
): Outlook[] {
  const sought = people.flatMap(({ person }) => person ? [person] : []);
  const thresholds = ({ references }: Person) =>
    eachStrictness((strictness) => thresholdFor(table, strictness, references.length, sought.length));
  const alike = lookAlikes(sought, (person) => thresholds(person).loose);
  return people.map(({ name, person }) => {
    if (!person) return { name, thresholds: null, expectedFalse: null, lookAlikes: [], warnings: [UNUSABLE] };
    const own = thresholds(person), rate = strangers && falseMatchRate(person, strangers);
    const expectedFalse = rate && eachStrictness((strictness) => rate(own[strictness]));
    const taken = alike.filter((pair) => pair.taken === name);
    const excess = expectedFalse ? expectedFalse.normal / (promised("normal") / sought.length) : 0;
    const warnings = [
      ...fewReferences(person, lowestAgreement(table)),
      ...taken.map((pair): Warning => ({
        code: "look_alike",
        message: `${lookAlikeWarning(pair)}; look through the matches of both, or seek with --strict`,
      })),
      ...(excess > MANY ? [manyFalse(excess)] : []),
    ];
    return { name, thresholds: own, expectedFalse, lookAlikes: taken, warnings };
  });
}

const eachStrictness = (value: (strictness: Strictness) => number) =>
  Object.fromEntries(STRICTNESSES.map((strictness) => [strictness, value(strictness)])) as Record<
    Strictness,
    number
  >;

const UNUSABLE: Warning = {
  code: "no_usable_reference",
  message: "cannot be sought, because no photo shows a usable face; add photos",
};

function fewReferences({ references }: Person, agreement: number): Warning[] {
  if (references.length >= FEWEST_VOTERS) return [];
  const photos = references.length === 1 ? "1 photo is" : `${references.length} photos are`;
  const few: Warning = {
    code: "few_references",
    message:
      `only ${photos} used: a wrong one cannot be told from the others; three to five, from different years, are good`,
  };
  if (references.length < 2 || cosine(references[0], references[1]) >= agreement) return [few];
  const message = "the photos used don't look like one person; look at who is on them, or add a third";
  return [few, { code: "disagreeing_references", message }];
}

function manyFalse(excess: number): Warning {
  return {
    code: "many_false_matches",
    message: `strangers will be taken for this person about ${
      Math.round(excess)
    } times as often as for others; add sharper photos from the front, or seek with --strict`,
  };
}
