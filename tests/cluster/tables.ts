import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Event } from "../../src/output/events.ts";

/** A row of a table, without what is null: see spark_scan.py. */
export type Row = Record<string, unknown> & { table: string; path: string };

/** The rows of the tables in a folder, sorted. */
export async function readTables(python: string, folder: string): Promise<Row[]> {
  const script = fileURLToPath(new URL("read_tables.py", import.meta.url));
  const { success, stdout, stderr } = await new Deno.Command(python, {
    args: [script, folder],
    stdin: "null",
  })
    .output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const lines = new TextDecoder().decode(stdout).split("\n").filter(Boolean);
  return sorted(lines.map((line) => JSON.parse(line)));
}

/** The rows that events make, by another way than the application's, sorted. */
export function rowsOf(events: readonly Event[]): Row[] {
  return sorted(events.flatMap((event): Row[] => {
    switch (event.type) {
      case "match":
      case "photo": {
        const { path, hash, size, width, height, rotated } = event;
        const modified = event.modified === null ? null : Date.parse(event.modified);
        const photo = { path, hash, size, modified, width, height, rotated };
        return [
          { table: event.type === "match" ? "matches" : "photos", ...photo, people: event.people },
          ...event.faces.map((told, face) => {
            const { box, detection, person, nearest, similarity, confidence, embedding, quality } = told;
            const { sharpness, yaw } = quality;
            const own = { face, box, detection, person, nearest, similarity, confidence, embedding };
            return { table: "faces", ...photo, ...own, sharpness, yaw };
          }),
        ];
      }
      case "skip":
        return [{ table: "problems", path: event.path, code: event.reason }];
      case "error": {
        const { path = "", stage, code, message, retryable } = event;
        return [{ table: "problems", path, stage, code, message, retryable }];
      }
      default:
        return [];
    }
  }));
}

/** How many rows of each table there are. */
export function counts(rows: readonly Row[]): Record<string, number> {
  const names = ["faces", "matches", "photos", "problems"];
  return Object.fromEntries(
    names.map((name) => [name, rows.filter(({ table }) => table === name).length]),
  );
}

function sorted(rows: readonly Row[]): Row[] {
  const key = ({ table, path, face }: Row) => `${join(table, path)}\0${String(face ?? 0).padStart(6, "0")}`;
  return rows
    .map((row) =>
      Object.fromEntries(
        Object.entries(row).filter(([, value]) => value !== null && value !== undefined),
      ) as Row
    )
    .toSorted((a, b) => key(a) < key(b) ? -1 : 1);
}
