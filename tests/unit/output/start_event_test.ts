import { strictEqual } from "node:assert";
import { NOBODY, startEvent, startLine } from "../../../src/output/start_event.ts";
import { defaultPackFolder } from "../../../src/assets.ts";
import { readNetworks } from "../../../src/faces/pack.ts";

/** The `start` of a run with two workers before which so many photos were known. */
const started = (resumed: number) =>
  startEvent({
    ...{ manifest: readNetworks(defaultPackFolder()), roots: ["/photos"], ...NOBODY, search: "", workers: 2 },
    provider: { requested: "auto", used: "cpu", reason: "" },
    resumed,
  });

Deno.test("people are told how many photos are known already where is searched", () => {
  strictEqual(startLine(started(0)), "looking for faces, 2 photos at a time");
  strictEqual(startLine(started(1)), "looking for faces, 2 photos at a time, 1 photo there is known already");
  strictEqual(
    startLine(started(7)),
    "looking for faces, 2 photos at a time, 7 photos there are known already",
  );
});

Deno.test("of a search of what is remembered nobody is told that photos are known, or looked at", () => {
  strictEqual(startLine(started(7), true), "looking for faces, in what is remembered");
});
