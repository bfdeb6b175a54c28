import { deepStrictEqual, strictEqual } from "node:assert";
import type { Event, EventOf, Unsent } from "../../../src/output/events.ts";
import { aFace, aMatch } from "../output/sample_events.ts";
import { aPhoto, aRun, time, told } from "./a_run.ts";
import { merged } from "./merged.ts";

type PhotoEvent = EventOf<"match"> | EventOf<"photo">;

const matchOf = (person: string, fields: Partial<Unsent<EventOf<"match">>> = {}) =>
  aMatch({ people: [person], faces: [aFace({ person, nearest: person })], ...fields });
const photos = (events: readonly Event[]) =>
  events.filter((event): event is PhotoEvent => event.type === "match" || event.type === "photo");
/** Who is where, and who said so. */
const seen = (events: readonly Event[]) =>
  photos(events).map(({ path, hash, people, found_by }) => [path, hash, people.join("+"), found_by]);

Deno.test("photos of shards are told once each, by path, with the run that found them and their times", () => {
  const a = aRun({ run: "a", shard: { index: 0, of: 2 } }, [matchOf("Ann", { path: "/z.jpg", hash: "1" })]);
  const b = aRun({ run: "b", at: 9, shard: { index: 1, of: 2 } }, [aPhoto({ path: "/b.jpg", hash: "2" })]);
  const { events } = merged(a, b);
  deepStrictEqual(seen(events), [["/b.jpg", "2", "", "b"], ["/z.jpg", "1", "Ann", "a"]]);
  deepStrictEqual(events.map(({ time }) => time), [time(9), time(10), time(1), time(11)]);
});

Deno.test("within a run the last event of a photo counts, and it is not revised any more", () => {
  const { events } = merged(aRun({}, [
    matchOf("Ann"),
    aMatch({ people: ["Ann", "Bob"], revised: true }),
    matchOf("Bob", { revised: true }),
  ]));
  const [photo] = photos(events);
  deepStrictEqual([photo.people, photo.revised, photo.time], [["Bob"], undefined, time(3)]);
});

for (
  const [what, older, newer] of [
    ["a later version", { version: "0.9.0", at: 50 }, { version: "0.10.0", at: 0 }],
    ["a release after its pre-releases", { version: "1.0.0-rc.1", at: 50 }, { version: "1.0.0", at: 0 }],
    ["a later start", { at: 0 }, { at: 50 }],
  ] as const
) {
  Deno.test(`where runs disagree about a photo, ${what} counts`, () => {
    const a = aRun({ run: "old", ...older }, [matchOf("Ann")]),
      b = aRun({ run: "new", ...newer }, [matchOf("Bob")]);
    deepStrictEqual(seen(merged(a, b).events), [["/photos/a.jpg", "00ff", "Bob", "new"]]);
    strictEqual(merged(a, b).text, merged(b, a).text);
  });
}

Deno.test("the newest findings about a content count for all its paths, and the rest stays each path's own", () => {
  const a = aRun({ run: "old" }, [
    matchOf("Ann", {
      path: "/1.jpg",
      modified: null,
      width: 9,
      rotated: 90,
      from_index: true,
      copied_to: ["/c/1"],
    }),
  ]);
  const b = aRun({ run: "new", at: 50 }, [{ ...aPhoto({ path: "/2.jpg", width: 8 }) }]);
  const { events } = merged(a, b), [first, second] = photos(events);
  deepStrictEqual(seen(events), [["/1.jpg", "00ff", "", "new"], ["/2.jpg", "00ff", "", "new"]]);
  deepStrictEqual([first.type, first.width, first.rotated], ["photo", 8, undefined]);
  deepStrictEqual([first.modified, first.from_index, first.copied_to, first.time], [
    null,
    true,
    ["/c/1"],
    time(1),
  ]);
  deepStrictEqual([first.duplicate_of, second.duplicate_of], [undefined, "/1.jpg"]);
});

