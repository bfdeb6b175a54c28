import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { SchemaElement } from "hyparquet";

/** What a column holds: texts, whole numbers, numbers, times (a Date), lists of float32. */
export type ColumnKind = "text" | "integer" | "number" | "time" | "floats";

/** A column of a table. */
export interface Column {
  name: string;
  kind: ColumnKind;
  /** Some rows have no value: null. */
  nullable: boolean;
}

/** A value, of its column's kind. */
export type Value = string | number | Date | Float32Array | null;

/** Rows that are written together: 2 MB where each has 512 numbers of four bytes, and 20 times that while they are written. */
const ROWS_A_GROUP = 1024;

/** A Parquet file that is written row by row: of the rows, only a group is held in memory. */
export class ParquetTable {
  readonly #columns: readonly Column[];
  readonly #bytes: ByteWriter;
  readonly #writer: ParquetWriter;
  #group: Value[][] = [];

  /** `write` takes the file's bytes, part by part. `metadata`: of the whole file. */
  constructor(
    columns: readonly Column[],
    metadata: Readonly<Record<string, string>>,
    private readonly write: (bytes: Uint8Array) => void,
  ) {
    this.#columns = columns;
    this.#bytes = new ByteWriter();
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: [{ name: "faces", num_children: columns.length }, ...columns.flatMap(schemaOf)],
      kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
      createdBy: "facefinder",
    });
  }

  /** Takes the next row: its values in the columns' order. */
  add(row: Value[]) {
    this.#group.push(row);
    if (this.#group.length === ROWS_A_GROUP) this.#writeGroup();
  }

  /** Writes what is left, and the end of the file. */
  finish() {
    if (this.#group.length > 0) this.#writeGroup();
    this.#writer.finish();
    this.#flush();
  }

  #writeGroup() {
    this.#writer.write({
      rowGroupSize: ROWS_A_GROUP,
      columnData: this.#columns.map(({ name, kind }, column) => ({
        name,
        data: this.#group.map((row) => stored(kind, row[column])),
        // Nothing of an embedding comes twice, and its numbers have no order.
        ...(kind === "floats" && { encoding: "PLAIN", codec: "UNCOMPRESSED", statistics: false }),
      })),
    });
    this.#group = [];
    this.#flush();
  }

  #flush() {
    this.write(this.#bytes.getBytes());
    this.#bytes.index = 0;
  }
}

function stored(kind: ColumnKind, value: Value): unknown {
  if (value instanceof Float32Array) return listOf(value);
  return kind === "integer" && typeof value === "number" ? BigInt(value) : value;
}

/** The library takes no typed arrays for lists. Array.from takes five times as long. */
function listOf(values: Float32Array): number[] {
  const list = new Array<number>(values.length);
  for (let i = 0; i < values.length; i++) list[i] = values[i];
  return list;
}

/** A list as the format's LogicalTypes.md says, which all readers know. */
function schemaOf({ name, kind, nullable }: Column): SchemaElement[] {
  const repetition_type = nullable ? "OPTIONAL" : "REQUIRED";
  switch (kind) {
    case "text":
      return [{
        name,
        repetition_type,
        type: "BYTE_ARRAY",
        converted_type: "UTF8",
        logical_type: { type: "STRING" },
      }];
    case "integer":
      return [{ name, repetition_type, type: "INT64" }];
    case "number":
      return [{ name, repetition_type, type: "DOUBLE" }];
    case "time":
      return [{
        name,
        repetition_type,
        type: "INT64",
        converted_type: "TIMESTAMP_MILLIS",
        logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
      }];
    case "floats":
      return [
        { name, repetition_type, num_children: 1, converted_type: "LIST", logical_type: { type: "LIST" } },
        { name: "list", repetition_type: "REPEATED", num_children: 1 },
        { name: "element", repetition_type: "REQUIRED", type: "FLOAT" },
      ];
  }
}
