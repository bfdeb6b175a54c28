import { deepStrictEqual, strictEqual } from "node:assert";
import { plain } from "../../../src/output/styles.ts";
import { Summary } from "../../../src/output/summary.ts";
import { aFace, aMatch, everyEvent } from "./sample_events.ts";

const sure = (path: string, confidence: number) => aMatch({ path, faces: [aFace({ confidence })] });

Deno.test("the summary lists the ten surest matches, surest first, and says where the copies are", () => {
  const summary = new Summary();
  for (const event of everyEvent()) summary.add(event);
  for (let i = 0; i < 30; i++) summary.add(sure(`/${i}.jpg`, i / 100));
  const lines = summary.lines("/found", plain);
  deepStrictEqual([lines.length, lines[0], lines.at(-1)], [12, "the 10 surest matches:", "copies: /found"]);
  deepStrictEqual(lines.slice(1, 3), ["   99 %  Ann  /photos/a.jpg", "   29 %  Ann  /29.jpg"]);
});

Deno.test("a revised match is listed once, as it is now", () => {
  const summary = new Summary();
  summary.add(sure("/a.jpg", 0.9));
  const faces = [aFace({ confidence: 0.8 }), aFace({ person: null, confidence: 1 })];
  summary.add(aMatch({ path: "/a.jpg", people: ["Ann", "Bob\n"], faces, revised: true }));
  deepStrictEqual(summary.lines(null, plain), ["the surest match:", "   80 %  Ann, Bob\uFFFD  /a.jpg"]);
});

Deno.test("a run without a match has no summary, and one without copies names no folder of them", () => {
  const summary = new Summary();
  strictEqual(summary.lines("/found", plain).length, 0);
  summary.add(sure("/a.jpg", 0.5));
  strictEqual(summary.lines("/found", plain).length, 2);
});
