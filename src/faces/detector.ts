import type { InferenceRuntime } from "../inference/session.ts";
import type { Meter } from "../meter.ts";
import { inSrgb } from "../photos/colour.ts";
import { uprightSize } from "../photos/orientation.ts";
import type { Raster } from "../photos/raster.ts";
import type { Pixels } from "../photos/pixels.ts";
import { cut, storedRect, uprightRect } from "../photos/region.ts";
import type { PixelRect } from "../photos/pixels.ts";
import { fitSize, resize, turnUpright } from "../photos/resize.ts";
import { overlap, sawSameFace, scaleDetection, shiftDetection, suppress } from "./boxes.ts";
import { type Crop, CROP_SIDE, findSeeds, HINT_SCORE, planCrops, wellSeen } from "./crops.ts";
import type { Effort } from "./effort.ts";
import type { Detection } from "./face.ts";
import { FaceNetwork } from "./face_network.ts";
import type { DetectorSettings } from "./manifest.ts";
import type { Pack } from "./pack.ts";
import { ProposalNetwork } from "./proposal_network.ts";
import type { Proposal } from "./proposals.ts";
import { planStrips } from "./strips.ts";
import { planViews } from "./views.ts";

/** What was seen in a photo. */
export interface Sight {
  /** In pixels of the upright decoded photo. */
  faces: Detection[];
  /** False where the overview saw nothing that is even faintly like a face, upright or turned. */
  trace: boolean;
}

/** A face in pixels of the upright decoded photo, and how wide it was in the pass that saw it, in pixels of that. */
interface Seen {
  face: Detection;
  width: number;
}

/**
 * Of several passes that see a face, the one that sees it nearest to this width has the soundest landmarks. Chosen,
 * near the 112 pixels that a face is aligned to.
 */
const BEST_WIDTH = 96;
/**
 * A crop's face is one that was looked for when its box overlaps the seed's by this part of their union or more.
 * Chosen low: a proposal is a rough guess of where a face is.
 */
const SOUGHT_UNION = 0.2;
/**
 * By this part of the smaller box a crop's face is one that the overview has seen well: less than elsewhere, since it
 * has. Chosen.
 */
const SETTLED_SMALLER = 0.5;
/** A box may reach over the edge of a crop by this part of its width before the face counts as cut off. Chosen. */
const SLACK = 0.1;
/** More crops than this cost more than the detector's whole large pass. */
const MOST_CROPS = 80;
/** A thorough look takes up to so many: a second on an old computer. */
const MOST_THOROUGH_CROPS = 300;
/** Crops that are looked at together where the runtime can do several at a time: a megabyte each. */
const CROPS_TOGETHER = 16;
/**
 * A face that is turned and not found for it leaves more than this in the overview: of 201 portraits and composed photos
 * on their side or head, .058 and more.
 */
const FAINTEST_SCORE = 0.04;
/** In a crop, a face wider than this part of it is cut off, or another one than was looked for. Chosen. */
const WIDEST_IN_CROP = 0.8;

/**
 * Finds faces with the pack's detector at the sizes that each face needs: in an overview of the photo, and closely
 * where a much cheaper proposal network, or a doubtful detection of the overview, says that there may be a small one.
 */
export class Detector {
  readonly #settings: DetectorSettings;
  readonly #network: FaceNetwork;
  /** Null in a pack without one: then every look is a whole pass. */
  readonly #proposals: ProposalNetwork | null;

  constructor(pack: Pack, runtime: InferenceRuntime, private readonly meter: Meter) {
    const { detector, proposals } = pack.manifest;
    this.#settings = detector;
    this.#network = new FaceNetwork(pack, runtime);
    this.#proposals = proposals ? new ProposalNetwork(pack, runtime, proposals) : null;
  }

  /** Runs its networks once. Throws an Error when their outputs are not what the manifest says. */
  async tryOut(): Promise<void> {
    await this.#network.tryOut();
    await this.#proposals?.tryOut();
  }

  /** The faces of a photo: see {@link look}. */
  async detect(raster: Raster): Promise<Detection[]> {
    return (await this.look(raster, "normal")).faces;
  }

