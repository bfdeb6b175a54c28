import { Turns } from "../system/turns.ts";
import type { Database } from "./database.ts";

/** Steps a transaction: the pages of a large table's index are written once each, and not for each row. */
const A_TRANSACTION = 100_000;

/** What long work heeds. */
export interface LongWork {
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
  { signal, progress }: LongWork,
): Promise<R | null> {
  const turns = new Turns();
  for (let steps = 0;;) {
    const part = await database.longTransaction(async () => {
      for (let n = 1; n <= A_TRANSACTION; n++, steps++) {
        const step = work.next();
        if (step.done) return { result: step.value };
        if (!turns.isDue) continue;
        progress(steps);
        await turns.give();
        if (signal.aborted) return { result: null };
      }
      return null;
    });
    if (part) return part.result;
  }
}
