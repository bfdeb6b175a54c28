import { createHash } from "node:crypto";
import { hostname, release } from "node:os";
import { join } from "node:path";
import { writeWhole } from "../whole_file.ts";
import type { Provider } from "./provider.ts";

/** Name of the file in the data folder. */
const FILE = "provider.json";
/** What was found out is believed for 30 days. */
const LONGEST = 30 * 24 * 3600 * 1000;

/** What the file holds. */
interface Kept extends Provider {
  /** A hash: whose computers the stick has met is nobody's business. */
  computer: string;
  /** Milliseconds since 1970. */
  at: number;
}

/**
 * Remembers where networks ran on this computer: a search that needs none says so without trying. Whatever is wrong
 * with the file, nothing is remembered then.
 */
export class ProviderMemory {
  readonly #path: string;
  readonly #computer: string;
  readonly #now: () => number;

  /** `folder`: where it is remembered. `version`: of the program; another one finds out anew. */
  constructor(folder: string, version: string, computer = thisComputer(), now = () => Date.now()) {
    this.#path = join(folder, FILE);
    this.#computer = createHash("sha256").update(`${computer}\n${version}`).digest("hex");
    this.#now = now;
  }

  /** Null when this computer is a new one, or was last met too long ago. */
  recall(): Provider | null {
    const kept = this.#read(), age = this.#now() - (kept?.at ?? 0);
    if (kept?.computer !== this.#computer || age < 0 || age > LONGEST) return null;
    return { used: kept.used, reason: kept.reason };
  }

  /** Keeps what a worker has found out. */
  keep({ used, reason }: Provider) {
    const before = this.recall();
    if (before?.used === used && before.reason === reason) return;
    const kept: Kept = { computer: this.#computer, at: this.#now(), used, reason };
    try {
      writeWhole(this.#path, JSON.stringify(kept), 0o600);
    } catch { /* then the next run finds out anew */ }
  }

  #read(): Kept | null {
    try {
      const kept: Partial<Kept> | null = JSON.parse(Deno.readTextFileSync(this.#path));
      const { computer, at, used, reason } = kept ?? {};
      const isSound = typeof computer === "string" && typeof at === "number" && typeof reason === "string" &&
        (used === "cpu" || used === "wasm");
      return isSound ? { computer, at, used, reason } : null;
    } catch {
      return null;
    }
  }
}

function thisComputer(): string {
  return `${hostname()}\n${Deno.build.target}\n${release()}`;
}
