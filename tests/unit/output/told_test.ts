import { deepStrictEqual, strictEqual } from "node:assert";
import { Told } from "../../../src/output/told.ts";
import type { EventOf, Unsent } from "../../../src/output/events.ts";
import { aMatch, everyEvent } from "./sample_events.ts";

const error = (fields: Partial<Unsent<EventOf<"error">>> = {}): Unsent<EventOf<"error">> => ({
  type: "error",
  path: "/photos/a.jpg",
  stage: "decode",
  code: "damaged",
  message: "",
  retryable: false,
  ...fields,
});

Deno.test("what was told of photos, files left out and lasting errors is known", () => {
  const told = new Told();
  const skip = { type: "skip", path: "/photos/a.jpg", reason: "hidden" } as const;
  for (const event of [aMatch(), skip, error()]) {
    strictEqual(told.has(event), false);
    told.add(event);
    strictEqual(told.has(event), true);
  }
  strictEqual(told.size, 3);
});

Deno.test("a photo that has changed since it was told is told again, and so is another one", () => {
  const told = new Told(), photo = { ...aMatch(), type: "photo" } as const;
  told.add(photo);
  strictEqual(told.has(photo), true);
  strictEqual(told.has({ ...photo, hash: "ff00" }), false);
  strictEqual(told.has(aMatch({ hash: "ff00" })), false);
  strictEqual(told.has({ ...photo, path: "/photos/b.jpg" }), false);
});

Deno.test("a photo was told when all people in it were, by one event or several", () => {
  const told = new Told(), photo = { ...aMatch({ people: [] }), type: "photo" } as const;
  strictEqual(told.hasPhoto(photo), false);
  told.add(photo);
  strictEqual(told.hasPhoto(aMatch()), true);
  strictEqual(told.has(aMatch()), false, "somebody was found in it since");
  told.add(aMatch());
  told.add(aMatch({ people: ["Bob"] }));
  strictEqual(told.has(aMatch({ people: ["Bob", "Ann"] })), true);
  strictEqual(told.has(photo), true, "nobody is less than was told");
  strictEqual(told.has(aMatch({ people: ["Ann", "Cid"] })), false);
  strictEqual(told.size, 1);
});

Deno.test("the copies of a photo are those of all that was told of it, and none of another one's", () => {
  const told = new Told();
  for (const copies of [["/found/Ann/a.jpg"], undefined, ["/found/Ann/a.jpg", "/found/Bob/a.jpg"]]) {
    told.add(aMatch({ copied_to: copies }));
  }
  deepStrictEqual(told.copiesOf(aMatch()), ["/found/Ann/a.jpg", "/found/Bob/a.jpg"]);
  deepStrictEqual(told.copiesOf(aMatch({ hash: "ff00" })), []);
});

Deno.test("an error was told of one stage and path", () => {
  const told = new Told();
  told.add(error());
  strictEqual(told.has(error({ stage: "copy" })), false);
  strictEqual(told.has(error({ path: "/photos/b.jpg" })), false);
});

Deno.test("errors that may go by are told again", () => {
  const told = new Told(), timeout = error({ retryable: true });
  told.add(timeout);
  strictEqual(told.has(timeout), false);
  told.add(error());
  strictEqual(told.has(error({ path: undefined })), false);
});

Deno.test("start, progress and end are told in every run", () => {
  const told = new Told();
  for (const event of everyEvent()) told.add(event);
  for (const event of everyEvent()) {
    if (["start", "progress", "end"].includes(event.type)) strictEqual(told.has(event), false);
  }
});

Deno.test("a match whose copy failed and may work later is not told: it is copied again", () => {
  const told = new Told(), match = aMatch();
  told.add(error({ stage: "copy", code: "target_full", retryable: true }));
  told.add(match);
  strictEqual(told.has(match), false);
  told.add(aMatch({ copied_to: ["/found/Ann/a.jpg"] }));
  strictEqual(told.has(match), true);
});

Deno.test("a match whose sidecar could not be written is told again, and one whose never can isn't", () => {
  const failed = error({ stage: "sidecar", code: "sidecar_failed", retryable: true }), told = new Told();
  const match = aMatch({ copied_to: ["/found/Ann/a.jpg"] });
  told.add(failed);
  told.add(match);
  strictEqual(told.has(match), false);
  told.add({ ...failed, retryable: false });
  told.add(match);
  strictEqual(told.has(match), true);
});
