import type { Event } from "../../src/output/events.ts";
import { ofType } from "../end_to_end/program.ts";

/** Similarities may differ by this much between processors. */
const MOST_DIFFERENCE = 0.005;

/** How two scans of the same photos differ. */
export interface Comparison {
  photos: number;
  /** Faces of all of them, as the first scan saw them. */
  faces: number;
  /** Photos with somebody who is known, likewise. */
  matches: number;
  /** Paths of photos that only one of them could analyse, in which they found other people, or another number of faces. */
  missing: string[];
  otherPeople: string[];
  otherFaces: string[];
  /** The largest difference of a face's similarity, and the mean of all. */
  largest: number;
  mean: number;
}

/** What a scan with `--all` found in a photo. */
interface Found {
  people: string;
  /** In the order of the event; NaN where nobody is known to compare with. */
  similarities: number[];
}

function photosOf(events: readonly Event[]): Map<string, Found> {
  return new Map(
    [...ofType(events, "match"), ...ofType(events, "photo")].map(({ path, people, faces }) => [path, {
      people: people.toSorted().join(),
      similarities: faces.map(({ similarity }) => similarity ?? NaN),
    }]),
  );
}

/** Compares the events of two scans with `--all`. */
export function compare(one: readonly Event[], other: readonly Event[]): Comparison {
  const all = photosOf(one), others = photosOf(other), differences: number[] = [];
  const paths = [...new Set([...all.keys(), ...others.keys()])].toSorted();
  const missing = paths.filter((path) => !all.has(path) || !others.has(path));
  const otherPeople: string[] = [], otherFaces: string[] = [];
  for (const [path, { people, similarities }] of all) {
    const found = others.get(path);
    if (!found) continue;
    if (found.people !== people) otherPeople.push(path);
    if (found.similarities.length !== similarities.length) otherFaces.push(path);
    else similarities.forEach((value, i) => differences.push(Math.abs(value - found.similarities[i])));
  }
  const comparable = differences.filter((difference) => !Number.isNaN(difference));
  return {
    photos: all.size,
    faces: [...all.values()].reduce((sum, { similarities }) => sum + similarities.length, 0),
    matches: [...all.values()].filter(({ people }) => people !== "").length,
    missing,
    otherPeople,
    otherFaces,
    largest: Math.max(0, ...comparable),
    mean: comparable.reduce((sum, one) => sum + one, 0) / Math.max(1, comparable.length),
  };
}

/** Whether both scans found the same. */
export function isSame({ photos, missing, otherPeople, otherFaces, largest }: Comparison): boolean {
  return photos > 0 && missing.length + otherPeople.length + otherFaces.length === 0 &&
    largest <= MOST_DIFFERENCE;
}
