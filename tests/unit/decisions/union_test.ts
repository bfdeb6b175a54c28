import { deepStrictEqual } from "node:assert";
import fc from "fast-check";
import type { FaceDecision } from "../../../src/decisions/decisions_file.ts";
import { unionOf } from "../../../src/decisions/union.ts";

const HASH = "a".repeat(64);

function said(person: string, verdict: "yes" | "no", x = 0, path?: string): FaceDecision {
  return { hash: HASH, box: { x, y: 0, width: 40, height: 40 }, person, verdict, ...(path && { path }) };
}

Deno.test("a no to a face counts more than a yes to the same face and person, and only to that", () => {
  const no = said("Ann", "no", 5), yes = said("Ann", "yes");
  deepStrictEqual(unionOf([no, yes]), [no]);
  deepStrictEqual(unionOf([yes, no]), [no]);
  const others = [said("Ann", "yes", 100), said("Bob", "yes")];
  deepStrictEqual(unionOf([...others, no]), [no, ...others].sort((a, b) => a.person < b.person ? -1 : 1));
});

const decisions = fc.array(
  fc.tuple(
    fc.constantFrom("Ann", "Bob"),
    fc.constantFrom("yes" as const, "no" as const),
    fc.nat(5),
    fc.constantFrom(undefined, "/a", "/b"),
  ).map(([person, verdict, x, path]) => said(person, verdict, 10 * x, path)),
  { maxLength: 5 },
);

Deno.test("what several said is the same in whatever order and grouping, and however often it is said", () => {
  fc.assert(fc.property(decisions, decisions, decisions, (a, b, c) => {
    const all = unionOf([...a, ...b, ...c]);
    deepStrictEqual(unionOf([...c, ...a, ...b]), all);
    deepStrictEqual(unionOf([...unionOf([...a, ...b]), ...c]), all);
    deepStrictEqual(unionOf([...a, ...unionOf([...b, ...c])]), all);
    deepStrictEqual(unionOf([...all, ...all, ...b]), all);
  }));
});
