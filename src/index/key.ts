import { UsageError } from "../failure.ts";
import { Cipher, KEY_DERIVATION } from "./cipher.ts";
import { type Database, IndexDamaged } from "./database.ts";
import { EncryptedRows } from "./encrypted_rows.ts";
import { PLAIN_ROWS, type RowFormat } from "./row_format.ts";

/** What opens an index's rows. */
export interface IndexKey {
  /** Tables that such an index has beside the usual ones. */
  readonly tables: readonly string[];
  /** How the rows of an open index are read and written. Throws a {@link WrongPassphrase}, or {@link IndexDamaged}. */
  unlock(database: Database): RowFormat;
  /** Lets the index `to`, which is empty, be opened by the same key as `from`, as far as that can be read. */
  copyLock(from: Database, to: Database): void;
}

/** For an index in the clear. */
export const NO_KEY: IndexKey = { tables: [], unlock: () => PLAIN_ROWS, copyLock: () => {} };

/** The passphrase is another one than the index was made with: nothing is changed. */
export class WrongPassphrase extends UsageError {}

const TABLE =
  `CREATE TABLE lock (id INTEGER PRIMARY KEY, derivation TEXT NOT NULL, salt BLOB NOT NULL, proof BLOB NOT NULL)`;

interface Lock {
  derivation: unknown;
  salt: unknown;
  proof: unknown;
}

const ONE_LOCK = 1, SALT_BYTES = 16;
const SAVE = "INSERT OR IGNORE INTO lock (id, derivation, salt, proof) VALUES (?, ?, ?, ?)";

/** For an encrypted index. */
export class PassphraseKey implements IndexKey {
  readonly tables = [TABLE];
  /** The last that was made: it takes a second. */
  #made: { salt: string; cipher: Cipher } | null = null;

  constructor(private readonly passphrase: string) {}

  unlock(database: Database): RowFormat {
    const { derivation, salt, proof } = lockOf(database) ?? this.#lock(database);
    if (derivation !== KEY_DERIVATION) {
      throw new Error(
        `another version of facefinder made its key (by "${derivation}"; this one knows "${KEY_DERIVATION}")`,
      );
    }
    if (!(salt instanceof Uint8Array && proof instanceof Uint8Array)) {
      throw new IndexDamaged("its lock is lost");
    }
    const cipher = this.#cipher(salt);
    if (!isSame(proof, cipher.proof)) {
      throw new WrongPassphrase(
        `the passphrase is not the one that ${database.path} was encrypted with; it is left as it is. ` +
          "Try again: without the passphrase there is no way in, and only moving the file away begins anew.",
      );
    }
    return new EncryptedRows(cipher);
  }

  copyLock(from: Database, to: Database) {
    let lock: Lock | undefined;
    try {
      lock = lockOf(from);
    } catch (error) {
      if (!(error instanceof IndexDamaged)) throw error;
    }
    if (lock) save(to, lock);
  }

  /** Gives a new index a lock. Of two programs that do so at the same time, the first one's counts. */
  #lock(database: Database): Lock {
    if (database.get("SELECT 1 FROM content LIMIT 1")) throw new IndexDamaged("its lock is lost");
    const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
    save(database, { derivation: KEY_DERIVATION, salt, proof: this.#cipher(salt).proof });
    return lockOf(database)!;
  }

  #cipher(salt: Uint8Array): Cipher {
    if (this.#made?.salt !== String(salt)) {
      this.#made = { salt: String(salt), cipher: Cipher.of(this.passphrase, salt) };
    }
    return this.#made.cipher;
  }
}

function lockOf(database: Database): Lock | undefined {
  return database.get<Lock>("SELECT derivation, salt, proof FROM lock WHERE id = ?", ONE_LOCK);
}

function save(database: Database, { derivation, salt, proof }: Lock) {
  if (typeof derivation !== "string" || !(salt instanceof Uint8Array && proof instanceof Uint8Array)) return;
  database.run(SAVE, ONE_LOCK, derivation, salt, proof);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
