import type { Group } from "../matching/clustering/grouping.ts";
import type { Box, Quality } from "../faces/face.ts";
import type { EventOf, Unsent } from "./events.ts";
import { boxFields, qualityFields } from "./photo_event.ts";

/** Where a face of a group is. */
export interface GroupedFace {
  /** `paths`: at least one; the first stands for the others. */
  photo: { paths: readonly string[]; hash: string; width: number; height: number };
  box: Box;
  quality: Quality;
}

/** Digits of a group's number: they sort by name as by size. */
const DIGITS = 3;

/** The name of the group with this number, from 1 on. */
export const groupName = (number: number) => `person-${String(number).padStart(DIGITS, "0")}`;

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
    faces: grouped.map((
      { photo: { paths: [path, ...others], hash, width, height }, box, similarity, quality },
    ) => ({
      path,
      ...(others.length > 0 && { also_at: others }),
      hash,
      width,
      height,
      box: boxFields(box),
      similarity: Math.round(similarity * 1e4) / 1e4,
      quality: qualityFields(quality),
    })),
  };
}
