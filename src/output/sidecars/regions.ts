import type { Box } from "../../faces/face.ts";
import { type Orientation, uprightSize, uprightToStored } from "../../photos/orientation.ts";

/** A named face as the Metadata Working Group's guidelines describe it (version 2.0, section 5.9). */
export interface FaceRegion {
  name: string;
  /** The middle of the box, and its size, as parts of the stored photo's width and height: 0 to 1. */
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The named faces of a photo. */
export interface Regions {
  /** Size in pixels of the photo as it is stored, before it is turned upright. */
  width: number;
  height: number;
  list: FaceRegion[];
}

/** A photo as events tell it: its upright size, and faces in its pixels. */
export interface TaggedPhoto {
  width: number;
  height: number;
  faces: readonly { box: Box; person: string | null }[];
}

/**
 * The regions of the named faces. Programs lay them on the photo as it is stored, and turn both by its `orientation`. A
 * box that reaches out of the photo ends at its edge.
 */
export function regionsOf({ width, height, faces }: TaggedPhoto, orientation: Orientation): Regions {
  const stored = uprightSize(width, height, orientation);
  const list = faces.flatMap(({ box, person }) => {
    if (person === null) return [];
    const region = normalised(box, stored, orientation);
    return region.width > 0 && region.height > 0 ? [{ name: person, ...region }] : [];
  });
  return { ...stored, list };
}

function normalised(box: Box, stored: { width: number; height: number }, orientation: Orientation) {
  const { a, b, c, d, e, f } = uprightToStored(stored.width, stored.height, orientation);
  const right = box.x + box.width, bottom = box.y + box.height;
  const xs = [a * box.x + b * box.y + c, a * right + b * bottom + c];
  const ys = [d * box.x + e * box.y + f, d * right + e * bottom + f];
  const [x, width] = span(xs, stored.width), [y, height] = span(ys, stored.height);
  return { x, y, width, height };
}

/** Middle and length, as parts of `whole`, of what two edges enclose of it. */
function span(edges: readonly number[], whole: number): [number, number] {
  const inside = (edge: number) => Math.min(1, Math.max(0, edge / whole));
  const from = inside(Math.min(...edges)), to = inside(Math.max(...edges));
  return [(from + to) / 2, to - from];
}
