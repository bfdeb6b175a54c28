import {
  QUARTER_TURN,
  storedToUpright,
  type UprightToStored,
  uprightToStored,
} from "../photos/orientation.ts";
import type { Raster } from "../photos/raster.ts";
import { cut, storedRect } from "../photos/region.ts";
import { fitSize, resize } from "../photos/resize.ts";
import { overlap, scaleDetection, shiftDetection } from "./boxes.ts";
import type { Look } from "./closer.ts";
import type { Detection, Point, Turn } from "./face.ts";
import { estimateYaw } from "./quality.ts";

/** Finds faces in pixels of the upright raster that it is given. */
type Detect = (raster: Raster) => Promise<Detection[]>;

/*
 * The detector sees faces that lie on their side or stand on their head too, but takes them for upright: what it says
 * of eyes and mouth is then wrong, and nobody is recognised. Their boxes give them away: an upright face is at most .8
 * times as wide as it is high, one on its head .84 to 1.08, one on its side 1.3 and more (over the sample photos).
 */

/** Wider boxes, in heights, are looked at in the directions that their shape speaks for. */
const UPRIGHT_ASPECT = 0.82;
/** Up to this width a box may be of a face on its head, from the other on of one on its side: in between of either. */
const ON_HEAD_ASPECT = 1.25, ON_SIDE_ASPECT = 1.15;
/**
 * Narrower boxes, down to the first, may still be of a face on its head where the detector is unsure, or takes it for
 * turned away, in degrees. Of LFW's faces on their head that the shape doesn't give away this tells 53 of 58, and makes
 * a second look at 6 % of the upright ones.
 */
const ON_HEAD_LEAST_ASPECT = 0.7, ON_HEAD_SCORE = 0.85, ON_HEAD_YAW = 30;
/** How much of the score a box loses for each height that it is wider than that. */
const ASPECT_COST = 0.5;
/** What is looked at around such a face, in its widths and heights on each side, and the side it is looked at with. */
const MARGIN = 0.5, LOOK_SIDE = 256;
/** Before that, at the cost of a quarter, it is glimpsed at this side: directions that are worse by more than this need no look. */
const GLIMPSE_SIDE = 128, GLIMPSE_SLACK = 0.1;
/** Of a photo without any face the other directions are tried at this long side, at the cost of a tenth of a look. */
const EMPTY_SIDE = 256;
/** A face in them must be this certain: nothing else speaks for it. */
const EMPTY_SCORE = 0.65;

const TURNS = [90, 180, 270] as const;

/** The turns that a face may need, by how it was detected; each costs a look. */
function turnsOf({ box: { width, height }, landmarks, score }: Detection): readonly Turn[] {
  const aspect = width / height;
  if (aspect <= UPRIGHT_ASPECT) {
    const isUnsure = score < ON_HEAD_SCORE || Math.abs(estimateYaw(landmarks)) > ON_HEAD_YAW;
    return aspect > ON_HEAD_LEAST_ASPECT && isUnsure ? [180] : [];
  }
  return TURNS.filter((turn) => turn === 180 ? aspect <= ON_HEAD_ASPECT : aspect >= ON_SIDE_ASPECT);
}

/** `raster`, whose upright picture is turned clockwise by `turn` degrees. */
function turned(raster: Raster, turn: Turn): Raster {
  let { orientation } = raster;
  for (let degrees = 0; degrees < turn; degrees += 90) orientation = QUARTER_TURN[orientation];
  return { ...raster, orientation };
}

/** A detection in `from`, in pixels of `to`: two orientations of the same stored picture. */
function translated(detection: Detection, from: Raster, to: Raster): Detection {
  const stored = mapped(detection, uprightToStored(from.width, from.height, from.orientation));
  return mapped(stored, storedToUpright(to.width, to.height, to.orientation));
}

function mapped({ box, landmarks, score }: Detection, { a, b, c, d, e, f }: UprightToStored): Detection {
  const at = (x: number, y: number): Point => [a * x + b * y + c, d * x + e * y + f];
  const [x1, y1] = at(box.x, box.y), [x2, y2] = at(box.x + box.width, box.y + box.height);
  const [p, q, r, s, t] = landmarks.map(([x, y]) => at(x, y));
  return {
    box: { x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1) },
    landmarks: [p, q, r, s, t],
    score,
  };
}

