/** Log-odds that grow in a straight line: `intercept + slope * x`. */
export interface Logistic {
  intercept: number;
  slope: number;
}

/** Values of two kinds; all of a kind together weigh `weight`. */
export interface Kind {
  values: Float32Array;
  weight: number;
}

/** Values are counted in bins this wide: there are millions of them. */
const BIN = 0.002;
/** Newton's method has long settled by then. */
const STEPS = 100;

/**
 * The log-odds that a value is one of `right` and not of `wrong`, with the greatest weighted likelihood. Kinds that do
 * not overlap have no finite one, so the targets are drawn in as in Platt's "Probabilistic outputs for support vector
 * machines", 1999.
 */
export function fitLogistic(right: Kind, wrong: Kind): Logistic {
  const total = right.weight + wrong.weight;
  const bins = [
    ...binned(right, 1 - 1 / (right.values.length + 2), total),
    ...binned(wrong, 1 / (wrong.values.length + 2), total),
  ];
  let intercept = 0, slope = 0, before = cost(bins, { intercept, slope });
  for (let step = 0; step < STEPS; step++) {
    let g0 = 0, g1 = 0, h00 = 1e-12, h01 = 0, h11 = 1e-12;
    for (const { x, weight, target } of bins) {
      const p = sigmoid(intercept + slope * x), error = weight * (p - target), curve = weight * p * (1 - p);
      g0 += error;
      g1 += error * x;
      h00 += curve;
      h01 += curve * x;
      h11 += curve * x * x;
    }
    const determinant = h00 * h11 - h01 * h01;
    const d0 = (h11 * g0 - h01 * g1) / determinant, d1 = (h00 * g1 - h01 * g0) / determinant;
    // Far from the best a whole step may lead away.
    let part = 1, after = Infinity;
    for (; part > 1e-6; part /= 2) {
      after = cost(bins, { intercept: intercept - part * d0, slope: slope - part * d1 });
      if (after < before) break;
    }
    if (!(after < before)) break;
    intercept -= part * d0;
    slope -= part * d1;
    before = after;
  }
  return { intercept, slope };
}

/** 0 to 1. */
export const sigmoid = (logOdds: number) => 1 / (1 + Math.exp(-logOdds));

interface Bin {
  x: number;
  weight: number;
  target: number;
}

function binned({ values, weight }: Kind, target: number, total: number): Bin[] {
  const counts = new Map<number, number>();
  for (const value of values) {
    const bin = Math.round(value / BIN);
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  return [...counts].map(([bin, count]) => ({
    x: bin * BIN,
    weight: weight / total * count / values.length,
    target,
  }));
}

function cost(bins: readonly Bin[], { intercept, slope }: Logistic): number {
  return bins.reduce((sum, { x, weight, target }) => {
    const z = intercept + slope * x;
    // log(1 + e^z) without overflow.
    return sum + weight * (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - target * z);
  }, 0);
}
