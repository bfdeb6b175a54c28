import { overlap, suppress } from "./boxes.ts";
import type { Box } from "./face.ts";
import type { ProposalSettings } from "./manifest.ts";

/** A place where a face may be. */
export interface Proposal {
  box: Box;
  /** 0 to 1. */
  score: number;
}

/** One output of the proposal network: a map for each number of every anchor. */
export interface ProposalLevel {
  columns: number;
  rows: number;
  /** Input pixels a cell. */
  stride: number;
  /** Sides of the square anchors in input pixels. */
  anchors: readonly number[];
  /** For k anchors: k maps of logits, then for each anchor four maps of dx, dy, log width, log height. */
  values: Float32Array;
}

/** Beyond this many the weakest are not looked at: texture, not faces. */
const MOST_PROPOSALS = 2000;

/** The proposals in the network's outputs, in pixels of its input, best first. Anchors as in SSD, arXiv:1512.02325. */
export function decodeProposals(levels: readonly ProposalLevel[], settings: ProposalSettings): Proposal[] {
  const { score_threshold, nms_threshold, variances: [centre, size] } = settings;
  const logit = Math.log(score_threshold / (1 - score_threshold));
  const found: Proposal[] = [];
  for (const { columns, rows, stride, anchors, values } of levels) {
    const cells = columns * rows;
    anchors.forEach((anchor, k) => {
      const at = (map: number, cell: number) => values[(anchors.length + 4 * k + map) * cells + cell];
      for (let cell = 0; cell < cells; cell++) {
        const raw = values[k * cells + cell];
        if (!(raw > logit)) continue;
        const width = anchor * Math.exp(at(2, cell) * size), height = anchor * Math.exp(at(3, cell) * size);
        const x = (cell % columns + 0.5) * stride + at(0, cell) * centre * anchor - width / 2;
        const y = (Math.floor(cell / columns) + 0.5) * stride + at(1, cell) * centre * anchor - height / 2;
        found.push({ box: { x, y, width, height }, score: 1 / (1 + Math.exp(-raw)) });
      }
    });
  }
  const best = found.sort((a, b) => b.score - a.score).slice(0, MOST_PROPOSALS);
  return suppress(best, (p) => -p.score, (kept, p) => overlap(kept.box, p.box).union >= nms_threshold);
}
