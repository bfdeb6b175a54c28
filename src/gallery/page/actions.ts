import type { Verdict } from "./decided.ts";
import type { Find } from "./find.ts";

/** What can be done with a find, wherever it is shown. */
export interface Actions {
  verdictOf(find: Find): Verdict | null;
  /** Decides; the same verdict again takes it back. */
  decide(find: Find, verdict: Verdict): void;
  /** Shows all that is known of it. */
  open(find: Find): void;
  copy(path: string): void;
}
