import { makePerson, similarity } from "../person.ts";
import { principalAxes } from "../principal_axes.ts";
import { weightedSum } from "../vectors.ts";
import { similarityToStrangers } from "./expected_false.ts";
import { tailBegins } from "./normal.ts";
import type { Strangers, Tail } from "./strangers.ts";

/** With 128 axes the predictions for people who were not fitted on are no better, with 16 they are worse. */
const AXES = 64;

/**
 * The tail is fitted on this many people, those of most photos, each with up to so many references: people who are
 * photographed often are confused somewhat more often than others, and so are those whom one seeks.
 */
const SOUGHT = 100, REFERENCES = 5;
/** Where its line is fitted, in standard deviations: one stranger in 40 is above the first. */
const FIRST_Z = 2, LAST_Z = 4.2, STEP_Z = 0.1;
/** A share of fewer than so many comparisons says little. */
const FEWEST = 20;

/**
 * Fits the model to the unit embeddings of several hundred people: a list for each person. Each person counts the same,
 * however many their photos are. `axes`: wide directions, at most.
 */
export function fitStrangers(people: readonly (readonly Float32Array[])[], axes = AXES): Strangers {
  const embeddings = people.flat();
  const weights = people.flatMap((own) => own.map(() => 1 / (own.length * people.length)));
  const mean = weightedSum(embeddings, weights);
  const centred = embeddings.map((embedding) => embedding.map((value, i) => value - mean[i]));
  const directions = principalAxes(centred, weights, axes);
  const rest = new Float32Array(mean.length);
  centred.forEach((values, n) => values.forEach((value, i) => rest[i] += weights[n] * value * value));
  for (const axis of directions) axis.forEach((value, i) => rest[i] -= value * value);
  const model = { mean, axes: directions, rest: rest.map((value) => Math.max(0, value)) };
  return { ...model, tail: fitTail(model, people) };
}

/** The line through the shares of other people who are more than so many standard deviations like somebody. */
function fitTail(model: Omit<Strangers, "tail">, people: readonly (readonly Float32Array[])[]): Tail {
  const steps = Array.from({ length: Math.round((LAST_Z - FIRST_Z) / STEP_Z) + 1 }, (_, i) => i);
  const above = steps.map(() => 0);
  const sought = people.toSorted((a, b) => b.length - a.length).slice(0, SOUGHT);
  for (const own of sought) {
    const person = makePerson("", own.slice(0, REFERENCES));
    const { mean, deviation } = similarityToStrangers(person, model);
    for (const other of people) {
      if (other === own) continue;
      const z = (similarity(person, other[0]) - mean) / deviation;
      for (let step = 0; step < steps.length && z >= FIRST_Z + step * STEP_Z; step++) above[step]++;
    }
  }
  const comparisons = sought.length * (people.length - 1);
  const points = steps.filter((step) => above[step] >= FEWEST)
    .map((step) => [FIRST_Z + step * STEP_Z, tailBegins(above[step] / comparisons)] as const);
  return points.length < 2 ? { intercept: 0, slope: 1 } : lineThrough(points);
}

/** Least squares. */
function lineThrough(points: readonly (readonly [x: number, y: number])[]): Tail {
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const x = mean(0), y = mean(1);
  const slope = points.reduce((sum, [px, py]) => sum + (px - x) * (py - y), 0) /
    points.reduce((sum, [px]) => sum + (px - x) ** 2, 0);
  return { intercept: y - slope * x, slope };
}
