import { dirname } from "node:path";
import type { Failure } from "../failure.ts";

/** After so many failed reads in a row, with none that worked in between, the root is asked for its list of files. */
const DOUBTFUL_FAILURES = 5;
/** So many are a medium that fails and not some bad files, even if the list can still be read (from memory perhaps). */
const MOST_FAILURES = 25;

interface Target {
  folder: string;
  /** Device and inode when the run began; null when it wasn't there. */
  identity: string | null;
  failures: number;
  lost: boolean;
}

/** The roots of a scan, and whether they are still there: sticks are pulled, and network drives go away. */
export class Targets {
  readonly #targets = new Map<string, Target>();

  /** Looks at the roots as they are now. */
  static async of(roots: readonly string[]): Promise<Targets> {
    const targets = new Targets();
    const folders = new Map<string, Target>();
    for (const root of roots) {
      // One of many files that are listed may go as any other; what all are lost with is their folder.
      const folder = await isFile(root) ? dirname(root) : root;
      const target = folders.get(folder) ??
        { folder, identity: await identify(folder), failures: 0, lost: false };
      folders.set(folder, target);
      targets.#targets.set(root, target);
    }
    return targets;
  }

  /** The roots that went away. */
  get lost(): string[] {
    return [...this.#targets].filter(([, { lost }]) => lost).map(([root]) => root);
  }

  /** True once the root went away. */
  isLost(root: string): boolean {
    return this.#targets.get(root)?.lost ?? false;
  }

  /** A file below `root` could be read. */
  worked(root: string) {
    const target = this.#targets.get(root);
    if (target) target.failures = 0;
  }

  /** A file or folder below `root` couldn't be read: looks whether the root has gone. */
  async failed(root: string, { stage, code }: Pick<Failure, "stage" | "code">) {
    const target = this.#targets.get(root);
    if (!target?.identity || stage !== "read" && stage !== "walk") return;
    if (code === "io_error" || code === "read_timeout") target.failures++;
    else if (code !== "not_found") return;
    const gone = target.failures >= MOST_FAILURES || await identify(target.folder) !== target.identity ||
      target.failures >= DOUBTFUL_FAILURES && !await canBeListed(target.folder);
    if (gone) target.lost = true;
  }
}

/** An empty mount point that stays behind is another folder than the file system that was there. */
async function identify(root: string): Promise<string | null> {
  try {
    const { dev, ino } = await Deno.stat(root);
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}

async function canBeListed(root: string): Promise<boolean> {
  try {
    for await (const _ of Deno.readDir(root)) break;
    return true;
  } catch {
    return false;
  }
}

/** Not at once: a medium that is lost may keep whoever asks it. */
async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}
