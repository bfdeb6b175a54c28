import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { Ajv2020 } from "ajv/dist/2020.js";
import { eventSchema } from "../../../src/output/event_schema.ts";
import { EXAMPLE_RUN } from "../../../src/output/events.ts";
import { EventStamp } from "../../../src/output/ndjson.ts";
import { compileReadEvent, readEvent } from "../../../src/output/read_event.ts";
import { aFace, aMatch, everyEvent } from "./sample_events.ts";

/** Compiles as strictly as ajv can; the one format of the schema is checked here as JavaScript reads dates. */
const compile = (strict: boolean) =>
  new Ajv2020({ strict: true, formats: { "date-time": (text) => !Number.isNaN(Date.parse(text)) } })
    .compile(eventSchema(strict));
const forReaders = compile(false), forTests = compile(true);

const stamp = new EventStamp("run", () => new Date(0));
const lines = everyEvent().map((event) => JSON.parse(JSON.stringify(stamp.stamp(event))));

/** The same line with a field more, below `at` or (empty) at the top. */
function withUnknown(line: unknown, at: string) {
  const changed = structuredClone(line) as Record<string, unknown>;
  const parent = at.split("/").filter((key) => key).reduce(
    (value, key) => value[key] as Record<string, unknown>,
    changed,
  );
  parent.unknown_to_readers = 1;
  return changed;
}

Deno.test("both schemas take an event of every type", () => {
  const types = lines.map(({ type }) => type);
  deepStrictEqual(types, [
    "start",
    "match",
    "photo",
    "skip",
    "error",
    "progress",
    "end",
    "reference",
    "person",
    "group",
  ]);
  for (const line of lines) {
    ok(forTests(line), JSON.stringify(forTests.errors));
    ok(forReaders(line), JSON.stringify(forReaders.errors));
  }
});

Deno.test("the example is a run that the strict schema takes, from its start to its end, and the schema shows it", () => {
  for (const line of EXAMPLE_RUN) ok(forTests(line), JSON.stringify(forTests.errors));
  deepStrictEqual(EXAMPLE_RUN.map(({ type, run, seq }) => [type, run === EXAMPLE_RUN[0].run, seq]), [
    ["start", true, 0],
    ["match", true, 1],
    ["end", true, 2],
  ]);
  deepStrictEqual(eventSchema().examples, EXAMPLE_RUN);
});

Deno.test("the schema for readers allows unknown fields, the strict one refuses them", () => {
  const places: [number, string][] = lines.map((_, i) => [i, ""]);
  places.push([0, "provider"], [0, "people/0"], [0, "not_people/0"], [1, "faces/0"], [1, "faces/0/box"], [
    1,
    "faces/0/quality",
  ]);
  places.push([7, "box"], [7, "findings/0"], [8, "thresholds"], [8, "confusable_with/0"]);
  places.push([9, "faces/0"], [9, "faces/0/box"], [9, "faces/1/quality"]);
  for (const [i, at] of places) {
    const line = withUnknown(lines[i], at);
    ok(forReaders(line), `${line.type} ${at}: ${JSON.stringify(forReaders.errors)}`);
    strictEqual(forTests(line), false, `${line.type} ${at}`);
  }
});

Deno.test("both schemas refuse an event without one of its fields, or of an unknown type", () => {
  for (const line of lines) {
    for (const field of Object.keys(line).filter((name) => name !== "copied_to" && name !== "path")) {
      const { [field]: _, ...rest } = line;
      ok(!forTests(rest) && !forReaders(rest), `${line.type} without ${field}`);
    }
    ok(!forReaders({ ...line, type: "other" }));
  }
});

Deno.test("both schemas take a face of someone not wanted, with their name and similarity", () => {
  const photo = (not: unknown) => {
    const event = {
      ...aMatch({ people: [] }),
      type: "photo" as const,
      faces: [{ ...aFace({ person: null }), not }],
    };
    return JSON.parse(JSON.stringify({ ...event, run: "run", seq: 1, time: lines[0].time }));
  };
  for (const schema of [forTests, forReaders]) {
    ok(schema(photo({ person: "Amy", similarity: 0.7 })), JSON.stringify(schema.errors));
    ok(!schema(photo("Amy")) && !schema(photo({ person: "Amy" })));
  }
});

Deno.test("both schemas refuse values out of range", () => {
  const [start, match, , , error, , end] = lines, [face] = match.faces;
  const wrong = [
    { ...start, schema: 2 },
    { ...start, strictness: "lax" },
    { ...match, size: -1 },
    { ...match, modified: "yesterday" },
    { ...match, faces: [{ ...face, detection: 1.5 }] },
    { ...match, faces: [{ ...face, landmarks: [[1, 2]] }] },
    { ...error, stage: "lunch" },
    { ...end, reason: "tired" },
    { ...end, seq: 0.5 },
  ];
  for (const line of wrong) ok(!forTests(line) && !forReaders(line), JSON.stringify(line));
});

Deno.test("every field of every event but its type says what it means", () => {
  const { anyOf } = eventSchema() as { anyOf: { properties: Record<string, { description?: string }> }[] };
  const silent = anyOf.flatMap(({ properties }) =>
    Object.entries(properties).filter(([name, { description }]) =>
      !description && !["type", "schema", "models", "provider", "people", "reason"].includes(name)
    ).map(([name]) => name)
  );
  deepStrictEqual(silent, []);
});

Deno.test("events are read the same way by the reader that is made for many", () => {
  const compiled = compileReadEvent();
  for (const line of lines) {
    const broken = { ...line, run: 5 }, unknown = { ...line, type: "weather" };
    for (const value of [line, withUnknown(line, ""), broken, unknown, null, 7, {}, []]) {
      strictEqual(compiled(value), readEvent(value));
    }
    strictEqual(compiled(line), line);
    strictEqual(compiled(broken), null);
  }
});
