import { ok, strictEqual } from "node:assert";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import type { Unsent } from "../../../src/output/events.ts";
import { eventSchema } from "../../../src/output/event_schema.ts";
import { aFace, aMatch } from "../output/sample_events.ts";
import { anError, aPhoto, aRun } from "./a_run.ts";
import { merged } from "./merged.ts";

const few = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const path = few("/a.jpg", "/b.jpg", "/b\u00e9.jpg", "/\ud83d\udc36.jpg", "/\uffee.jpg"),
  hash = few("00", "11", "22");
const own = fc.record({
  path,
  hash,
  modified: few(null, "2001-01-01T00:00:00.000Z", "2002-01-01T00:00:00.000Z"),
  from_index: fc.boolean(),
  width: few(640, 1280),
});
const lists = fc.record({
  copied_to: few(["/x"], ["/y", "/x"]),
  sidecars: few(["/x.xmp"], ["/y.xmp"]),
  duplicate_of: path,
  revised: few(true as const),
}, { requiredKeys: [] });
const match = fc.tuple(own, lists, fc.subarray(["Ann", "Bob"], { minLength: 1 })).map((
  [own, lists, people],
) => aMatch({ ...own, ...lists, people, faces: people.map((person) => aFace({ person })) }));
const photo = own.map((own) => aPhoto(own));
const error = fc.record({
  path: few("/a.jpg", "/z.jpg"),
  stage: few("read" as const, "read" as const, "decode" as const, "copy" as const),
  code: few("io_error", "io_error", "damaged"),
  message: few("one", "two"),
  retryable: fc.boolean(),
}).map((fields) => anError(fields));
const pathless = few(anError({ path: undefined, stage: "report", retryable: true }));
const skip = fc.record({ path, reason: few("too_large", "video") }).map((fields): Unsent => ({
  type: "skip",
  ...fields,
}));
const run = fc.record({
  version: few("0.1.0", "0.2.0", "0.2.0-beta.1"),
  at: few(0, 3, 100),
  search: few("s", "t"),
  reason: few("done" as const, "done" as const, "interrupted" as const, "failed" as const, null),
  shard: few(undefined, undefined, undefined, { index: 0, of: 2 }, { index: 1, of: 2 }),
  roots: few(["/a"], ["/b", "/a"]),
  workers: few(1, 2),
  warnings: few([], ["few"], ["old", "few"]),
  told: fc.array(fc.oneof(match, match, photo, error, error, skip, pathless), { maxLength: 8 }),
});

/** Runs, of which a part may be there a second time, as a copy that was made while it was told. */
const files = fc.array(fc.tuple(run, fc.option(fc.nat({ max: 9 }))), { minLength: 1, maxLength: 5 }).map((
  runs,
) =>
  runs.flatMap(([{ told, warnings, ...fields }, part], i) => {
    const people = [{ name: "Bob", references: i, threshold: 0.4, warnings }, {
      name: "Ann",
      references: 3,
      threshold: 0.41,
      warnings: [],
    }];
    const whole = aRun({ run: `run-${i}`, ...fields, people }, told);
    return part === null ? [whole] : [whole, whole.split(/(?<=\n)/).slice(0, 1 + part).join("")];
  })
);

/** How `count` files are merged: which go together first. */
const grouping = fc.array(fc.nat({ max: 2 }), { minLength: 10, maxLength: 10 });

function regrouped(texts: readonly string[], groups: readonly number[]): string {
  const bins = Map.groupBy(texts, (_, i) => groups[i]);
  return merged(...[...bins.values()].map((bin) => merged(...bin).text)).text;
}

const validate = new Ajv2020({
  strict: true,
  formats: { "date-time": (text) => !Number.isNaN(Date.parse(text)) },
})
  .compile(eventSchema(true));

Deno.test("in whatever order files are merged, however often, and whatever was merged before, the bytes are the same", () => {
  fc.assert(
    fc.property(
      files.chain((files) =>
        fc.tuple(fc.constant(files), fc.shuffledSubarray(files, { minLength: files.length }))
      ),
      grouping,
      fc.nat(),
      ([files, shuffled], groups, again) => {
        const { text } = merged(...files);
        strictEqual(merged(...shuffled).text, text, "order");
        strictEqual(regrouped(shuffled, groups), text, "grouping");
        strictEqual(merged(...files, files[again % files.length]).text, text, "repetition");
        strictEqual(merged(text, files[again % files.length], text).text, text, "a part of it again");
        strictEqual(merged(shuffled.join("")).text, text, "one file");
      },
    ),
    { numRuns: 250 },
  );
});

Deno.test("what is merged keeps to the schema, in sequence, and is told in the order of paths", () => {
  fc.assert(fc.property(files, (files) => {
    const { events } = merged(...files);
    events.forEach((event, i) => {
      ok(validate(event), JSON.stringify([event, validate.errors]));
      strictEqual(event.seq, i);
      strictEqual(event.run, events[0].run);
    });
    const photos = events.flatMap((event) =>
      event.type === "match" || event.type === "photo" ? [`${event.path} ${event.hash}`] : []
    );
    ok(photos.every((key, i) => i === 0 || photos[i - 1] < key), "each photo once, sorted");
  }));
});
