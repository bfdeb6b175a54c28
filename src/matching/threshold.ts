import type { Manifest, ThresholdTable } from "../faces/manifest.ts";

/** How sure a match has to be. */
export const STRICTNESSES = ["loose", "normal", "strict"] as const;
export type Strictness = (typeof STRICTNESSES)[number];

/** Highest share of photos with a false match, over the whole search, that a strictness promises. */
const FALSE_MATCHES_A_PHOTO: Record<Strictness, number> = { loose: 1e-2, normal: 1e-3, strict: 1e-4 };

/** The highest share of photos with a false match, over the whole search, that a strictness promises. */
export const promised = (strictness: Strictness) => FALSE_MATCHES_A_PHOTO[strictness];

/**
 * The similarity from which on a face counts as a person who has `references` references, when `people` are sought
 * together: each of them brings false matches of their own, so each gets its share of the promise.
 */
export function thresholdFor(
  table: ThresholdTable,
  strictness: Strictness,
  references: number,
  people: number,
): number {
  return similarityAt(table, references, promised(strictness) / people);
}

/**
 * A match that strangers reach so much more seldom than the threshold is certain enough to learn from. On LFW a tenth
 * and a hundredth do as well; between them, because families have more people who are alike.
 */
const CERTAIN = 0.03;

/**
 * How far above {@link thresholdFor} a match of a person with so many `references` is so sure that others may be judged
 * by it.
 */
export function certainAbove(
  table: ThresholdTable,
  strictness: Strictness,
  references: number,
  people: number,
): number {
  const rate = promised(strictness) / people;
  return similarityAt(table, references, CERTAIN * rate) - similarityAt(table, references, rate);
}

/**
 * How much the threshold of a person with so many `references` rises when `found` matches count half: strangers come
 * nearer to whoever is known from more photos. Half the score is as that of more references, so half the difference.
 * Measured on LFW, each of 54 people alone, one reference: .98 false matches in 1,000 without learning, 1.43 with it,
 * 1.05 with this rise.
 */
export function learntAbove(
  table: ThresholdTable,
  strictness: Strictness,
  { references, found }: { references: number; found: number },
  people: number,
): number {
  const of = (photos: number) => thresholdFor(table, strictness, photos, people);
  return (of(references + found) - of(references)) / 2;
}

/**
 * The similarity that a stranger's photo reaches at `rate`. Between the table's entries it goes in straight lines over
 * the logarithms of rate and references; the lines go on beyond the ends.
 */
export function similarityAt(table: ThresholdTable, references: number, rate: number): number {
  const logReferences = table.references.map(Math.log);
  const column = table.false_match_rates.map((_, i) =>
    onLine(logReferences, table.similarity.map((row) => row[i]), Math.log(references))
  );
  return onLine(table.false_match_rates.map((r) => -Math.log10(r)), column, -Math.log10(rate));
}

/**
 * References agree when they are as alike as strangers are at this rate: a cosine of .35 with the program's own pack.
 * There it removes, of one wrong photo among 3, 4, 5 or 10, 99.6 to 99.9 %, and of right ones .6 % or less (LFW).
 */
const AGREEMENT_RATE = 2.5e-3;

/** The cosine to most of a person's other references that a reference must reach to be taken for the same person's. */
export function lowestAgreement(table: ThresholdTable): number {
  return similarityAt(table, 1, AGREEMENT_RATE);
}

/** How much a face is like a person of so many references. */
export interface ScoredPerson {
  references: number;
  similarity: number;
}

/**
 * How likely a face is the `nearest` person, 0 to 1, by the pack's calibration; `people` are sought together. `rivals`
 * are others whom it may be, sought or not: the more it is like them, the less likely it is the nearest.
 */
export function confidence(
  manifest: Pick<Manifest, "thresholds" | "confidence">,
  people: number,
  nearest: ScoredPerson,
  rivals: readonly ScoredPerson[],
): number {
  const { false_match_rate, intercept, slope, prior, most_prior } = manifest.confidence;
  // The fit is for one person sought. Odds that the photo shows anyone sought, shared among them:
  const shift = logOdds(Math.min(most_prior, prior * people)) - Math.log(people) - logOdds(prior);
  const oddsOf = ({ references, similarity }: ScoredPerson) =>
    intercept + slope * (similarity - similarityAt(manifest.thresholds, references, false_match_rate)) +
    shift;
  // One of these people, each against being nobody of them (odds of 1).
  const odds = oddsOf(nearest);
  return 1 / rivals.reduce((sum, rival) => sum + Math.exp(oddsOf(rival) - odds), 1 + Math.exp(-odds));
}

const logOdds = (share: number) => Math.log(share / (1 - share));

/** `ys` over ascending `xs` at `x`, in straight lines; the first and the last go on beyond the ends. */
function onLine(xs: readonly number[], ys: readonly number[], x: number): number {
  if (xs.length === 1) return ys[0];
  let right = xs.findIndex((value) => value >= x);
  right = right < 0 ? xs.length - 1 : Math.max(right, 1);
  const part = (x - xs[right - 1]) / (xs[right] - xs[right - 1]);
  return ys[right - 1] + part * (ys[right] - ys[right - 1]);
}
