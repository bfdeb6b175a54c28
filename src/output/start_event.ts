import type { Networks } from "../faces/manifest.ts";
import { modelFiles } from "../faces/pack.ts";
import { VERSION } from "../version.ts";
import { type EventOf, SCHEMA_VERSION, type Unsent } from "./events.ts";
import { counted } from "./counted.ts";

/** What `start` says about whom is looked for, and with which thresholds. */
export type WhoIsSought = Pick<EventOf<"start">, "people" | "not_people" | "strictness" | "threshold">;

/** When nobody is sought. */
export const NOBODY: WhoIsSought = { people: [], not_people: [], strictness: null, threshold: null };

/** What a `start` event is made of. */
interface StartFacts
  extends
    WhoIsSought,
    Pick<EventOf<"start">, "provider" | "workers" | "roots" | "resumed" | "search" | "shard"> {
  manifest: Networks;
}

/** The `start` event. */
export function startEvent({ manifest, ...facts }: StartFacts): Unsent<EventOf<"start">> {
  const models = modelFiles(manifest).map(({ file, sha256, licence }) => ({ name: file, sha256, licence }));
  return { type: "start", schema: SCHEMA_VERSION, version: VERSION, models, ...facts };
}

/** In a few words, for people, what a run begins with. `isFromMemory`: it looks at no photos but those of who is sought. */
export function startLine(
  { people, not_people, workers, resumed }: Unsent<EventOf<"start">>,
  isFromMemory = false,
): string {
  const names = people.map(({ name }) => name);
  const who = names.length === 0 ? "faces" : names.length <= 5 ? names.join(", ") : `${names.length} people`;
  const not = not_people.length > 0 ? `, not ${not_people.map(({ name }) => name).join(", ")}` : "";
  if (isFromMemory) return `looking for ${who}${not}, in what is remembered`;
  // Of those that are there: whether globs or a shard leave some of them out shows later.
  const known = resumed > 0
    ? `, ${counted(resumed, "photo")} there ${resumed === 1 ? "is" : "are"} known already`
    : "";
  return `looking for ${who}${not}, ${counted(workers, "photo")} at a time${known}`;
}
