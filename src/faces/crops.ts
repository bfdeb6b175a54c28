import { overlap, suppress } from "./boxes.ts";
import type { Box, Detection } from "./face.ts";
import type { Proposal } from "./proposals.ts";

/*
 * Which places of a photo are looked at closely. The numbers were chosen on 160 composed photos (camera-sized and of
 * web size; dark, blurred, turned and covered faces among them), where this finds as many faces of 60 pixels and more
 * as a whole pass at 1280 pixels does, 25 instead of 0 of 30 with 24 to 31 pixels, in two fifths of the time.
 */

/** A face this wide in the overview, in its pixels, is seen well there and needs no closer look. */
const WELL_SEEN = 32;
/** The overview sees proposals of this size by itself (pixels of the overview). */
const LEFT_TO_OVERVIEW = 40;
/** Narrower detections in the overview are noise. */
const NOISE = 5;
/** Overview detections below the score that makes a face still say where to look. */
export const HINT_SCORE = 0.2;
/** A proposal's longer side is about this much more than a face's width as the detector measures it. */
const FACE_OF_PROPOSAL = 0.9;
/** Side of a crop in pixels, and the width that the face gets in it. */
export const CROP_SIDE = 96;
const FACE_IN_CROP = 48;
/** More enlargement brings no more detail. */
const MOST_ENLARGEMENT = 2;
/** A crop made for another face serves one that is this large in it, as parts of {@link FACE_IN_CROP}. */
const SHARED_SIZES = [0.6, 1.5] as const;
/** … and that has this much of its width between its middle and the crop's edge. */
const SHARED_ROOM = 0.85;

/** A square of the upright photo: its middle in pixels, and crop pixels a photo pixel. */
export interface Crop {
  x: number;
  y: number;
  scale: number;
}

/**
 * Where to look closely: small detections of the overview first, then proposals that it missed. `overviewScale`:
 * overview pixels a photo pixel. Boxes are pixels of the photo.
 */
export function findSeeds(
  overview: readonly Detection[],
  proposals: readonly Proposal[],
  overviewScale: number,
  faceScore: number,
): Box[] {
  const seenWidth = (face: Detection) => face.box.width * overviewScale;
  const settled = wellSeen(overview, overviewScale, faceScore);
  const small = overview.filter((face) => seenWidth(face) < WELL_SEEN && seenWidth(face) > NOISE);
  const candidates = proposals.filter(({ box }) => faceWidth(box) * overviewScale < LEFT_TO_OVERVIEW);
  const boxes = [...small, ...candidates].map(({ box }) => box);
  const distinct = suppress(boxes, () => 0, (kept, box) => overlap(kept, box).union >= 0.4);
  return distinct.filter((box) => !settled.some((face) => covers(face.box, box)));
}

/** The overview's detections that are faces, and large enough to be left alone. */
export function wellSeen(
  overview: readonly Detection[],
  overviewScale: number,
  faceScore: number,
): Detection[] {
  return overview.filter(({ score, box }) => score > faceScore && box.width * overviewScale >= WELL_SEEN);
}

/** The crops that show all seeds; one may serve several. */
export function planCrops(seeds: readonly Box[]): Crop[] {
  const crops: Crop[] = [];
  for (const seed of seeds) {
    const x = seed.x + seed.width / 2, y = seed.y + seed.height / 2, width = faceWidth(seed);
    const served = crops.some((crop) => {
      const size = width * crop.scale,
        aside = Math.max(Math.abs(x - crop.x), Math.abs(y - crop.y)) * crop.scale;
      const fits = size >= SHARED_SIZES[0] * FACE_IN_CROP && size <= SHARED_SIZES[1] * FACE_IN_CROP;
      return fits && aside + SHARED_ROOM * size <= CROP_SIDE / 2;
    });
    if (!served) crops.push({ x, y, scale: Math.min(FACE_IN_CROP / width, MOST_ENLARGEMENT) });
  }
  return crops;
}

function faceWidth(proposal: Box): number {
  return FACE_OF_PROPOSAL * Math.max(proposal.width, proposal.height);
}

function covers(face: Box, box: Box): boolean {
  const { union, smaller } = overlap(face, box);
  const x = box.x + box.width / 2, y = box.y + box.height / 2;
  const inside = x > face.x && x < face.x + face.width && y > face.y && y < face.y + face.height;
  return union > 0.25 || smaller > 0.6 || inside;
}