  /**
   * What is in a photo. A `quick` look is the overview alone; a `thorough` one has small faces proposed at the size that
   * the photo was decoded with.
   */
  async look(raster: Raster, effort: Effort): Promise<Sight> {
    const { width, height } = raster, { passes } = this.#settings;
    const { large, proposed: side, overview: small } = planViews(Math.max(width, height), passes, effort);
    const proposals = side ? this.#proposals : null;
    // Each is made from the next larger one: the full photo is only read once.
    const { largeView, proposedView, overviewView } = await this.meter.stage("resize", () => {
      const largeView = inSrgb(shrink(raster, large), raster.toSrgb);
      const proposedView = proposals && side ? shrink(largeView, side) : largeView;
      return { largeView, proposedView, overviewView: shrink(proposedView, small) };
    });
    const faint = await this.meter.stage("overview", () => this.#pass(raster, overviewView, FAINTEST_SCORE));
    const overview = faint.filter(({ face }) => face.score > HINT_SCORE);
    const certain = overview.filter(({ face }) => face.score > this.#settings.score_threshold);
    const sight = (closer: Seen[]) => ({ faces: this.#merge(certain, closer), trace: faint.length > 0 });
    const wholePass = () => this.meter.stage("whole", () => this.#pass(raster, largeView));
    if (effort === "quick") return sight([]);
    if (!proposals) return sight(large > small ? await wholePass() : []);
    const proposed = await this.meter.stage("propose", () => this.#propose(proposals, raster, proposedView));
    const look = (proposals: Proposal[], most: number) =>
      this.meter.stage("crops", () => this.#lookClosely(raster, overview, proposals, most));
    let close: Seen[] | null = null;
    if (effort === "thorough") {
      const finer = Math.max(width, height) > large
        ? await this.meter.stage("propose", () => this.#proposeInStrips(proposals, raster))
        : [];
      close = await look([...proposed, ...finer], MOST_THOROUGH_CROPS);
    }
    // Where a thorough look would be too many crops, it must not see less than a normal one.
    close ??= await look(proposed, MOST_CROPS);
    return sight(close ?? await wholePass());
  }

  /** The faces of a small picture, by one run on it as it is. */
  async glimpse(raster: Raster): Promise<Detection[]> {
    return this.#merge(await this.#pass(raster, inSrgb(raster, raster.toSrgb)), []);
  }

  /** The small faces that the overview doesn't settle, from crops; null when there would be too many of them. */
  async #lookClosely(
    raster: Raster,
    overview: Seen[],
    proposed: Proposal[],
    most: number,
  ): Promise<Seen[] | null> {
    const faces = overview.map(({ face }) => face);
    const scale = this.#settings.passes[1] / Math.max(raster.width, raster.height);
    const { score_threshold } = this.#settings;
    const seeds = findSeeds(faces, proposed, scale, score_threshold);
    const crops = planCrops(seeds);
    if (crops.length > most) return null;
    const seen: Seen[] = [];
    for (let at = 0; at < crops.length; at += CROPS_TOGETHER) {
      const some = crops.slice(at, at + CROPS_TOGETHER);
      seen.push(...(await Promise.all(some.map((crop) => this.#crop(raster, crop)))).flat());
    }
    const settled = wellSeen(faces, scale, score_threshold);
    const wanted = seen.filter(({ face: { box } }) =>
      seeds.some((seed) => overlap(seed, box).union >= SOUGHT_UNION) &&
      !settled.some((known) => sawSameFace(known.box, box, SETTLED_SMALLER))
    );
    // All crops show their face at about the same size: here the better score decides, not the width.
    return suppress(
      wanted,
      ({ face }) => -face.score,
      (kept, one) => sawSameFace(kept.face.box, one.face.box),
    );
  }

  async #propose(proposals: ProposalNetwork, raster: Raster, view: StoredView): Promise<Proposal[]> {
    const photo = turnUpright(view, raster.orientation);
    const { x, y } = photoPixels(raster, photo);
    return (await proposals.find(photo)).map(({ box, score }) => ({
      box: { x: box.x * x, y: box.y * y, width: box.width * x, height: box.height * y },
      score,
    }));
  }

  async #proposeInStrips(proposals: ProposalNetwork, raster: Raster): Promise<Proposal[]> {
    const proposed: Proposal[] = [];
    for (const strip of planStrips(raster.width, raster.height)) {
      proposed.push(...await this.#proposeIn(proposals, raster, strip));
    }
    return proposed;
  }

  /** What is proposed in a part of the stored photo, at its own size. */
  async #proposeIn(proposals: ProposalNetwork, raster: Raster, strip: PixelRect): Promise<Proposal[]> {
    const part = cut(raster, strip);
    if (!part) return [];
    const { left, top } = uprightRect(raster, strip);
    const view = inSrgb(part, raster.toSrgb);
    return (await this.#propose(proposals, { ...raster, ...part }, view)).map(({ box, score }) => ({
      box: { ...box, x: box.x + left, y: box.y + top },
      score,
    }));
  }

  /** One look at the whole photo. */
  async #pass(raster: Raster, view: StoredView, score = this.#settings.score_threshold): Promise<Seen[]> {
    const photo = turnUpright(view, raster.orientation);
    const { x, y } = photoPixels(raster, photo);
    const found = await this.#network.find(photo, score);
    return found.map((face) => ({ face: scaleDetection(face, x, y), width: face.box.width }));
  }

  /** One close look. */
  async #crop(raster: Raster, { x, y, scale }: Crop): Promise<Seen[]> {
    const upright = uprightSize(raster.width, raster.height, raster.orientation);
    const side = CROP_SIDE / scale, whole = Math.round(side);
    const left = placed(x - side / 2, upright.width - side),
      top = placed(y - side / 2, upright.height - side);
    const right = Math.min(left + whole, upright.width), bottom = Math.min(top + whole, upright.height);
    const stored = cut(raster, storedRect(raster, { left, top, right, bottom }));
    if (!stored) return [];
    const fit = (n: number) => Math.max(1, Math.min(CROP_SIDE, Math.round(n * scale)));
    const view = inSrgb(resize(stored, fit(stored.width), fit(stored.height)), raster.toSrgb);
    const photo = turnUpright(view, raster.orientation);
    const px = (right - left) / photo.width, py = (bottom - top) / photo.height;
    const seen: Seen[] = [];
    for (const face of await this.#network.find(photo, this.#settings.score_threshold, CROP_SIDE)) {
      const { box } = face, slack = SLACK * box.width;
      // A box that reaches over the crop's edge, where the photo goes on, is of a face that is cut off.
      const isCut = box.x < -slack && left > 0 || box.y < -slack && top > 0 ||
        box.x + box.width > photo.width + slack && right < upright.width ||
        box.y + box.height > photo.height + slack && bottom < upright.height;
      if (isCut || box.width > WIDEST_IN_CROP * CROP_SIDE) continue;
      const scaled = scaleDetection(face, px, py);
      seen.push({ face: shiftDetection(scaled, left, top), width: box.width });
    }
    return seen;
  }

  /** What two looks saw; each is trusted for faces of some sizes, the overview for large ones without a limit. */
  #merge(overview: Seen[], closer: Seen[]): Detection[] {
    const { smallest, largest } = this.#settings;
    const trusted = [
      ...overview.filter(({ width }) => width >= smallest),
      ...closer.filter(({ width }) => width >= smallest && width <= largest),
    ];
    const distance = ({ width }: Seen) => Math.abs(Math.log(width / BEST_WIDTH));
    return suppress(trusted, distance, (kept, one) => sawSameFace(kept.face.box, one.face.box)).map((
      { face },
    ) => face);
  }
}

/** The photo at another size, not yet turned upright. */
type StoredView = Pixels;

function shrink(photo: Pixels, side: number): StoredView {
  const { width, height } = fitSize(photo.width, photo.height, side);
  return resize(photo, width, height);
}

/** How many pixels of the upright decoded photo one of `view` (upright too) stands for. */
function photoPixels(raster: Raster, view: Pixels): { x: number; y: number } {
  const { width, height } = uprightSize(raster.width, raster.height, raster.orientation);
  return { x: width / view.width, y: height / view.height };
}

/** A whole number from 0 to `most`. */
function placed(at: number, most: number): number {
  return Math.max(0, Math.min(Math.round(at), Math.floor(most)));
}
