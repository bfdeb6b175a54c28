import type { Raster } from "../photos/raster.ts";
import { cut, uprightRect } from "../photos/region.ts";
import type { PixelRect } from "../photos/pixels.ts";
import { sawSameFace, shiftDetection, suppress } from "./boxes.ts";
import type { Detector, Sight } from "./detector.ts";
import type { Effort } from "./effort.ts";
import type { Box, Detection } from "./face.ts";
import { planTiles } from "./tiles.ts";

/** A box that comes this near to a tile's edge, in its widths, may be of a face that the edge cuts. Chosen. */
const EDGE = 0.1;

/** Finds the faces of photos of any size and shape: panoramas and very large photos in parts too. */
export class TiledDetector {
  constructor(private readonly detector: Detector) {}

  /** What is in a photo. */
  async look(raster: Raster, effort: Effort): Promise<Sight> {
    const { faces, trace } = await this.detector.look(raster, effort);
    const tiles = planTiles(raster.width, raster.height, raster.scale);
    if (tiles.length === 0) return { faces, trace };
    const found: Detection[] = [];
    for (const tile of tiles) found.push(...await this.#tile(raster, tile, effort));
    // A part shows a face larger than the whole does: its landmarks are the sounder ones.
    const distinct = suppress(found, ({ score }) => -score, (kept, one) => sawSameFace(kept.box, one.box));
    const others = faces.filter((face) => !distinct.some(({ box }) => sawSameFace(box, face.box)));
    return { faces: [...distinct, ...others], trace };
  }

  async #tile(raster: Raster, tile: PixelRect, effort: Effort): Promise<Detection[]> {
    const part = cut(raster, tile);
    if (!part) return [];
    const upright = uprightRect(raster, tile);
    const { faces } = await this.detector.look({ ...raster, ...part, closer: undefined }, effort);
    return faces.map((face) => shiftDetection(face, upright.left, upright.top)).filter(({ box }) =>
      !isCut(
        box,
        upright,
        uprightRect(raster, { left: 0, top: 0, right: raster.width, bottom: raster.height }),
      )
    );
  }
}

/** True for a box at an edge of its tile beyond which the photo goes on: another tile has the face whole. */
function isCut({ x, y, width, height }: Box, tile: PixelRect, photo: PixelRect): boolean {
  const near = EDGE * width;
  return x < tile.left + near && tile.left > photo.left || y < tile.top + near && tile.top > photo.top ||
    x + width > tile.right - near && tile.right < photo.right ||
    y + height > tile.bottom - near && tile.bottom < photo.bottom;
}
