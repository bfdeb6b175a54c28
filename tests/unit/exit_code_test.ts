import { strictEqual } from "node:assert";
import { exitCode } from "../../src/exit_code.ts";

const outcome = { reason: "done", matches: 1, errors: 0, seeks: true } as const;

Deno.test("a run that is done ends with 0 with a match, with 1 without, and with 0 where nobody is sought", () => {
  strictEqual(exitCode(outcome), 0);
  strictEqual(exitCode({ ...outcome, matches: 0 }), 1);
  strictEqual(exitCode({ ...outcome, matches: 0, seeks: false }), 0);
});

Deno.test("errors are told by 3, with and without a match", () => {
  for (const matches of [0, 1]) strictEqual(exitCode({ ...outcome, matches, errors: 1 }), 3);
});

Deno.test("a run that was stopped says by what, whatever it had found until then", () => {
  for (const [matches, errors] of [[0, 0], [1, 0], [0, 1], [1, 1]]) {
    const stopped = (reason: "interrupted" | "deadline" | "target_lost" | "failed") =>
      exitCode({ ...outcome, reason, matches, errors });
    strictEqual(stopped("interrupted"), 130);
    strictEqual(stopped("deadline"), 4);
    strictEqual(stopped("target_lost"), 4);
    strictEqual(stopped("failed"), 2);
  }
});
