import { align } from "../faces/alignment.ts";
import { CROP_SIDE } from "../faces/crops.ts";
import type { Detection } from "../faces/face.ts";
import { FaceNetwork } from "../faces/face_network.ts";
import type { Pack } from "../faces/pack.ts";
import { ProposalNetwork } from "../faces/proposal_network.ts";
import type { Proposal } from "../faces/proposals.ts";
import { Recognizer } from "../faces/recognizer.ts";
import { BATCH_SIZES } from "../inference/batching/batch_sizes.ts";
import type { InferenceRuntime } from "../inference/session.ts";
import type { Raster } from "../photos/raster.ts";
import type { Pixels } from "../photos/pixels.ts";

/** What a pack's networks say of a picture with a face. */
export interface SelfTestResult {
  detections: Detection[];
  /** The best of them, if the pack has a network for it. */
  proposals: Proposal[];
  /** Of the face as it is, and darker: unit vectors. */
  embeddings: Float32Array[];
}

/** Embeddings of the same chip must be as alike as this: what the CPU's own rounding changes is below .000001. */
const LEAST_COSINE = 0.999;
/** A face must be seen at the same place, in pixels, with the same score. */
const MOST_PIXELS = 0.5, MOST_SCORE = 0.01;
/** Proposals only say where to look. Those near the threshold may come and go: only the sure ones are compared. */
const SURE_PROPOSALS = 3, MOST_PROPOSAL_PIXELS = 1;
/** How often photos are timed. */
const ROUNDS = 3;
/** How dark the chips are that are embedded beside the first. */
const SHADES = [1, 0.7];
/** Pictures that are asked for at the same time: enough for small batches. */
const AT_ONCE = 3;

/** A pack's networks, loaded by a runtime. */
export class SelfTestNetworks {
  readonly #detector: FaceNetwork;
  readonly #proposals: ProposalNetwork | null;
  readonly #recognizer: Recognizer;
  readonly #score: number;

  /** Throws an Error when the runtime doesn't take a model. */
  constructor(pack: Pack, runtime: InferenceRuntime) {
    const { detector, proposals } = pack.manifest;
    this.#score = detector.score_threshold;
    this.#detector = new FaceNetwork(pack, runtime);
    this.#proposals = proposals ? new ProposalNetwork(pack, runtime, proposals) : null;
    this.#recognizer = new Recognizer(pack, runtime);
  }

