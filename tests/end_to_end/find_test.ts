import { deepStrictEqual, strictEqual } from "node:assert";
import { basename, join } from "node:path";
import { events, makeStick, ofType, run, SAMPLES } from "./program.ts";

Deno.test("scan finds a person in the sample photos", async () => {
  await using stick = await makeStick();
  const { code, stdout, stderr } = await run(stick, [
    "scan",
    "--known",
    join(SAMPLES, "known"),
    join(SAMPLES, "album"),
  ]);
  strictEqual(code, 0, stderr);
  const all = events(stdout);
  const found = ofType(all, "match").map(({ path, people }) => [basename(path), people] as const).sort();
  deepStrictEqual(found, [["obama2.jpg", ["Barack Obama"]], ["obama3.jpg", ["Barack Obama"]]]);
  strictEqual(ofType(all, "end")[0].photos, 7);
});