/** The score of a face, less what its shape speaks against it. */
function credibility({ score, box }: Detection): number {
  return score - ASPECT_COST * Math.max(0, box.width / box.height - UPRIGHT_ASPECT);
}

/**
 * Sees to the faces that lie on their side or stand on their head: their landmarks and boxes, and how they lie. `glimpse`
 * looks at a small picture once, `detect` as well as it can.
 */
export async function uprightLooks(looks: readonly Look[], glimpse: Detect, detect: Detect): Promise<Look[]> {
  const seen: Look[] = [];
  for (const look of looks) {
    const turns = turnsOf(look.detection);
    seen.push(turns.length ? await inDirections(look, turns, glimpse, detect) : look);
  }
  return seen;
}

async function inDirections(
  look: Look,
  turns: readonly Turn[],
  glimpse: Detect,
  detect: Detect,
): Promise<Look> {
  const { raster, detection } = look, { box } = detection;
  const rect = {
    left: Math.round(box.x - MARGIN * box.width),
    top: Math.round(box.y - MARGIN * box.height),
    right: Math.round(box.x + (1 + MARGIN) * box.width),
    bottom: Math.round(box.y + (1 + MARGIN) * box.height),
  };
  const region = cut(raster, storedRect(raster, rect));
  if (!region) return look;
  const left = Math.max(0, rect.left), top = Math.max(0, rect.top);
  /** What is seen of the face in a direction at a size, in pixels of the raster, and how credible that is. */
  const seen = async (turn: Turn, side: number, by: Detect) => {
    const { width, height } = fitSize(region.width, region.height, side), scale = region.width / width;
    const near: Raster = { ...raster, ...resize(region, width, height), closer: undefined };
    const view = turned(near, turn);
    return (await by(view)).map((face) => ({
      detection: shiftDetection(scaleDetection(translated(face, view, near), scale, scale), left, top),
      turn,
      credibility: credibility(face),
    })).filter((face) => overlap(face.detection.box, box).union >= 0.3);
  };
  let best = { detection, turn: 0 as Turn, credibility: credibility(detection) };
  const least = best.credibility - GLIMPSE_SLACK;
  for (const turn of turns) {
    const glimpsed = await seen(turn, GLIMPSE_SIDE, glimpse);
    if (!glimpsed.some((face) => face.credibility > least)) continue;
    for (const face of await seen(turn, LOOK_SIDE, detect)) {
      if (face.credibility > best.credibility) best = face;
    }
  }
  if (best.turn === 0) return look;
  // Where the raster's own first pixel lies in the full photo.
  const x = look.full.box.x - box.x / raster.scale, y = look.full.box.y - box.y / raster.scale;
  const full = scaleDetection(best.detection, 1 / raster.scale, 1 / raster.scale);
  return { ...look, detection: best.detection, full: shiftDetection(full, x, y), turn: best.turn };
}

/**
 * The faces of a photo in which none was found upright: it may lie on its side. `cheap` looks at a small picture,
 * `thorough` at the photo.
 */
export async function turnedFaces(raster: Raster, cheap: Detect, thorough: Detect): Promise<Look[]> {
  const { width, height } = fitSize(raster.width, raster.height, EMPTY_SIDE);
  const small: Raster = width < raster.width ? { ...raster, ...resize(raster, width, height) } : raster;
  let best: { turn: Turn; score: number } | null = null;
  for (const turn of TURNS) {
    for (const face of await cheap(turned({ ...small, closer: undefined }, turn))) {
      const score = credibility(face);
      if (score > (best?.score ?? EMPTY_SCORE)) best = { turn, score };
    }
  }
  if (!best) return [];
  const { turn } = best, view = turned(raster, turn);
  const faces = (await thorough(view)).filter((face) => credibility(face) > EMPTY_SCORE);
  return faces.map((face) => {
    const detection = translated(face, view, raster);
    return { raster, detection, full: scaleDetection(detection, 1 / raster.scale, 1 / raster.scale), turn };
  });
}