  /** What they say of a picture whose face has these landmarks. */
  async once(picture: Raster, landmarks: Detection["landmarks"]): Promise<SelfTestResult> {
    const [detections, proposals, embeddings] = await Promise.all([
      this.#detector.find(picture, this.#score),
      this.#proposals?.find(picture) ?? [],
      Promise.all(this.#shades(picture, landmarks).map((chips) => this.#recognizer.embed(chips))),
    ]);
    return { detections, proposals: proposals.slice(0, SURE_PROPOSALS), embeddings };
  }

  /**
   * Embeddings of the same shades of its face, of many at once: by batches of every size above those of {@link atOnce}.
   * Each comes as often as the others, but not in turn.
   */
  async crowds(picture: Raster, landmarks: Detection["landmarks"]): Promise<Float32Array[][]> {
    const shades = this.#shades(picture, landmarks), crowds: Float32Array[][] = [];
    for (const size of BATCH_SIZES.filter((size) => size > AT_ONCE * SHADES.length)) {
      const which = Array.from(
        { length: size },
        (_, i) => (i + Math.floor(i / SHADES.length)) % SHADES.length,
      );
      const all = await Promise.all(which.map((shade) => this.#recognizer.embed(shades[shade])));
      for (let i = 0; i < size; i += SHADES.length) {
        crowds.push(SHADES.map((_, shade) => all[i + which.slice(i, i + SHADES.length).indexOf(shade)]));
      }
    }
    return crowds;
  }

  /** What the recogniser takes, for each of the shades. */
  #shades(picture: Raster, landmarks: Detection["landmarks"]): Float32Array[][] {
    const chips = this.#recognizer.chips.map(({ template, size }) =>
      align(picture, landmarks, template, size)
    );
    return SHADES.map((shade) => chips.map((chip) => chip.map((value) => shade * value)));
  }

  /** The same, several times at once. */
  atOnce(picture: Raster, landmarks: Detection["landmarks"]): Promise<SelfTestResult[]> {
    return Promise.all(Array.from({ length: AT_ONCE }, () => this.once(picture, landmarks)));
  }

  /** Milliseconds for one small picture. */
  async timeSmall(picture: Raster): Promise<number> {
    const began = performance.now();
    await this.#detector.find(picture, this.#score);
    return performance.now() - began;
  }

  /**
   * Milliseconds a photo for the networks' share of some of web size (1,280 x 960 pixels, four small faces), `atOnce`
   * of them in hand: the best of several rounds, without the first.
   */
  async timePhotos(atOnce: number): Promise<number> {
    const times: number[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      const began = performance.now();
      await Promise.all(Array.from({ length: atOnce }, () => this.#photo()));
      times.push((performance.now() - began) / atOnce);
    }
    return Math.min(...times.slice(1));
  }

  async #photo() {
    const large = noise(1280, 960),
      chips = this.#recognizer.chips.map(({ size }) => new Float32Array(3 * size ** 2));
    await this.#detector.find(noise(480, 360), 1);
    await (this.#proposals ? this.#proposals.find(large) : this.#detector.find(large, 1));
    await Promise.all(
      Array.from({ length: 4 }, () => this.#detector.find(noise(CROP_SIDE, CROP_SIDE), 1, CROP_SIDE)),
    );
    await Promise.all(Array.from({ length: 4 }, () => this.#recognizer.embed(chips)));
  }

  /** Where the networks see the largest face. Throws when they see none. */
  async landmarks(picture: Raster): Promise<Detection["landmarks"]> {
    const [face] = await this.#detector.find(picture, this.#score);
    if (!face) throw new Error("no face is found in the picture of the self-test");
    return face.landmarks;
  }
}

/** A picture with something everywhere, the same each time. */
function noise(width: number, height: number): Pixels {
  const data = new Uint8Array(3 * width * height);
  for (let i = 0, value = 1; i < data.length; i++) {
    // The generator of Numerical Recipes, whose upper bits are good enough.
    value = (Math.imul(value, 1664525) + 1013904223) >>> 0;
    data[i] = value >>> 24;
  }
  return { width, height, data };
}

/** What is wrong with `found`, where `expected` is right; null when nothing is. */
export function difference(expected: SelfTestResult, found: SelfTestResult): string | null {
  const count = expected.detections.length;
  if (found.detections.length !== count) {
    return `it sees ${found.detections.length} faces where there are ${count}`;
  }
  for (const [i, { box, landmarks, score }] of expected.detections.entries()) {
    const other = found.detections[i];
    const moved = Math.max(...pairs([...numbers(box), ...landmarks.flat()], [
      ...numbers(other.box),
      ...other.landmarks.flat(),
    ]));
    if (!(moved <= MOST_PIXELS)) return `it sees a face ${moved.toFixed(1)} pixels aside`;
    if (!(Math.abs(score - other.score) <= MOST_SCORE)) {
      return `it gives a face a score of ${other.score.toFixed(3)} instead of ${score.toFixed(3)}`;
    }
  }
  const proposed = Math.max(
    0,
    ...expected.proposals.map(({ box }, i) =>
      Math.max(...pairs(numbers(box), numbers(found.proposals[i]?.box ?? NOWHERE)))
    ),
  );
  if (!(proposed <= MOST_PROPOSAL_PIXELS)) return "it proposes other places to look at";
  return embeddingDifference(expected.embeddings, found.embeddings);
}

/** The same of embeddings alone. */
export function embeddingDifference(
  expected: readonly Float32Array[],
  found: readonly Float32Array[],
): string | null {
  for (const [i, embedding] of expected.entries()) {
    const cosine = embedding.reduce((sum, value, n) => sum + value * found[i][n], 0);
    if (!(cosine >= LEAST_COSINE)) {
      return `an embedding is only ${cosine.toFixed(4)} like the right one (asked: ${LEAST_COSINE})`;
    }
  }
  return null;
}

const NOWHERE = { x: Infinity, y: Infinity, width: Infinity, height: Infinity };

const numbers = ({ x, y, width, height }: Detection["box"]) => [x, y, width, height];

const pairs = (a: readonly number[], b: readonly number[]) => a.map((value, i) => Math.abs(value - b[i]));
