import { deepStrictEqual } from "node:assert";
import type { Event, Unsent } from "../../../src/output/events.ts";
import { aMatch } from "../output/sample_events.ts";
import { anError, aPhoto, aRun, told } from "./a_run.ts";
import { merged } from "./merged.ts";

const skip = (path: string, reason = "too_large"): Unsent => ({ type: "skip", path, reason });
/** What was told of what, by whom. */
const notes = (events: readonly Event[]) =>
  told(events).map((event) => {
    const { type, path, found_by } = event as Event & { path: string; found_by: string };
    return `${type} ${path} ${found_by}`;
  });
const BROKEN = anError({ stage: "decode", code: "broken" }), BUSY = anError({ retryable: true });
const match = aMatch({ path: "/photos/a.jpg" });

Deno.test("photos come first, each with its errors, then what was left out or failed, by path", () => {
  const { events } = merged(aRun({}, [
    skip("/c.jpg"),
    anError({ path: "/b.jpg", stage: "decode", code: "damaged" }),
    aPhoto({ path: "/b.jpg", hash: "1" }),
    anError({ path: "/0.jpg" }),
    skip("/a.jpg"),
    aPhoto({ path: "/d.jpg", hash: "2" }),
    anError({ path: undefined, stage: "report" }),
  ]));
  deepStrictEqual(notes(events).map((note) => note.replace(" run-a", "")), [
    "photo /b.jpg",
    "error /b.jpg",
    "photo /d.jpg",
    "error undefined",
    "error /0.jpg",
    "skip /a.jpg",
    "skip /c.jpg",
  ]);
});

Deno.test("what was left out is told once for each reason, by the newest run that said so", () => {
  const a = aRun({ run: "a" }, [skip("/v"), skip("/v", "video")]),
    b = aRun({ run: "b", at: 9 }, [skip("/v")]);
  deepStrictEqual(notes(merged(a, b).events), ["skip /v b", "skip /v a"]);
});

Deno.test("an error is told once for each path, stage and code", () => {
  const a = aRun({ run: "a", search: "x" }, [BROKEN]), b = aRun({ run: "b", search: "y", at: 9 }, [BROKEN]);
  deepStrictEqual(notes(merged(b, a).events), ["error /photos/a.jpg b"]);
});

Deno.test("of an error that a run tells twice the last counts", () => {
  const { events } = merged(aRun({}, [{ ...BROKEN, message: "one" }, { ...BROKEN, message: "before" }]));
  deepStrictEqual(told(events).map((event) => (event as typeof BROKEN).message), ["before"]);
});

Deno.test("a newer run's photo takes back what was said of its own path only", () => {
  const a = aRun({ run: "a" }, [{ ...BROKEN, path: "/z.jpg" }, aPhoto({ path: "/z.jpg", hash: "z" })]);
  const b = aRun({ run: "b", at: 9 }, [match]);
  deepStrictEqual(notes(merged(a, b).events), ["match /photos/a.jpg b", "photo /z.jpg a", "error /z.jpg a"]);
});

Deno.test("an error that may go by is gone when a later run of the same search has ended and doesn't tell it", () => {
  const a = aRun({ run: "a", search: "s", reason: "interrupted" }, [BUSY]);
  const later = (fields: object, events: Unsent[] = []) =>
    aRun({ run: "b", search: "s", at: 9, ...fields }, events);
  deepStrictEqual(notes(merged(a, later({})).events), []);
  deepStrictEqual(notes(merged(a, later({}, [BUSY])).events), ["error /photos/a.jpg b"]);
  deepStrictEqual(notes(merged(a, later({ search: "t" })).events), ["error /photos/a.jpg a"]);
  deepStrictEqual(notes(merged(a, later({ at: -9 })).events), ["error /photos/a.jpg a"]);
});

Deno.test("an error that may go by stays when the later run stopped before it could try again", () => {
  const a = aRun({ run: "a", search: "s" }, [BUSY]),
    b = aRun({ run: "b", search: "s", at: 9, reason: "deadline" });
  deepStrictEqual(notes(merged(a, b).events), ["error /photos/a.jpg a"]);
});

Deno.test("an error that stays is still told when a later run of the same search doesn't tell it again", () => {
  const a = aRun({ run: "a", search: "s" }, [BROKEN]), b = aRun({ run: "b", search: "s", at: 9 });
  deepStrictEqual(notes(merged(a, b).events), ["error /photos/a.jpg a"]);
});

Deno.test("what a newer run tells as a photo is no error and not left out any more", () => {
  const a = aRun({ run: "a" }, [BROKEN, BUSY, skip("/photos/a.jpg")]), b = aRun({ run: "b", at: 9 }, [match]);
  deepStrictEqual(notes(merged(a, b).events), ["match /photos/a.jpg b"]);
  const c = aRun({ run: "c", at: 20 }, [BROKEN, skip("/photos/a.jpg")]);
  deepStrictEqual(notes(merged(a, b, c).events), [
    "match /photos/a.jpg b",
    "error /photos/a.jpg c",
    "skip /photos/a.jpg c",
  ]);
});

Deno.test("damage, copies and sidecars that failed stay with the photo, also when a later run tells it again", () => {
  const beside = [
    anError({ stage: "copy", code: "target_full" }),
    anError({ stage: "decode", code: "truncated" }),
    anError({ stage: "sidecar", code: "sidecar_not_ours" }),
  ];
  const a = aRun({ run: "a" }, [...beside, match]),
    b = aRun({ run: "b", at: 9 }, [{ ...match, revised: true }]);
  const { events } = merged(a, b);
  deepStrictEqual(notes(events), ["match /photos/a.jpg b", ...Array(3).fill("error /photos/a.jpg a")]);
  const [end] = events.slice(-1) as Extract<Event, { type: "end" }>[];
  deepStrictEqual([end.errors, end.exit], [3, 3]);
});
