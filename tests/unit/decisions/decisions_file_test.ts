import { deepStrictEqual, throws } from "node:assert";
import { parseDecisions } from "../../../src/decisions/decisions_file.ts";
import { aDecision } from "./a_decision.ts";

const file = (decision: object) => JSON.stringify({ schema: 1, decisions: [aDecision(), decision] });

Deno.test("a decisions file is read, and what a later version adds is left alone", () => {
  const text = JSON.stringify({ schema: 1, made: "today", decisions: [{ ...aDecision(), why: "sure" }] });
  deepStrictEqual(parseDecisions(text).map(({ person, verdict }) => [person, verdict]), [["Ann", "no"]]);
});

Deno.test("a decisions file may begin with a byte order mark, as some editors write it", () => {
  deepStrictEqual(parseDecisions(`\ufeff${file(aDecision())}`).length, 2);
});

const WRONG: [string, string, RegExp][] = [
  ["no JSON", "hello", /is no JSON/],
  ["something else", "[]", /the file: expected object, found \[\]/],
  ["another schema", '{"schema":2,"decisions":[]}', /schema: expected 1, found 2/],
  ["no decisions", '{"schema":1}', /decisions: expected/],
  ["a hash that is none", file({ ...aDecision(), hash: "../x" }), /decisions\.1\.hash: .*found "\.\.\/x"/],
  [
    "a verdict that is none",
    file({ ...aDecision(), verdict: "maybe" }),
    /decisions\.1\.verdict: expected "yes" or "no", found "maybe"/,
  ],
  [
    "a box without a width",
    file({ ...aDecision(), box: { x: 0, y: 0, width: 0, height: 1 } }),
    /1\.box\.width/,
  ],
  ["nobody's name", file({ ...aDecision(), person: "" }), /decisions\.1\.person/],
];
for (const [what, text, message] of WRONG) {
  Deno.test(`a decisions file with ${what} is refused, and told where`, () => {
    throws(() => parseDecisions(text), message);
  });
}
