import type { Box, Face } from "../../faces/face.ts";
import { BLURRED } from "../references/reference.ts";

/*
 * Which faces show so well who they are that others may be linked to them. What is blurred, turned away, cut off by the
 * photo's edge or hardly a face is like its own kind, whoever it shows: of the 1,534 faces in the background of LFW, 184
 * came to be one "person" when only the blurred ones were kept from it, and 3 with all of these. Of the faces that the
 * photos are of, 99.4 % are clear.
 */

/** Degrees that the head is turned, at most. Chosen, as is the next: what all of these do together stands above. */
const YAW = 45;
/** Room between a face and the photo's edge, as a part of its longer side. */
const EDGE = 0.02;

/** What `isClear` looks at. */
type LookedAt = Pick<Face, "box" | "quality" | "score">;

/**
 * Whether a face in a photo of this size is clear. `leastScore`: the detector's score from which on anything is a face; a
 * clear one is half-way from there to certainty.
 */
export function isClear(
  { box, quality: { sharpness, yaw }, score }: LookedAt,
  photo: { width: number; height: number },
  leastScore: number,
): boolean {
  return sharpness >= BLURRED && Math.abs(yaw) <= YAW && score >= (1 + leastScore) / 2 &&
    isInside(box, photo);
}

function isInside({ x, y, width, height }: Box, photo: { width: number; height: number }): boolean {
  const room = EDGE * Math.max(width, height);
  return x >= room && y >= room && x + width <= photo.width - room && y + height <= photo.height - room;
}
