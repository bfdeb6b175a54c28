import { inKeyOrder } from "./key_order.ts";
import type { OpenIndex } from "./open_index.ts";
import { Roots } from "./roots.ts";
import { CONTENT_COLUMNS, type ContentRow } from "./row.ts";
import type { PlaceFields } from "./row_format.ts";
import { PLACE_KEY } from "./whole_rows.ts";

const KEY = "below = ? AND size = ? AND modified = ? AND root = ?";
/** The content by today's models, else by the greatest others. */
const BEST = "SELECT id FROM content WHERE hash = ? ORDER BY processing = ? DESC, processing DESC LIMIT 1";
const INSERT = `INSERT OR IGNORE INTO photo (below, size, modified, root, hash, content, checksum)
  VALUES (?, ?, ?, ?, ?, ?, ?)`;
const UPDATE = `UPDATE photo SET hash = ?, content = ?, checksum = ? WHERE ${KEY}`;
const THERE = `SELECT hash, content, checksum FROM photo WHERE ${KEY}`;
const CONTENT = `SELECT processing, ${CONTENT_COLUMNS.join(", ")} FROM content WHERE id = ?`;

const SEVERAL = "SELECT 1 FROM content GROUP BY hash HAVING count(*) > 1 LIMIT 1";
const POINTS = `p.below, p.size, p.modified, p.root, p.content,
  (SELECT id FROM content c WHERE c.hash = p.hash ORDER BY c.processing = ? DESC, c.processing DESC LIMIT 1) AS best`;

/** A place as it is written, and what it refers to. */
interface Point extends PlaceFields {
  root: number;
  content: number;
  best: number | null;
}

/** What stands at a place. */
interface There {
  hash: string;
  content: number;
  checksum: number;
}

/** Puts places into an index that has their contents. */
export class PlaceMerger {
  readonly #roots = new Roots();

  /** `processing` names today's models. */
  constructor(private readonly to: OpenIndex, private readonly processing: string) {}

  /**
   * Adds a place below the root at `path`; `hash`: as written in the index. Gives whether the place is new, or null when the
   * content is not known. Of two contents at the same place the one with the greater hash stays.
   */
  add(fields: PlaceFields, path: string, hash: string): boolean | null {
    const { database, rows } = this.to, content = database.get<{ id: number }>(BEST, hash, this.processing);
    if (!content) return null;
    const place = rows.place(fields), root = { id: this.#roots.id(database, rows, path), path };
    const key = [place.below, place.size, place.modified, root.id] as const;
    const values = [hash, content.id, rows.placeChecksum(place, root, hash)] as const;
    if (database.run(INSERT, ...key, ...values).changes > 0) return true;
    const there = database.get<There>(THERE, ...key)!;
    const isWhole = there.checksum === rows.placeChecksum(place, root, there.hash);
    if (!isWhole || there.hash !== hash && this.#isGreater(content.id, there.content)) {
      database.run(UPDATE, ...values, ...key);
    }
    return false;
  }

  /** Whether the hash of one content is greater than that of another, which may be lost. */
  #isGreater(one: number, other: number): boolean {
    const [a, b] = [one, other].map((id) => {
      const row = this.to.database.get<ContentRow & { processing: string }>(CONTENT, id);
      return row && this.to.rows.readContent(row, row.processing)?.hash;
    });
    return a !== undefined && (b === undefined || a > b);
  }

  /** Lets places refer to contents by today's models, else by the greatest others. Step by step, as places are read. */
  *pointToGreatest(): Generator<void> {
    const { database } = this.to;
    if (!database.get(SEVERAL)) return;
    const order = { columns: POINTS, from: "photo p", values: [this.processing], key: PLACE_KEY };
    for (const { below, size, modified, root, content, best } of inKeyOrder<Point>(database, order)) {
      if (best !== null && best !== content) {
        database.run(`UPDATE photo SET content = ? WHERE ${KEY}`, best, below, size, modified, root);
      }
      yield;
    }
  }
}
