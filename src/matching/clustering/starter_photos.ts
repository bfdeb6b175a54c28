import type { Quality } from "../../faces/face.ts";
import { chooseFaces } from "../references/chosen_faces.ts";
import { cosine } from "../person.ts";

/** A photo with a face of somebody, who may become known by it. */
export interface StarterCandidate {
  /** The embeddings of all faces on it, largest first. */
  faces: readonly Float32Array[];
  /** Which of them is the person's. */
  own: number;
  quality: Quality;
  /** Cosine of the face with the middle of the person's faces. */
  similarity: number;
}

/** Photos that somebody becomes known by at most: more bring no more. */
const MOST_PHOTOS = 8;
/** A photo is good from this sharpness, size in pixels and turn in degrees on; `known` has no complaints about such. */
const GOOD = { sharpness: 50, size: 60, yaw: 35 };

/** How well a face shows its person, for choosing among several: 0 to 1. */
export function showsWell(
  { quality: { sharpness, size, yaw }, similarity }: Pick<StarterCandidate, "quality" | "similarity">,
): number {
  const sharp = Math.min(1, sharpness / GOOD.sharpness), large = Math.min(1, size / GOOD.size);
  return Math.max(0, similarity) * sharp * large * Math.min(1, GOOD.yaw / Math.max(1, Math.abs(yaw)));
}

/**
 * Chooses photos that a search will know the person by: good ones, unlike each other, with nobody else on them or
 * nobody larger where there are such. `agreement`: as for {@link chooseFaces}, which a search chooses the face of each
 * photo by: it takes the right one of each of these. Gives positions; none where it can't be done.
 */
export function chooseStarterPhotos(candidates: readonly StarterCandidate[], agreement: number): number[] {
  const isAlone = ({ faces }: StarterCandidate) => faces.length === 1;
  const isLargest = ({ own }: StarterCandidate) => own === 0;
  const kinds = [isAlone, isLargest, () => true];
  const positions = candidates.map((_, i) => i);
  const good = positions.filter((i) => isGood(candidates[i]));
  const tries = [good, positions].flatMap((some) =>
    kinds.map((kind) => some.filter((i) => kind(candidates[i])))
  );
  // The first kind that has enough of them, or else that which brings most.
  let best: number[] = [];
  for (const some of tries) {
    const chosen = understood(varied(some, candidates), candidates, agreement);
    if (chosen.length > best.length) best = chosen;
    if (best.length >= ENOUGH) break;
  }
  return best;
}

/** With so many photos of the better kind, none of a lesser one is needed. */
const ENOUGH = 5;

function isGood({ quality: { sharpness, size, yaw } }: StarterCandidate): boolean {
  return sharpness >= GOOD.sharpness && size >= GOOD.size && Math.abs(yaw) <= GOOD.yaw;
}

/** The best one, then always the one that is least like those before it. */
function varied(positions: readonly number[], candidates: readonly StarterCandidate[]): number[] {
  const left = new Set(positions), chosen: number[] = [];
  const own = (i: number) => candidates[i].faces[candidates[i].own];
  const likeness = new Map(positions.map((i) => [i, -showsWell(candidates[i])]));
  while (left.size > 0 && chosen.length < MOST_PHOTOS) {
    const next = [...left].reduce((a, b) => likeness.get(b)! < likeness.get(a)! ? b : a);
    left.delete(next);
    for (const i of left) {
      const alike = cosine(own(next), own(i));
      likeness.set(i, chosen.length === 0 ? alike : Math.max(likeness.get(i)!, alike));
    }
    chosen.push(next);
  }
  return chosen;
}

/** Those of which a search takes the right face: fewer and fewer are tried. */
function understood(chosen: number[], candidates: readonly StarterCandidate[], agreement: number): number[] {
  let left = chosen;
  while (left.length > 0) {
    const choices = chooseFaces(left.map((i) => candidates[i].faces), agreement);
    const right = left.filter((i, n) => choices[n].agrees && choices[n].face === candidates[i].own);
    if (right.length === left.length) break;
    left = right;
  }
  return left;
}
