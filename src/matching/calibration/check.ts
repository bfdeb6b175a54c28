import type { Judgement } from "../../faces/manifest.ts";
import { confidence, similarityAt } from "../threshold.ts";
import type { Evidence } from "./evidence.ts";

/** What became of a threshold's promise. */
export interface Kept {
  references: number;
  /** False matches a photo and person: as promised, and as met. */
  promised: number;
  met: number;
  /** Share of the photos of people sought that reach the threshold. */
  recall: number;
}

/** Faces of about the same confidence. */
export interface Reliability {
  /** Lowest confidence. */
  from: number;
  /** Their part of all, their mean confidence, and how many of them are right. */
  share: number;
  told: number;
  right: number;
}

/** Rates that the check is for: one person alone is sought, `normal` and `strict`. */
const PROMISES = [1e-3, 1e-4];
const LEVELS = [0, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99];

/** Whether thresholds keep their promise with evidence that they were not fitted on. */
export function checkThresholds({ thresholds }: Judgement, evidence: Evidence): Kept[] {
  return PROMISES.flatMap((promised) =>
    evidence.references.map((references) => {
      const threshold = similarityAt(thresholds, references, promised);
      const reach = (values: Float32Array) =>
        values.filter((value) => value >= threshold).length / values.length;
      return {
        references,
        promised,
        met: reach(evidence.strangers.get(references)!),
        recall: reach(evidence.own.get(references)!),
      };
    })
  );
}

/** How often faces of about the same confidence are right, with evidence that it was not fitted on. */
export function checkConfidence(judgement: Judgement, evidence: Evidence): Reliability[] {
  const { prior } = judgement.confidence;
  const bins = LEVELS.map((from) => ({ from, told: 0, own: 0, strangers: 0 }));
  const count = (references: number, values: Float32Array, kind: "own" | "strangers", weight: number) => {
    for (const value of values) {
      const sure = confidence(judgement, 1, { references, similarity: value }, []),
        bin = bins.findLast(({ from }) => sure >= from)!;
      bin[kind] += weight / values.length;
      bin.told += sure * weight / values.length;
    }
  };
  for (const references of evidence.references) {
    const part = 1 / evidence.references.length;
    count(references, evidence.own.get(references)!, "own", prior * part);
    count(references, evidence.strangers.get(references)!, "strangers", (1 - prior) * part);
  }
  return bins.map(({ from, told, own, strangers }) => {
    const share = own + strangers;
    return { from, share, told: share ? told / share : 0, right: share ? own / share : 0 };
  });
}
