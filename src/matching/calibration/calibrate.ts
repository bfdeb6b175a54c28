import type { Judgement } from "../../faces/manifest.ts";
import { checkConfidence, checkThresholds, type Kept, type Reliability } from "./check.ts";
import { gather } from "./evidence.ts";
import { fitJudgement } from "./fit.ts";
import { similarityAt } from "../threshold.ts";
import { inHashOrder, makeTrials, type SamplePerson, type Trial } from "./trials.ts";

/** What was found out. */
export interface Calibration {
  judgement: Judgement;
  /** For each number of references how many photos of others people were compared with. */
  comparisons: { references: number; people: number; strangers: number }[];
  /** How what was fitted on one half of the people does on the other; means over several halvings. */
  kept: Kept[];
  reliability: Reliability[];
}

/** There are too few photos to calibrate with. */
export class Uncalibratable extends Error {
  override readonly name = "Uncalibratable";
}

/** Numbers of references that are tried, as far as there are photos. */
const REFERENCES = [1, 2, 3, 5, 10];
/** Fewer people are no sample of anybody, and their halves even less. */
const FEWEST_PEOPLE = 20;
/** Strangers are no copies of each other where fewer photos than this are alike in full. */
const COPIES = 1e-3;
/** How often the people are halved. */
const HALVINGS = 5;

/** Fits thresholds and confidence, and checks them on people that they were not fitted on. Throws {@link Uncalibratable}. */
export function calibrate(people: readonly SamplePerson[]): Calibration {
  const repeated = people.filter(({ embeddings }) => embeddings.length > 1).length;
  if (repeated < FEWEST_PEOPLE) {
    throw new Uncalibratable(
      `${repeated} people with two photos or more that show a face; expected ${FEWEST_PEOPLE} and more, each in a folder.`,
    );
  }
  const trials = REFERENCES.flatMap((references) => [...makeTrials(people, references)]);
  const photos = people.reduce((sum, { embeddings }) => sum + embeddings.length, 0);
  const evidence = gather(people, trials);
  if (evidence.references.length === 0) {
    throw new Uncalibratable("too few photos of the same people: expected some with five and more.");
  }
  // All alike, as the same photos under several names are: then there is nothing to tell people apart by.
  for (const [references, strangers] of evidence.strangers) {
    if (new Set(strangers).size < FEWEST_PEOPLE) {
      throw new Uncalibratable(
        `with ${references} references all photos of others look the same: are they copies?`,
      );
    }
  }
  const basis =
    `${photos} photos of ${people.length} people, a photo by its largest face: per photo and person sought.`;
  const judgement = fitJudgement(evidence, basis);
  if (!isUsable(judgement)) {
    throw new Uncalibratable(
      "several folders hold the same photos: expected each person in one folder alone.",
    );
  }
  if (judgement.confidence.slope <= 0) {
    throw new Uncalibratable("the pack's faces do not tell these people apart: is its manifest right?");
  }
  const halvings = Array.from({ length: HALVINGS }, (_, round) => checkHalf(people, trials, round))
    .filter((checked) => checked !== null);
  return {
    judgement,
    comparisons: evidence.references.map((references) => ({
      references,
      people:
        new Set(trials.filter((trial) => trial.references === references).map(({ person }) => person)).size,
      strangers: evidence.strangers.get(references)!.length,
    })),
    kept: meanKept(halvings.flatMap(({ kept }) => kept)),
    reliability: meanReliability(halvings.map(({ reliability }) => reliability)),
  };
}

/** Fits on one half of the people, and checks on the other; null when a half is too small for either, or full of copies. */
function checkHalf(people: readonly SamplePerson[], trials: readonly Trial[], round: number) {
  const first = new Set(inHashOrder([...people.keys()], `half ${round}`).slice(0, people.length >> 1));
  const one = gather(people, trials, (person) => first.has(person));
  const other = gather(people, trials, (person) => !first.has(person));
  if (one.references.length === 0 || other.references.length === 0) return null;
  const judgement = fitJudgement(one, "");
  if (!isUsable(judgement)) return null;
  return { kept: checkThresholds(judgement, other), reliability: checkConfidence(judgement, other) };
}

/** Where many photos of others are copies of a person's, there is no threshold above them. */
function isUsable({ thresholds }: Judgement): boolean {
  const { references, similarity } = thresholds;
  return !similarity.flat().some(isNaN) && references.every((n) => similarityAt(thresholds, n, COPIES) < 1);
}

function meanKept(all: readonly Kept[]): Kept[] {
  const groups = Map.groupBy(all, ({ references, promised }) => `${promised} ${references}`);
  return [...groups.values()].map((group) => ({
    ...group[0],
    met: mean(group.map(({ met }) => met)),
    recall: mean(group.map(({ recall }) => recall)),
  }));
}

function meanReliability(all: readonly Reliability[][]): Reliability[] {
  if (all.length === 0) return [];
  return all[0].map(({ from }, i) => {
    const share = mean(all.map((levels) => levels[i].share));
    const weighted = (what: "told" | "right") =>
      share ? mean(all.map((levels) => levels[i][what] * levels[i].share)) / share : 0;
    return { from, share, told: weighted("told"), right: weighted("right") };
  });
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
