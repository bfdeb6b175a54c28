/** Lines of a table for people, with columns as wide as they need to be; `isLeft`: of which the cells begin at the left. */
export function tableLines(rows: readonly string[][], isLeft: (column: number) => boolean): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row.map((cell, column) => isLeft(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))
      .join("  ").trimEnd()
  );
}
