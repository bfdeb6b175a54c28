import { deepStrictEqual, strictEqual } from "node:assert";
import { exitCode } from "../../src/exit_code.ts";

const REASONS = ["done", "interrupted", "deadline", "target_lost", "failed"] as const;

Deno.test("a finished search says by its exit code what came of it, or only that, if that is wanted", () => {
  const outcomes = [{ matches: 1, errors: 0 }, { matches: 0, errors: 0 }, { matches: 1, errors: 1 }];
  const codes = (seeks: boolean, exitZero: boolean) =>
    outcomes.map((counts) => exitCode({ reason: "done", ...counts, seeks, exitZero }));
  deepStrictEqual(codes(true, false), [0, 1, 3]);
  deepStrictEqual(codes(false, false), [0, 0, 3]);
  deepStrictEqual(codes(true, true), [0, 0, 0]);
});

Deno.test("what was not finished is never exit code 0", () => {
  const codes = (exitZero: boolean) =>
    REASONS.map((reason) => exitCode({ reason, matches: 1, errors: 0, seeks: true, exitZero }));
  deepStrictEqual(codes(false), [0, 130, 4, 4, 2]);
  strictEqual(codes(true).join(), codes(false).join());
});
