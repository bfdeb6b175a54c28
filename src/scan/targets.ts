import type { Failure } from "../failure.ts";

/** So many failed reads in a row, with none that worked in between, are a medium that fails and not its files. */
const MOST_FAILURES = 5;

interface Target {
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
    for (const root of roots) {
      targets.#targets.set(root, { identity: await identify(root), failures: 0, lost: false });
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
    if (target.failures >= MOST_FAILURES || await identify(root) !== target.identity) target.lost = true;
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
