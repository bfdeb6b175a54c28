import type { EventOf, Unsent } from "./events.ts";
import type { Styles } from "./styles.ts";

/** Matches that the summary lists. */
const BEST = 10;

interface Match {
  path: string;
  people: string[];
  /** Of the surest face, 0 to 1. */
  confidence: number;
}

/** What a run has found, in a few lines for its end. It keeps no more than these show. */
export class Summary {
  #best: Match[] = [];
  #copied = false;

  /** Takes note of an event. */
  add(event: Unsent) {
    if (event.type !== "match") return;
    // A revised match takes the place of what was told of it.
    this.#best = [...this.#best.filter(({ path }) => path !== event.path), matchOf(event)]
      .sort((a, b) => b.confidence - a.confidence).slice(0, BEST);
    this.#copied ||= event.copied_to !== undefined;
  }

  /** Its lines; none when nothing was found. `copies`: the folder of copies, if any are made. */
  lines(copies: string | null, styles: Styles): string[] {
    if (this.#best.length === 0) return [];
    const title = this.#best.length === 1 ? "the surest match:" : `the ${this.#best.length} surest matches:`;
    const lines = this.#best.map(({ path, people, confidence }) => {
      const percent = `${Math.round(100 * confidence)} %`.padStart(7);
      return `${styles("faint", percent)}  ${styles("good", people.join(", "))}  ${styles("faint", path)}`;
    });
    const folder = copies !== null && this.#copied ? [`copies: ${styles("strong", copies)}`] : [];
    return [styles("strong", title), ...lines, ...folder];
  }
}

function matchOf({ path, people, faces }: Unsent<EventOf<"match">>): Match {
  const sure = faces.map(({ person, confidence }) => person === null ? 0 : confidence ?? 0);
  return { path, people, confidence: Math.max(0, ...sure) };
}
