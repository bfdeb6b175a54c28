import type { Box, Point } from "../../src/faces/face.ts";
import type { Half, Owner } from "./collection.ts";
import { type By, type Measure, measure } from "./measure.ts";
import type { Count } from "./statistics.ts";

/** A face as a search tells of it. */
export interface SeenFace {
  box: Box;
  /** Name of the sought person who is most like it, and how much. */
  nearest: string | null;
  similarity: number | null;
  /** Who it was taken for. */
  person: string | null;
}

/** A photo as a search tells of it. */
export interface SeenPhoto<F = SeenFace> {
  width: number;
  height: number;
  faces: readonly F[];
}

/** A photo whose one face that counts is known. */
export interface Target {
  /** Absolute. */
  path: string;
  owner: Owner;
  /** The middle of the face and its height, in pixels; null for the middle of the photo. */
  face: { at: Point; height: number } | null;
}

/** What a search made of a target's face. */
export interface Outcome {
  target: Target;
  /** The face seen there, or null. */
  face: SeenFace | null;
}

/** The photos of some people; in each the face nearest the middle counts, as others may be of people sought, too. */
export function targetsOf(owners: readonly Owner[]): Target[] {
  return owners.flatMap((owner) => owner.photos.map((path) => ({ path, owner, face: null })));
}

/** The face that counts: the one nearest to where it should be, at most its height away. */
export function faceAt<F extends { box: Box }>(photo: SeenPhoto<F>, place: Target["face"]): F | null {
  const [x, y] = place?.at ?? [photo.width / 2, photo.height / 2], reach = place?.height ?? Infinity;
  const away = ({ box }: F) => Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y);
  return photo.faces.filter((face) => away(face) <= reach).toSorted((a, b) => away(a) - away(b))[0] ?? null;
}

/** The outcome for each target. Throws where a photo wasn't told of. */
export function outcomes(targets: readonly Target[], photos: ReadonlyMap<string, SeenPhoto>): Outcome[] {
  return targets.map((target) => {
    const photo = photos.get(target.path);
    if (!photo) throw new Error(`the search told nothing of ${target.path}`);
    return { target, face: faceAt(photo, target.face) };
  });
}

/** Whether it was found as who it is; `threshold` stands in for the search's own decision. */
export function isFound({ target, face }: Outcome, threshold?: number): boolean {
  return target.owner.sought && named(face, threshold) === target.owner.name;
}

/** Whether it was taken for somebody else; as {@link isFound}. */
export function isFalse({ target, face }: Outcome, threshold?: number): boolean {
  const name = named(face, threshold);
  return name !== null && name !== target.owner.name;
}

function named(face: SeenFace | null, threshold?: number): string | null {
  if (!face) return null;
  return threshold === undefined ? face.person : (face.similarity ?? -1) >= threshold ? face.nearest : null;
}

/** A photo to look at: somebody sought was not found in it, or somebody was taken for somebody else. */
export interface Miss {
  part: string;
  item: string;
  path: string;
  /** Who is in the photo; null for a stranger. */
  of: string | null;
  half: Half | null;
  /** What the search says of the face: whom it was taken for, and who is most like it. */
  person: string | null;
  nearest: string | null;
  similarity: number | null;
}

/** The photos to look at among some outcomes. */
export function missesOf(name: { part: string; item: string }, all: readonly Outcome[]): Miss[] {
  return all.filter((one) => isFalse(one) || one.target.owner.sought && !isFound(one)).map((
    { target: { path, owner }, face },
  ) => ({
    ...name,
    path,
    of: owner.sought ? owner.name : null,
    half: owner.half,
    person: face?.person ?? null,
    nearest: face?.nearest ?? null,
    similarity: face?.similarity ?? null,
  }));
}

/** Counts by the owner of the photos. */
export function countByOwner(all: readonly Outcome[], hit: (outcome: Outcome) => boolean): Count[] {
  return [...Map.groupBy(all, ({ target }) => target.owner)].map(([, own]) => ({
    hits: own.filter(hit).length,
    of: own.length,
  }));
}

/** The outcomes for the photos of one half of the people. */
function ofHalf(all: readonly Outcome[], half: Half | "all"): Outcome[] {
  return half === "all" ? [...all] : all.filter(({ target }) => target.owner.half === half);
}

/** What most parts tell of: sought people found, and false matches a 1,000 photos of anyone. */
export function searchMeasures(
  name: { part: string; item: string; half?: Half | "all"; by?: By },
  all: readonly Outcome[],
  threshold?: number,
): Measure[] {
  const own = ofHalf(all, name.half ?? "all"), sought = own.filter(({ target }) => target.owner.sought);
  return [
    measure({ ...name, what: "found" }, countByOwner(sought, (outcome) => isFound(outcome, threshold))),
    measure(
      { ...name, what: "false matches", per: 1000 },
      countByOwner(own, (outcome) => isFalse(outcome, threshold)),
    ),
  ];
}

/**
 * The lowest threshold at which at most `share` of the outcomes are false, or one that can't be reached when none is:
 * for comparing searches at the same rate of false matches.
 */
export function thresholdAtRate(all: readonly Outcome[], share: number): number {
  const wrong = all.filter((outcome) => isFalse(outcome, -1)).map(({ face }) => face!.similarity!);
  wrong.sort((a, b) => b - a);
  // The first one that is too much must stay below.
  const highest = wrong[Math.floor(share * all.length + 1e-9)];
  return highest === undefined ? -1 : highest + 1e-9;
}
