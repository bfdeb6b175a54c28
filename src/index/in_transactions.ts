import type { Database } from "./database.ts";

/** How long nothing else gets its turn, in milliseconds. */
const LONGEST_BLOCKING = 100;
/** Steps before the clock is looked at. */
const SOME = 32;
/** Steps a transaction: the pages of a large table's index are written once each, and not for each row. */
const A_TRANSACTION = 100_000;

/** What long work heeds. */
export interface Pace {
  /** Aborted: nothing more is begun, and what is done stays. */
  signal: AbortSignal;
  /** Told of the steps done, now and then. */
  progress: (steps: number) => void;
}

/**
 * Does work step by step in some transactions: whatever interrupts it, what is written belongs together. Null when it was
 * stopped. Rejects as the work throws.
 */
export async function inTransactions<R>(
  database: Database,
  work: Generator<void, R>,
  { signal, progress }: Pace,
): Promise<R | null> {
  let rested = performance.now();
  for (let steps = 0;;) {
    const part = await database.longTransaction(async () => {
      for (let n = 1; n <= A_TRANSACTION; n++, steps++) {
        const step = work.next();
        if (step.done) return { result: step.value };
        if (n % SOME !== 0 || performance.now() - rested < LONGEST_BLOCKING) continue;
        progress(steps);
        // A macrotask: signals are heard.
        await new Promise((resolve) => setTimeout(resolve, 0));
        if (signal.aborted) return { result: null };
        rested = performance.now();
      }
      return null;
    });
    if (part) return part.result;
  }
}
