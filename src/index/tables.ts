/** What every index has. */
const TABLES = [
  "CREATE TABLE root (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE)",
  `CREATE TABLE content (
    id INTEGER PRIMARY KEY, processing TEXT NOT NULL,
    hash TEXT NOT NULL, facts TEXT NOT NULL, faces BLOB, checksum INTEGER NOT NULL, UNIQUE (hash, processing)
  )`,
  `CREATE TABLE photo (
    below TEXT NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL, root INTEGER NOT NULL,
    hash TEXT NOT NULL, content INTEGER NOT NULL, checksum INTEGER NOT NULL,
    PRIMARY KEY (below, size, modified, root)
  ) WITHOUT ROWID`,
  `CREATE TABLE named (
    hash TEXT NOT NULL, face INTEGER NOT NULL, person TEXT NOT NULL, PRIMARY KEY (hash, face, person)
  ) WITHOUT ROWID`,
];

/** The table of what somebody has said about faces. It comes last: older indexes get it when they are opened. */
const DECISION_TABLE =
  "CREATE TABLE decision (id INTEGER PRIMARY KEY, hash TEXT NOT NULL, facts TEXT NOT NULL, checksum INTEGER NOT NULL)";

/** The one table that may be missing, as in an index that was never searched: it is made of the others. */
export const BLOCKS = `CREATE TABLE block (
    number INTEGER PRIMARY KEY, processing TEXT NOT NULL, faces BLOB NOT NULL, checksum INTEGER NOT NULL
  )`;

/** All that an index has from its beginning, with those of its kind, in the order in which they are made. */
export const allTables = (ofKind: readonly string[]) => [...TABLES, ...ofKind, DECISION_TABLE];