Deno.test("what is a path's own is as it was told last, whoever's findings count", () => {
  const [zero, one] = ["2001-01-01T00:00:00.000Z", "2000-01-01T00:00:00.000Z"];
  const a = aRun({ run: "a", version: "2.0.0" }, [matchOf("Ann", { modified: zero })]);
  const b = aRun({ run: "b", version: "1.0.0", at: 50 }, [matchOf("Bob", { modified: one })]);
  const [photo] = photos(merged(a, b).events);
  deepStrictEqual([photo.people, photo.modified, photo.time, photo.found_by], [["Ann"], one, time(51), "a"]);
});

Deno.test("a path with another content on another computer is another photo", () => {
  const a = aRun({ run: "a" }, [matchOf("Ann", { hash: "11" })]),
    b = aRun({ run: "b" }, [matchOf("Bob", { hash: "00" })]);
  deepStrictEqual(seen(merged(a, b).events), [
    ["/photos/a.jpg", "00", "Bob", "b"],
    ["/photos/a.jpg", "11", "Ann", "a"],
  ]);
});

Deno.test("copies and sidecars of all runs are told, each once", () => {
  const a = aRun({ run: "a" }, [matchOf("Ann", { copied_to: ["/y", "/x"], sidecars: ["/s"] })]);
  const b = aRun({ run: "b", at: 9 }, [matchOf("Ann", { copied_to: ["/x", "/w"] })]);
  const [photo] = photos(merged(a, b).events);
  deepStrictEqual([photo.copied_to, photo.sidecars], [["/w", "/x", "/y"], ["/s"]]);
});

Deno.test("duplicates name the first path of their content, whatever they named before", () => {
  const { events } = merged(aRun({}, [
    matchOf("Ann", { path: "/c.jpg" }),
    matchOf("Ann", { path: "/b.jpg", duplicate_of: "/c.jpg" }),
    matchOf("Ann", { path: "/a.jpg", duplicate_of: "/c.jpg" }),
  ]));
  deepStrictEqual(photos(events).map(({ path, duplicate_of }) => [path, duplicate_of]), [
    ["/a.jpg", undefined],
    ["/b.jpg", "/a.jpg"],
    ["/c.jpg", "/a.jpg"],
  ]);
});

Deno.test("two copies of a run's results that differ are told as the one with more people has it", () => {
  const a = aRun({}, [aMatch({ people: ["Ann", "Bob"] })]), b = aRun({}, [matchOf("Ann")]);
  deepStrictEqual(photos(merged(a, b).events)[0].people, ["Ann", "Bob"]);
  deepStrictEqual(photos(merged(b, a).events)[0].people, ["Ann", "Bob"]);
});

Deno.test("paths are sorted by code units, also beyond ASCII", () => {
  const paths = ["/\ud83d\udc36", "/\uffee", "/a", "/Z", "/\u00e9"];
  const { events } = merged(aRun({}, paths.map((path, i) => matchOf("Ann", { path, hash: `${i}` }))));
  deepStrictEqual(photos(events).map(({ path }) => path), [
    "/Z",
    "/a",
    "/\u00e9",
    "/\ud83d\udc36",
    "/\uffee",
  ]);
});

Deno.test("fields that are not known here stay, types that are not known are passed over, and so is progress", () => {
  const other = { type: "weather", path: "/a.jpg" } as unknown as Unsent;
  const progress = {
    type: "progress",
    done: 1,
    found: 1,
    total: null,
    matches: 0,
    errors: 0,
    again: null,
    rate: 1,
    eta_s: null,
  } as Unsent;
  const photo = { ...matchOf("Ann"), mood: "sunny" } as unknown as Unsent;
  const text = aRun({ colour: "red" } as Record<string, unknown>, [other, progress, photo]);
  const once = merged(text), twice = merged(once.text);
  strictEqual(twice.text, once.text);
  const [start, event] = twice.events as unknown as Record<string, unknown>[];
  deepStrictEqual([start.colour, event.mood, told(twice.events).length], ["red", "sunny", 1]);
});
