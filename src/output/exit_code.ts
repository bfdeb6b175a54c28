import type { EventOf } from "./events.ts";

/** Wrong usage, or nothing could be started. */
export const EXIT_USAGE = 2;

/** Finished, but something could not be read or written, or is damaged. */
export const EXIT_INCOMPLETE = 3;

/** Stopped by who started it. */
export const EXIT_INTERRUPTED = 130;

/** How a run ended, as far as its exit code depends on it. */
interface Outcome {
  reason: EventOf<"end">["reason"];
  matches: number;
  errors: number;
  /** False for commands that list faces and seek nobody: they have no "finished without". */
  seeks: boolean;
  /** Whoever started it only wants to know whether it was finished: `--exit-zero`. */
  exitZero?: boolean;
}

/** The exit code that the contract gives an outcome. */
export function exitCode({ reason, matches, errors, seeks, exitZero = false }: Outcome): number {
  switch (reason) {
    case "interrupted":
      return EXIT_INTERRUPTED;
    case "deadline":
    case "target_lost":
      return 4;
    case "failed":
      return EXIT_USAGE;
    case "done":
      if (exitZero) return 0;
      if (errors > 0) return EXIT_INCOMPLETE;
      return seeks && matches === 0 ? 1 : 0;
  }
}
