/**
 * Pairs rows with columns, no row and no column twice, so that the sum of the gains is the largest. `gains[row][column]`
 * is what a pair brings, in any unit, or null where the two may not be paired; a row may stay alone, which brings 0.
 * Gives each row's column, or null.
 *
 * The Hungarian method in its form of shortest augmenting paths (Jonker and Volgenant, Computing 38, 1987): rows² times
 * (columns + rows) steps. Each row has a column of its own for staying alone, so there always is a path.
 */
export function assign(gains: readonly (readonly (number | null)[])[]): (number | null)[] {
  const rows = gains.length, columns = gains[0]?.length ?? 0, all = columns + rows;
  const cost = (row: number, column: number) =>
    column < columns ? -(gains[row][column] ?? -Infinity) : column - columns === row ? 0 : Infinity;
  /** The row of each column, -1 for none; the last, an extra one, holds the row that is being paired. */
  const rowOf = new Int32Array(all + 1).fill(-1);
  const rowPrice = new Float64Array(rows), columnPrice = new Float64Array(all + 1);
  for (let row = 0; row < rows; row++) {
    const shortest = new Float64Array(all).fill(Infinity), before = new Int32Array(all);
    const visited = new Uint8Array(all + 1);
    rowOf[all] = row;
    let column = all;
    while (rowOf[column] >= 0) {
      visited[column] = 1;
      const from = rowOf[column];
      let next = -1;
      for (let to = 0; to < all; to++) {
        if (visited[to]) continue;
        const length = cost(from, to) - rowPrice[from] - columnPrice[to];
        if (length < shortest[to]) [shortest[to], before[to]] = [length, column];
        if (next < 0 || shortest[to] < shortest[next]) next = to;
      }
      const step = shortest[next];
      for (let to = 0; to <= all; to++) {
        if (visited[to]) rowPrice[rowOf[to]] += step, columnPrice[to] -= step;
        else if (to < all) shortest[to] -= step;
      }
      column = next;
    }
    // Along the path everyone moves on by one, which leaves the new row a column.
    while (column !== all) {
      rowOf[column] = rowOf[before[column]];
      column = before[column];
    }
  }
  const columnOf: (number | null)[] = gains.map(() => null);
  for (let column = 0; column < columns; column++) if (rowOf[column] >= 0) columnOf[rowOf[column]] = column;
  return columnOf;
}
