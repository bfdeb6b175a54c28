import type { Raster } from "../photos/raster.ts";
import { cut, storedRect, uprightRect } from "../photos/region.ts";
import type { PixelRect } from "../photos/pixels.ts";
import { uprightSize } from "../photos/orientation.ts";
import { overlap, SAME_UNION, scaleDetection, shiftDetection } from "./boxes.ts";
import type { Box, Detection, Turn } from "./face.ts";

/** A face, the pixels that show it best, and where it lies in them and in the photo. */
export interface Look {
  raster: Raster;
  /** In pixels of `raster`, upright. */
  detection: Detection;
  /** In pixels of the full upright photo. */
  full: Detection;
  /** See `Face`. */
  turn: Turn;
}

/**
 * A face narrower than this, in decoded pixels, has less detail than the recogniser takes. Chosen near the 112 that
 * it takes.
 */
const ENOUGH_WIDTH = 96;
/**
 * What is decoded around a face, in its widths on each side: for turned faces, and for the detector's landmarks.
 * Chosen.
 */
const MARGIN = 0.8;
/**
 * Each part means going through the file again: faces share one of up to this many pixels, and there are this many.
 * Chosen.
 */
const PART_PIXELS = 24e6, MOST_PARTS = 4;

/** The faces as they were detected, without a closer look. */
export function firstLooks(raster: Raster, detections: readonly Detection[]): Look[] {
  return detections.map((detection) => ({
    raster,
    detection,
    full: scaleDetection(detection, 1 / raster.scale, 1 / raster.scale),
    turn: 0,
  }));
}

/**
 * Looks at the small faces of a photo that was shrunk while decoding again, at full size. `detect` finds faces in
 * pixels of the upright raster that it is given. Faces keep their order.
 */
export async function lookCloser(
  raster: Raster,
  detections: readonly Detection[],
  detect: (raster: Raster) => Promise<Detection[]>,
): Promise<Look[]> {
  const looks = firstLooks(raster, detections);
  if (!raster.closer || raster.scale === 1) return looks;
  const small = looks.filter(({ detection: { box } }) => Math.min(box.width, box.height) < ENOUGH_WIDTH);
  for (const { rect, members } of share(small, raster)) {
    const part = raster.closer(rect);
    if (!part) continue;
    for (const look of members) {
      const around = wanted(look.full.box, raster);
      const inPart = {
        left: around.left - part.left,
        top: around.top - part.top,
        right: around.right - part.left,
        bottom: around.bottom - part.top,
      };
      const region = cut(part, inPart);
      if (!region) continue;
      const left = part.left + region.left, top = part.top + region.top;
      const place = { left, top, right: left + region.width, bottom: top + region.height };
      const near: Raster = { ...raster, ...region, scale: 1, closer: undefined };
      Object.assign(look, await again(look, near, uprightRect({ ...raster, ...raster.full }, place), detect));
    }
  }
  return looks;
}

/** The look at a face in `near`, whose place in the full upright photo is `place`. */
async function again(
  { full }: Look,
  near: Raster,
  place: PixelRect,
  detect: (raster: Raster) => Promise<Detection[]>,
): Promise<Look> {
  const expected = shiftDetection(full, -place.left, -place.top);
  const seen = (await detect(near)).map((face) => ({ face, union: overlap(face.box, expected.box).union }));
  const best = seen.toSorted((a, b) => b.union - a.union)[0];
  const detection = best && best.union > SAME_UNION ? best.face : expected;
  return { raster: near, detection, full: shiftDetection(detection, place.left, place.top), turn: 0 };
}

/** The part of the full stored photo that shows a face, given by its box in the full upright one. */
function wanted({ x, y, width, height }: Box, raster: Raster): PixelRect {
  const margin = MARGIN * Math.max(width, height);
  const upright = uprightSize(raster.full.width, raster.full.height, raster.orientation);
  const within = (value: number, most: number) => Math.max(0, Math.min(Math.round(value), most));
  return storedRect({ ...raster.full, orientation: raster.orientation }, {
    left: within(x - margin, upright.width),
    top: within(y - margin, upright.height),
    right: within(x + width + margin, upright.width),
    bottom: within(y + height + margin, upright.height),
  });
}

/** The parts to decode, and the faces in each: from the top of the stored photo on, as a decoder goes. */
function share(looks: readonly Look[], raster: Raster): { rect: PixelRect; members: Look[] }[] {
  const parts: { rect: PixelRect; members: Look[] }[] = [];
  const placed = looks.map((look) => ({ look, rect: wanted(look.full.box, raster) }));
  for (const { look, rect } of placed.toSorted((a, b) => a.rect.top - b.rect.top)) {
    if (rect.right <= rect.left || rect.bottom <= rect.top) continue;
    const shared = parts.find((part) => area(joined(part.rect, rect)) <= PART_PIXELS);
    if (shared) {
      shared.rect = joined(shared.rect, rect);
      shared.members.push(look);
    } else if (parts.length < MOST_PARTS) parts.push({ rect, members: [look] });
  }
  return parts;
}

const area = ({ left, top, right, bottom }: PixelRect) => (right - left) * (bottom - top);

const joined = (a: PixelRect, b: PixelRect): PixelRect => ({
  left: Math.min(a.left, b.left),
  top: Math.min(a.top, b.top),
  right: Math.max(a.right, b.right),
  bottom: Math.max(a.bottom, b.bottom),
});
