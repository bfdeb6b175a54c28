import type { Event, EventOf, Unsent } from "../../../src/output/events.ts";
import { aMatch, everyEvent } from "../output/sample_events.ts";

const [start] = everyEvent() as Unsent<EventOf<"start">>[];

/** What a run of a test is like, where it isn't the usual one. */
export interface RunFields extends Partial<Omit<Unsent<EventOf<"start">>, "type">> {
  run?: string;
  /** Seconds after the hour at which it begins. */
  at?: number;
  /** How it ends; null where it doesn't. */
  reason?: EventOf<"end">["reason"] | null;
  end?: Partial<Unsent<EventOf<"end">>>;
}

/** `2026-01-01T00:00:00.000Z` and so many seconds. */
export const time = (seconds: number) => new Date(Date.UTC(2026) + 1000 * seconds).toISOString();

/** The lines of a run that tells `told`, an event a second. */
export function aRun(
  { run = "run-a", at = 0, reason = "done", end = {}, ...fields }: RunFields,
  told: readonly Unsent[] = [],
): string {
  const count = (types: readonly string[]) => told.filter(({ type }) => types.includes(type)).length;
  const ending: Unsent[] = reason === null ? [] : [{
    type: "end",
    reason,
    exit: 0,
    photos: count(["match", "photo"]),
    matches: count(["match"]),
    errors: count(["error"]),
    skipped: count(["skip"]),
    seconds: told.length + 1,
    ...end,
  }];
  return [{ ...start, ...fields }, ...told, ...ending]
    .map(({ type, ...rest }, seq) => JSON.stringify({ type, run, seq, time: time(at + seq), ...rest }) + "\n")
    .join("");
}

/** A photo of nobody, or with other fields. */
export function aPhoto(fields: Partial<Unsent<EventOf<"photo">>> = {}): Unsent<EventOf<"photo">> {
  return { ...aMatch({ people: [], faces: [] }), ...fields, type: "photo" };
}

/** A photo that can't be read, for now or for good. */
export function anError(fields: Partial<Unsent<EventOf<"error">>> = {}): Unsent<EventOf<"error">> {
  return {
    ...{ type: "error", path: "/photos/a.jpg", stage: "read", code: "io_error", message: "it can't be read" },
    retryable: false,
    ...fields,
  };
}

/** Those of some events that are about a photo or file. */
export const told = (events: readonly Event[]) =>
  events.filter(({ type }) => type !== "start" && type !== "end");
