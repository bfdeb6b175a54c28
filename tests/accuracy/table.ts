import { type Measure, NO_FACE } from "./measure.ts";

/** The figures as Markdown: a table for each part, a line for each item, a column for each thing that was counted. */
export function tables(measures: readonly Measure[]): string {
  const parts = Map.groupBy(measures, ({ part }) => part);
  return [...parts].map(([part, own]) => `## ${part}\n\n${table(own)}\n`).join("\n");
}

function table(measures: readonly Measure[]): string {
  const columns = [...new Set(measures.map(column))];
  const lines = [...Map.groupBy(measures, ({ item }) => item)].map(([item, own]) => {
    const cells = columns.map((name) => own.find((measure) => column(measure) === name));
    return [item, ...cells.map((measure) => measure ? cell(measure) : "")];
  });
  return [["", ...columns], ["---", ...columns.map(() => "---:")], ...lines]
    .map((line) => `| ${line.join(" | ")} |`).join("\n");
}

function column({ what, half, by, per }: Measure): string {
  const unit = per === 100 ? "%" : `a ${per.toLocaleString("en")}`;
  return [what, ...(half === "all" ? [] : [half]), ...(by === "program" ? [] : [by])].join(", ") +
    ` (${unit})`;
}

function cell({ value, low, high, per, hits, of }: Measure): string {
  if (of === 0) return "–";
  const digits = per === 100 ? 1 : 2;
  return `${value.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}] ${
    Math.round(100 * hits) / 100
  }/${of}`;
}

/**
 * The rungs of ladders where most is lost against the untouched photos, as Markdown, worst first: how many are found, and
 * in how many no face is seen, so that the rest are faces that were not recognised.
 */
export function losses(measures: readonly Measure[], untouched: string, most: number): string {
  const own = measures.filter(({ half, by }) => half === "all" && by === "program");
  const found = own.filter(({ part, what }) => part.startsWith("ladder") && what === "found");
  const best = found.find(({ part }) => part === untouched);
  if (!best) return "";
  const lines = found.toSorted((a, b) => a.value - b.value).slice(0, most).map((measure) => {
    const unseen = own.find(({ part, item, what }) =>
      part === measure.part && item === measure.item && what === NO_FACE
    );
    const lost = (best.value - measure.value).toFixed(1);
    return `| ${measure.part}: ${measure.item} | ${cell(measure)} | ${lost} | ${
      unseen ? cell(unseen) : ""
    } |`;
  });
  return [
    `## Where most is lost (untouched: ${best.value.toFixed(1)} % found)\n`,
    "|  | found (%) | lost | no face (%) |",
    "| --- | ---: | ---: | ---: |",
    ...lines,
    "",
  ].join("\n");
}
