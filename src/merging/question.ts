import type { EventOf } from "../output/events.ts";

/** What a run asked: what must be the same in all runs that are merged. */
export interface Asked extends Pick<EventOf<"start">, "strictness" | "threshold"> {
  people: Named;
  not_people: Named;
}

/** In what two runs asked something else, for people; null when they asked the same. */
export function differenceOf(a: Asked, b: Asked): string | null {
  return differenceOfNames(a.people, b.people, "seeks") ??
    differenceOfNames(a.not_people, b.not_people, "doesn't want (--not)") ??
    differenceOfThresholds(a, b);
}

type Named = readonly { name: string }[];

function differenceOfNames(a: Named, b: Named, does: string): string | null {
  const names = [a, b].map((people) => new Set(people.map(({ name }) => name)));
  const only = [names[0].difference(names[1]), names[1].difference(names[0])]
    .map((those) => [...those].sort().join(", "));
  if (!only[0] && !only[1]) return null;
  const all = names.map((those) => [...those].sort().join(", ") || "nobody");
  return `the first ${does} ${all[0]}, the second ${all[1]}`;
}

function differenceOfThresholds(a: Asked, b: Asked): string | null {
  if (a.strictness !== b.strictness) {
    const [first, second] = [a, b].map(({ strictness, threshold }) =>
      strictness ?? (threshold === null ? "none" : `a threshold of ${threshold}`)
    );
    return `the first has the strictness ${first}, the second ${second}`;
  }
  if (a.strictness !== null || a.threshold === b.threshold) return null;
  return `the first has a threshold of ${a.threshold}, the second of ${b.threshold}`;
}
