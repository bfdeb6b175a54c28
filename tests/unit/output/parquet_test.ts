import { deepStrictEqual, ok } from "node:assert";
import fc from "fast-check";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { type Column, ParquetTable, type Value } from "../../../src/output/parquet.ts";

const COLUMNS: readonly Column[] = [
  { name: "text", kind: "text", nullable: false },
  { name: "person", kind: "text", nullable: true },
  { name: "count", kind: "integer", nullable: false },
  { name: "number", kind: "number", nullable: false },
  { name: "time", kind: "time", nullable: true },
  { name: "embedding", kind: "floats", nullable: true },
];

/** The file with these rows, and how many bytes at most were handed over at a time. */
function written(rows: readonly Value[][]): { bytes: ArrayBuffer; most: number } {
  const parts: Uint8Array[] = [];
  const table = new ParquetTable(COLUMNS, { made: "by a test" }, (bytes) => parts.push(bytes.slice()));
  rows.forEach((row) => table.add([...row]));
  table.finish();
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes: bytes.buffer, most: Math.max(...parts.map(({ length }) => length)) };
}

/** What a reader gives of these rows. */
function read(rows: readonly Value[][]) {
  return rows.map((row) =>
    Object.fromEntries(COLUMNS.map(({ name, kind }, i) => {
      const value = row[i];
      // The reader has no null for a list.
      if (kind === "floats") return [name, value instanceof Float32Array ? [...value] : undefined];
      return [name, kind === "integer" ? BigInt(value as number) : value];
    }))
  );
}

const values = fc.tuple(
  fc.string({ unit: "grapheme" }),
  fc.option(fc.string({ unit: "grapheme", minLength: 1 })),
  fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  // Of 0 and -0 the writer keeps one, for both: they are equal.
  fc.double({ noNaN: true }).map((value) => value + 0),
  fc.option(fc.nat().map((milliseconds) => new Date(milliseconds * 1000))),
  fc.option(fc.float32Array({ minLength: 3, maxLength: 3, noNaN: true })),
);

Deno.test("what is written to a Parquet file is what a reader reads", async () => {
  await fc.assert(fc.asyncProperty(fc.array(values, { minLength: 1, maxLength: 20 }), async (rows) => {
    deepStrictEqual(await parquetReadObjects({ file: written(rows).bytes }), read(rows));
  }));
});

Deno.test("a Parquet file of many rows is handed over in parts, and says what it is", async () => {
  const rows = Array.from({ length: 5000 }, (_, i): Value[] => [
    ...[`/photos/${i}.jpg`, i % 7 ? null : "Ann", i, i / 3, new Date(i)],
    Float32Array.from({ length: 64 }, (_, n) => Math.fround(Math.sin(i + n))),
  ]);
  const { bytes, most } = written(rows);
  deepStrictEqual(await parquetReadObjects({ file: bytes }), read(rows));
  ok(most < bytes.byteLength / 3, `${most} of ${bytes.byteLength} bytes at once`);
  const { created_by, key_value_metadata } = parquetMetadata(bytes);
  deepStrictEqual([created_by, key_value_metadata], ["facefinder", [{ key: "made", value: "by a test" }]]);
});

Deno.test("a Parquet file without rows can be read", async () => {
  deepStrictEqual(await parquetReadObjects({ file: written([]).bytes }), []);
});
