import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import { Verdicts } from "../../../src/decisions/verdicts.ts";
import { aDecision } from "./a_decision.ts";

const { hash, box } = aDecision();
const said = (verdicts: Verdicts, at = box) => {
  const verdict = verdicts.of(hash, at);
  return verdict && [verdict.is, ...verdict.not];
};

Deno.test("what was said holds for the same face of the same content, a little moved too", () => {
  const verdicts = new Verdicts([aDecision()]);
  deepStrictEqual(said(verdicts), [null, "Ann"]);
  deepStrictEqual(said(verdicts, { ...box, x: box.x + 3 }), [null, "Ann"]);
  strictEqual(said(verdicts, { ...box, x: box.x + 25 }), null);
  strictEqual(verdicts.of("cd".repeat(32), box), null);
});

Deno.test("a face may be rejected for several people and confirmed for one; the last word counts", () => {
  const no = aDecision(),
    notBob = aDecision({ person: "Bob" }),
    bob = aDecision({ person: "Bob", verdict: "yes" });
  deepStrictEqual(said(new Verdicts([no, notBob])), [null, "Ann", "Bob"]);
  deepStrictEqual(said(new Verdicts([no, notBob, bob])), ["Bob", "Ann"]);
  deepStrictEqual(said(new Verdicts([bob, aDecision({ verdict: "yes" })])), ["Ann"]);
});

const decision = fc.record({
  person: fc.constantFrom("Ann", "Bob"),
  verdict: fc.constantFrom("yes" as const, "no" as const),
  box: fc.record({
    // Faces beside each other, each as two looks see it.
    x: fc.constantFrom(0, 2, 50, 52),
    y: fc.constant(0),
    width: fc.constant(30),
    height: fc.constant(30),
  }),
}).map(aDecision);

Deno.test("the same decisions once more change nothing, and no face is two people", () => {
  fc.assert(fc.property(fc.array(decision, { maxLength: 8 }), (decisions) => {
    const { all } = new Verdicts(decisions);
    deepStrictEqual(new Verdicts(all).all, all);
    for (const { box } of decisions) {
      const verdict = new Verdicts(decisions).of(hash, box);
      ok(verdict && (verdict.is === null || !verdict.not.has(verdict.is)));
    }
  }));
});
