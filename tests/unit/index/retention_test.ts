import { deepStrictEqual, strictEqual } from "node:assert";
import type { Effort } from "../../../src/faces/effort.ts";
import type { Finding } from "../../../src/index/remembered.ts";
import { answers, retained } from "../../../src/index/retention.ts";
import { done, failed } from "./sample_findings.ts";

const question = (search: string, embeddings = false, effort: Effort = "normal") => ({
  search,
  embeddings,
  effort,
});
const lengths = (finding: Finding) =>
  finding.kind === "done" ? finding.analysis.faces.map(({ embedding }) => embedding.length) : [];

Deno.test("all is remembered whole, and answers every search", () => {
  const finding = done(1, 3), kept = retained(finding, [[0, "Ann"]], "all", "s");
  deepStrictEqual(kept, finding);
  strictEqual(answers(kept, question("other", true)), true);
});

Deno.test("known leaves out strangers' embeddings, and keeps all else of them", () => {
  const finding = done(1, 3), kept = retained(finding, [[1, "Ann"]], "known", "s");
  deepStrictEqual(lengths(kept), [0, 512, 0]);
  const { faces } = (kept as typeof finding).analysis;
  deepStrictEqual(faces.map(({ box }) => box), finding.analysis.faces.map(({ box }) => box));
});

Deno.test("what is kept is another finding: the one found stays whole", () => {
  const finding = done(1, 3);
  retained(finding, [[1, "Ann"]], "known", "s");
  deepStrictEqual(lengths(finding), [512, 512, 512]);
});

Deno.test("known answers its own search only, and not for embeddings", () => {
  const kept = retained(done(1, 3), [[1, "Ann"]], "known", "s");
  strictEqual(answers(kept, question("s")), true, "its own");
  strictEqual(answers(kept, question("other")), false, "another");
  strictEqual(answers(kept, question("s", true)), false, "for embeddings");
});

Deno.test("known answers every search for photos without strangers", () => {
  for (const [finding, names] of [[done(1, 0), []], [done(1, 1), [[0, "Ann"]]]] as const) {
    const kept = retained(finding, names, "known", "s");
    deepStrictEqual(kept, finding);
    strictEqual(answers(kept, question("other", true)), true);
  }
});

Deno.test("failures are remembered whole, and answer every search", () => {
  const finding = failed();
  for (const retention of ["known", "all"] as const) {
    deepStrictEqual(retained(finding, [], retention, "s"), finding);
  }
  strictEqual(answers(finding, question("other", true)), true);
});

Deno.test("a failure answers who looks as hard or harder", () => {
  const finding: Finding = { ...failed(), effort: "normal" } as Finding;
  const efforts = (["quick", "normal", "thorough"] as const).filter((effort) =>
    answers(finding, question("s", false, effort))
  );
  deepStrictEqual(efforts, ["normal", "thorough"]);
});
