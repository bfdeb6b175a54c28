import { InvalidArgumentError } from "commander";

const MINUTE = 60_000, HOUR = 60 * MINUTE;

/** A time of day, local. */
export interface TimeOfDay {
  hours: number;
  minutes: number;
}

/** Parses `--until`, such as 07:00. Throws commander's error. */
export function timeOfDay(value: string): TimeOfDay {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(value)?.map(Number) ?? [];
  if (!(hours < 24 && minutes < 60)) {
    throw new InvalidArgumentError("Expected a time of day, such as 07:00 or 23:30.");
  }
  return { hours, minutes };
}

const UNITS: Record<string, number> = { h: HOUR, m: MINUTE, min: MINUTE, s: 1000 };

/** Parses `--max-duration`, such as 8h, 90m or 1h30m, into milliseconds. Throws commander's error. */
export function duration(value: string): number {
  const text = value.replaceAll(" ", "");
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|min|m|s)/g)];
  const milliseconds = parts.reduce((sum, [, number, unit]) => sum + Number(number) * UNITS[unit], 0);
  if (parts.map(([part]) => part).join("") !== text || milliseconds <= 0) {
    throw new InvalidArgumentError("Expected a duration, such as 8h, 90m or 1h30m.");
  }
  return milliseconds;
}

/** Milliseconds from `now` (local time) to the next time that it is `until`: at most a day. */
export function untilNext({ hours, minutes }: TimeOfDay, now: Date): number {
  const next = new Date(now);
  next.setHours(hours, minutes, 0, 0);
  if (next <= now) next.setDate(next.getDate() + 1);
  return next.getTime() - now.getTime();
}

/** Milliseconds until a run must stop; null when it needn't. */
export function timeLeft(
  { until, maxDuration }: { until?: TimeOfDay; maxDuration?: number },
  now: Date,
): number | null {
  const limits = [until && untilNext(until, now), maxDuration].filter((limit) => limit !== undefined);
  return limits.length ? Math.min(...limits) : null;
}
