import type { Judgement, ThresholdTable } from "../../faces/manifest.ts";
import { similarityAt } from "../threshold.ts";
import { type Evidence, joined } from "./evidence.ts";
import { fitLogistic, type Kind } from "./logistic.ts";
import { Tail } from "./tail.ts";

/** Columns of the table. */
const RATES = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6];
/**
 * Thresholds are for a rate this much lower than what they promise: people of whom there are many photos are confused
 * somewhat more often than the average of all.
 */
const SAFETY = 1.35;
/** The rate whose threshold confidence is counted from. */
const ORIGIN = 1e-3;
/**
 * Confidence is fitted to faces that this rate's threshold takes: nobody would take others for the person, and among
 * them a few wrong labels would decide over how steeply it rises.
 */
const QUESTIONABLE = 1e-2;
/** A person who is sought is on this share of the photos; at most this share shows anyone sought. Both are chosen. */
const PRIOR = 0.05, MOST_PRIOR = 0.5;

/** Thresholds and confidence that fit the evidence, which must not be empty. */
export function fitJudgement(evidence: Evidence, basis: string): Judgement {
  const tails = evidence.references.map((references) => new Tail(evidence.strangers.get(references)!));
  // The rows differ in where the tail lies; one shape for all of them is the steadier.
  const shape = tails.reduce((sum, tail) => sum + tail.shape / tails.length, 0);
  const thresholds: ThresholdTable = {
    basis: `${basis} Beyond what these comparisons speak for, a generalized Pareto distribution (shape ${
      shape.toFixed(2)
    }). For ${SAFETY} times fewer false matches than promised, because well-photographed people are confused more often.`,
    references: evidence.references,
    false_match_rates: RATES,
    similarity: tails.map((tail) =>
      RATES.map((rate) => rounded(Math.max(-1, Math.min(1, tail.reachedBy(rate / SAFETY, shape))), 3))
    ),
  };
  const { intercept, slope } = fitLogistic(
    inQuestion(thresholds, evidence.own, PRIOR),
    inQuestion(thresholds, evidence.strangers, 1 - PRIOR),
  );
  return {
    thresholds,
    confidence: {
      basis: `Logistic fit on the same comparisons. Assumes that a person sought is on one photo in ${
        1 / PRIOR
      }, and that at most ${MOST_PRIOR * 100} % of all photos show anyone sought.`,
      false_match_rate: ORIGIN,
      intercept: rounded(intercept, 2),
      slope: rounded(slope, 1),
      prior: PRIOR,
      most_prior: MOST_PRIOR,
    },
  };
}

/** How far the values in question lie above the threshold that confidence is counted from; all weigh `weight`. */
function inQuestion(thresholds: ThresholdTable, values: Evidence["own"], weight: number): Kind {
  const parts = [...values].map(([references, part]) => {
    const origin = similarityAt(thresholds, references, ORIGIN);
    const lowest = similarityAt(thresholds, references, QUESTIONABLE);
    return part.filter((value) => value >= lowest).map((value) => value - origin);
  });
  const kept = joined(parts), total = [...values.values()].reduce((sum, part) => sum + part.length, 0);
  return { values: kept, weight: weight * kept.length / total };
}

function rounded(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
