import type { Group } from "../matching/clustering/grouping.ts";
import type { Box, Quality } from "../faces/face.ts";
import type { EventOf, Unsent } from "./events.ts";
import { boxFields, qualityFields } from "./photo_event.ts";

/** A file with a photo. */
export interface PhotoFile {
  /** Absolute, as walked. */
  path: string;
  /** Last change in milliseconds since 1970; null where the file system keeps none. */
  modified: number | null;
}

/** Where a face of a group is. */
export interface GroupedFace {
  /** `files`: at least one; the first stands for the others. */
  photo: { files: readonly PhotoFile[]; hash: string; width: number; height: number };
  box: Box;
  quality: Quality;
}

/** Digits of a group's number: they sort by name as by size. */
const DIGITS = 3;

/** The name of the group with this number, from 1 on. */
export const groupName = (number: number) => `person-${String(number).padStart(DIGITS, "0")}`;

/**
 * The names of all groups, no two of them the same. `given`: the name that somebody has given each, or null. The others
 * get the {@link groupName} of their position; where that is a name that was given, one of a number beyond the last.
 */
export function groupNames(given: readonly (string | null)[]): string[] {
  const taken = new Set(given);
  let last = given.length;
  return given.map((name, i) => {
    let own = name ?? groupName(i + 1);
    while (name === null && taken.has(own)) own = groupName(++last);
    return own;
  });
}

/** The `group` event of a group. `representative`: which of its faces shows the person best. */
export function groupEvent(
  name: string,
  { faces }: Group,
  representative: number,
  faceOf: (face: number) => GroupedFace,
): Unsent<EventOf<"group">> {
  const grouped = faces.map(({ face, similarity }) => ({ ...faceOf(face), similarity }));
  return {
    type: "group",
    group: name,
    photos: new Set(grouped.map(({ photo }) => photo.hash)).size,
    representative,
    faces: grouped.map(({ photo: { files: [file, ...others], hash, width, height }, ...face }) => ({
      path: file.path,
      modified: file.modified === null ? null : new Date(file.modified).toISOString(),
      ...(others.length > 0 && { also_at: others.map(({ path }) => path) }),
      hash,
      width,
      height,
      box: boxFields(face.box),
      similarity: Math.round(face.similarity * 1e4) / 1e4,
      quality: qualityFields(face.quality),
    })),
  };
}
