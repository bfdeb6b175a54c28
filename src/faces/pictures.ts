import type { Box } from "./face.ts";
import { inSrgb } from "../photos/colour.ts";
import { decodePhoto } from "../photos/decode.ts";
import type { Decoders } from "../photos/decoding.ts";
import type { PhotoLimits } from "../photos/limits.ts";
import type { Raster } from "../photos/raster.ts";
import { cut, storedRect } from "../photos/region.ts";
import { fitSize, resize, turnUpright } from "../photos/resize.ts";

/** Small pictures to make of a photo. */
export interface PictureOrder {
  /** Of the upright photo in pixels, where it is known: then no more is decoded than is needed. */
  size: { width: number; height: number } | null;
  /** Long side of the picture of the whole photo in pixels; null: none of it. */
  side: number | null;
  /** Long side in pixels that the picture of a face has at most. */
  faceSide: number;
  /** Boxes of faces in pixels of the upright photo. */
  faces: readonly Box[];
}

/** A face is shown with so much around it, as parts of its longer side. */
const AROUND_FACE = 0.35;
/** More pixels a face than in the photo show nothing more. */
const NO_ENLARGEMENT = 1;
/** A photo is decoded at up to twice the sides that are needed: a JPEG's are halved, or not. */
const DECODED = 4;

/**
 * Makes small upright pictures of a photo's file: of the whole photo first, if ordered, then of each face. WebP, or null
 * for a face that lies outside of the photo. Throws as {@link decodePhoto}.
 */
export async function takePictures(
  bytes: Uint8Array,
  order: PictureOrder,
  decoders: Decoders,
  limits: PhotoLimits,
): Promise<(Uint8Array | null)[]> {
  const raster = await decodePhoto(bytes, decoders, limits, mostPixels(order));
  const pictures: (Uint8Array | null)[] = [];
  if (order.side !== null) {
    const { width, height } = fitSize(raster.width, raster.height, Math.min(order.side, longSide(raster)));
    pictures.push(await encode(raster, resize(raster, width, height), decoders));
  }
  for (const face of order.faces) {
    const part = cut(raster, decodedRect(raster, around(face)));
    if (!part) {
      pictures.push(null);
      continue;
    }
    const { width, height } = fitSize(part.width, part.height, Math.min(order.faceSide, longSide(part)));
    pictures.push(await encode(raster, resize(part, width, height), decoders));
  }
  return pictures;
}

/** What must be decoded for the finest of the pictures. */
function mostPixels({ size, side, faceSide, faces }: PictureOrder): number {
  if (!size) return Infinity;
  const { width, height } = size, scales = faces.map((face) => faceSide / around(face).width);
  if (side !== null) scales.push(side / Math.max(width, height));
  const scale = Math.min(NO_ENLARGEMENT, Math.max(...scales));
  return DECODED * width * height * scale ** 2;
}

/** The square around a face that is shown. */
function around({ x, y, width, height }: Box): Box {
  const side = Math.max(width, height) * (1 + 2 * AROUND_FACE);
  return { x: x + (width - side) / 2, y: y + (height - side) / 2, width: side, height: side };
}

/** Where a box of the upright photo lies in the decoded pixels. */
function decodedRect({ full, orientation, scale }: Raster, { x, y, width, height }: Box) {
  const rect = storedRect({ ...full, orientation }, {
    left: x,
    top: y,
    right: x + width,
    bottom: y + height,
  });
  return {
    left: Math.round(rect.left * scale),
    top: Math.round(rect.top * scale),
    right: Math.round(rect.right * scale),
    bottom: Math.round(rect.bottom * scale),
  };
}

function encode(
  { orientation, toSrgb }: Raster,
  pixels: Parameters<typeof turnUpright>[0],
  decoders: Decoders,
) {
  return decoders.magick.encode(turnUpright(inSrgb(pixels, toSrgb), orientation));
}

const longSide = ({ width, height }: { width: number; height: number }) => Math.max(width, height);
