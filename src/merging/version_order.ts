import { compareTexts } from "../text_order.ts";

/** The part before `-` or `+`, and what is between: `1.2.3-beta.1+build`. */
const VERSION = /^(\d+)\.(\d+)\.(\d+)(?:-([^+]*))?(?:\+.*)?$/;

/**
 * The order of two versions by the precedence of semver.org (2.0.0, rule 11): negative where `a` is the older. A text that
 * is no version is older than any.
 */
export function compareVersions(a: string, b: string): number {
  const x = VERSION.exec(a), y = VERSION.exec(b);
  if (!x || !y) return Number(!!x) - Number(!!y) || compareTexts(a, b);
  for (const part of [1, 2, 3]) {
    const difference = compareNumbers(x[part], y[part]);
    if (difference) return difference;
  }
  if (x[4] === undefined || y[4] === undefined) {
    return Number(x[4] === undefined) - Number(y[4] === undefined);
  }
  return comparePreReleases(x[4].split("."), y[4].split("."));
}

function comparePreReleases(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const areNumbers = [a[i], b[i]].map((part) => /^\d+$/.test(part));
    const difference = areNumbers[0] && areNumbers[1]
      ? compareNumbers(a[i], b[i])
      : Number(areNumbers[1]) - Number(areNumbers[0]) || compareTexts(a[i], b[i]);
    if (difference) return difference;
  }
  return a.length - b.length;
}

/** However long they are. */
function compareNumbers(a: string, b: string): number {
  const x = BigInt(a), y = BigInt(b);
  return x < y ? -1 : x > y ? 1 : 0;
}
