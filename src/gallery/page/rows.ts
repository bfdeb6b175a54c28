import type { Section } from "./choice.ts";
import type { Find } from "./find.ts";

/** One row of the list: a person's heading, or finds side by side. */
export type Row =
  & { top: number; height: number }
  & ({ kind: "heading"; section: Section } | { kind: "finds"; finds: readonly Find[] });

/** Sizes of the list in CSS pixels. */
export interface Sizes {
  /** Cards side by side. */
  columns: number;
  heading: (section: Section) => number;
  /** Of a row of cards, with the gap below it. */
  row: number;
}

/** The rows of all sections, one below the other. */
export function rowsOf(sections: readonly Section[], { columns, heading, row }: Sizes): Row[] {
  const rows: Row[] = [];
  let top = 0;
  for (const section of sections) {
    const height = heading(section);
    rows.push({ kind: "heading", section, top, height });
    top += height;
    for (let i = 0; i < section.finds.length; i += columns, top += row) {
      rows.push({ kind: "finds", finds: section.finds.slice(i, i + columns), top, height: row });
    }
  }
  return rows;
}

/** The whole height. */
export function heightOf(rows: readonly Row[]): number {
  const last = rows.at(-1);
  return last ? last.top + last.height : 0;
}

/** The rows that show between two heights: from a position up to, not including, another. */
export function between(rows: readonly Row[], top: number, bottom: number): [from: number, to: number] {
  const from = firstWhere(rows, (row) => row.top + row.height > top);
  return [from, firstWhere(rows, (row) => row.top >= bottom)];
}

/** Where a find's row is; undefined when it isn't among them. */
export function rowWith(rows: readonly Row[], { id }: Find): Row | undefined {
  return rows.find((row) => row.kind === "finds" && row.finds.some((find) => find.id === id));
}

/** The first position for which something holds that holds for all after it too. */
function firstWhere(rows: readonly Row[], holds: (row: Row) => boolean): number {
  let low = 0, high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(rows[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
