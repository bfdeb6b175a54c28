import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import fc from "fast-check";
import { InvalidArgumentError } from "commander";
import { duration, timeLeft, timeOfDay, untilNext } from "../../../src/commands/deadline.ts";

const MINUTE = 60_000, HOUR = 60 * MINUTE;

Deno.test("timeOfDay takes every minute of the day", () => {
  fc.assert(fc.property(fc.nat({ max: 23 }), fc.nat({ max: 59 }), (hours, minutes) => {
    const padded = String(minutes).padStart(2, "0");
    deepStrictEqual(timeOfDay(`${hours}:${padded}`), { hours, minutes });
    deepStrictEqual(timeOfDay(`${String(hours).padStart(2, "0")}:${padded}`), { hours, minutes });
  }));
});

for (
  const text of ["", "7", "7:5", "24:00", "07:60", "-1:00", "007:00", "07:00:00", "7am", "07.00", " 07:00"]
) {
  Deno.test(`timeOfDay refuses "${text}"`, () => throws(() => timeOfDay(text), InvalidArgumentError));
}

const DURATIONS: [string, number][] = [
  ["8h", 8 * HOUR],
  ["90m", 90 * MINUTE],
  ["90min", 90 * MINUTE],
  ["1h30m", 90 * MINUTE],
  ["1h 30 min", 90 * MINUTE],
  ["1.5h", 90 * MINUTE],
  ["45s", 45_000],
  ["0h1s", 1000],
];
for (const [text, milliseconds] of DURATIONS) {
  Deno.test(`duration of "${text}"`, () => strictEqual(duration(text), milliseconds));
}

for (const text of ["", "0", "0h", "8", "h", "-8h", "8d", "1e3h", "8hours", "8h30", "1mins", ".5h", "8 H"]) {
  Deno.test(`duration refuses "${text}"`, () => throws(() => duration(text), InvalidArgumentError));
}

Deno.test("duration of any text is above 0 or refused", () => {
  const text = fc.array(fc.constantFrom(..."0123456789. hmins"), { maxLength: 12 }).map((all) =>
    all.join("")
  );
  fc.assert(fc.property(fc.oneof(text, fc.string()), (text) => {
    try {
      ok(duration(text) > 0);
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
    }
  }));
});

/** Zones with summer time, one that shifts by half an hour, and one whose clock jumps at midnight. */
const ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana"];

for (const zone of ZONES) {
  Deno.test(`untilNext is above 0, at most 25 hours, and leads to that time: ${zone}`, () => {
    const before = Deno.env.get("TZ");
    Deno.env.set("TZ", zone);
    try {
      const time = fc.record({ hours: fc.nat({ max: 23 }), minutes: fc.nat({ max: 59 }) });
      const days = { min: new Date("2020-01-01"), max: new Date("2030-01-01"), noInvalidDate: true };
      fc.assert(
        fc.property(time, fc.date(days), (time, now) => {
          const left = untilNext(time, now), then = new Date(now.getTime() + left);
          ok(left > 0 && left <= 25 * HOUR, `${left}`);
          // Where the clock jumps over that time, it is the time after the jump.
          const there = 60 * then.getHours() + then.getMinutes(), wanted = 60 * time.hours + time.minutes;
          ok(there >= wanted && there <= wanted + 60, `${then}`);
        }),
        { numRuns: 300 },
      );
    } finally {
      if (before === undefined) Deno.env.delete("TZ");
      else Deno.env.set("TZ", before);
    }
  });
}

Deno.test("untilNext at that very time is the next day's", () => {
  strictEqual(untilNext({ hours: 7, minutes: 0 }, new Date(2026, 0, 10, 7)), 24 * HOUR);
  strictEqual(untilNext({ hours: 7, minutes: 0 }, new Date(2026, 0, 10, 6, 59, 59, 999)), 1);
  strictEqual(untilNext({ hours: 0, minutes: 0 }, new Date(2026, 11, 31, 23)), HOUR);
});

Deno.test("timeLeft is the shorter of the limits, and null without any", () => {
  const now = new Date(2026, 0, 10, 6), until = { hours: 7, minutes: 0 };
  strictEqual(timeLeft({}, now), null);
  strictEqual(timeLeft({ until }, now), HOUR);
  strictEqual(timeLeft({ maxDuration: 5 }, now), 5);
  strictEqual(timeLeft({ until, maxDuration: 2 * HOUR }, now), HOUR);
  strictEqual(timeLeft({ until, maxDuration: MINUTE }, now), MINUTE);
});
