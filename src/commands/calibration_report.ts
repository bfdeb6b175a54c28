import type { Calibration } from "../matching/calibration/calibrate.ts";
import { tableLines } from "../output/table.ts";

/** What people are told of a calibration. */
export function calibrationReport({ comparisons, kept, reliability }: Calibration): string {
  const percent = (share: number, digits = 1) => `${(100 * share).toFixed(digits)} %`;
  const held = kept.length === 0 ? ["too few people to check what was fitted on one half on the other"] : [
    "fitted on one half of the people, checked on the other (means of five halvings):",
    table(
      ["references", "promised a million", "met", "found"],
      kept.map(({ references, promised, met, recall }) => [
        String(references),
        (1e6 * promised).toFixed(0),
        (1e6 * met).toFixed(0),
        percent(recall),
      ]),
    ),
    "confidence, and how often it is right:",
    table(
      ["from", "of all", "confidence", "right"],
      reliability.map(({ from, share, told, right }) => [
        percent(from, 0),
        percent(share, 3),
        percent(told),
        percent(right),
      ]),
    ),
  ];
  return [
    table(
      ["references", "people sought", "photos of others"],
      comparisons.map(({ references, people, strangers }) => [references, people, strangers].map(String)),
    ),
    ...held,
  ].join("\n");
}

function table(head: readonly string[], rows: readonly string[][]): string {
  return tableLines([[...head], ...rows], () => false).map((line) => "  " + line).join("\n");
}
