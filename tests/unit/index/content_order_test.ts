import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import {
  compareFindings,
  compareProcessings,
  isSameLook,
  unionOfFindings,
} from "../../../src/index/content_order.ts";
import type { Finding } from "../../../src/index/remembered.ts";
import { done, failed, keptFor } from "./sample_findings.ts";

const looked = (effort: "quick" | "normal" | "thorough", search: string | null = null): Finding => {
  const finding = done(1, 1, search);
  return { ...finding, analysis: { ...finding.analysis, effort } };
};

Deno.test("findings are worth the more the more they tell", () => {
  const worthLess: Finding[] = [
    failed({}, 1),
    failed({}, 3),
    { ...failed(), effort: "quick" } as Finding,
    { ...failed(), effort: "thorough" } as Finding,
    looked("quick", "a search"),
    looked("thorough", "a search"),
    looked("quick"),
    looked("normal"),
    looked("thorough"),
  ];
  for (const [i, a] of worthLess.entries()) {
    worthLess.forEach((b, j) => strictEqual(Math.sign(compareFindings(a, b)), Math.sign(i - j), `${i} ${j}`));
  }
});

const findings: fc.Arbitrary<Finding> = fc.oneof(
  fc.tuple(fc.nat(3), fc.nat(2)).map(([seed, faces]) => done(seed, faces)),
  fc.tuple(fc.nat(3), fc.nat(2), fc.constantFrom("a", "b"), fc.array(fc.nat(2))).map(
    ([seed, faces, search, named]) => keptFor(search, named, done(seed, faces)),
  ),
  fc.tuple(fc.nat(3), fc.constantFrom("x", "y")).map(([attempts, message]) => failed({ message }, attempts)),
);

Deno.test("the order of findings is total", () => {
  fc.assert(fc.property(findings, findings, findings, (a, b, c) => {
    strictEqual(Math.sign(compareFindings(a, b)) + Math.sign(compareFindings(b, a)), 0);
    if (compareFindings(a, b) === 0) deepStrictEqual(a, b);
    if (compareFindings(a, b) >= 0 && compareFindings(b, c) >= 0) ok(compareFindings(a, c) >= 0);
  }));
});

Deno.test("findings are united to the same in whatever order, and however often", () => {
  const one = unionOfFindings;
  fc.assert(
    fc.property(findings, findings, findings, (a, b, c) => {
      deepStrictEqual(one(a, a), a);
      deepStrictEqual(one(a, b), one(b, a));
      deepStrictEqual(one(one(a, b), c), one(a, one(b, c)));
      ok(compareFindings(one(a, b), a) >= 0 || isSameLook(one(a, b), a));
    }),
    { numRuns: 500 },
  );
});

Deno.test("two findings that were each kept for a search keep whom either has found, and answer one of the two only", () => {
  const whole = done(1, 3), [first, second, third] = whole.analysis.faces;
  const united = unionOfFindings(keptFor("a", [0], whole), keptFor("b", [2], whole)) as typeof whole;
  deepStrictEqual(united.analysis.faces, [first, { ...second, embedding: new Float32Array() }, third]);
  strictEqual(united.search, "b");
});

Deno.test("today's models come before all others, and these are in order", () => {
  const sorted = ["b", "now", "z", "a"].sort((a, b) => compareProcessings(a, b, "now"));
  deepStrictEqual(sorted, ["a", "b", "z", "now"]);
});
