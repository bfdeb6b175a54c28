import { strictEqual } from "node:assert";
import { exitCode } from "../../../src/output/exit_code.ts";

const outcome = { reason: "done", matches: 1, errors: 0, seeks: true, exitZero: false } as const;
const STOPPED = [["interrupted", 130], ["deadline", 4], ["target_lost", 4], ["failed", 2]] as const;

Deno.test("a run that is done ends with 0 with a match, with 1 without, and with 0 where nobody is sought", () => {
  strictEqual(exitCode(outcome), 0);
  strictEqual(exitCode({ ...outcome, matches: 0 }), 1);
  strictEqual(exitCode({ ...outcome, matches: 0, seeks: false }), 0);
});

Deno.test("errors are told by 3, with and without a match", () => {
  for (const matches of [0, 1]) strictEqual(exitCode({ ...outcome, matches, errors: 1 }), 3);
});

Deno.test("whoever asks for that gets 0 for every run that is done", () => {
  for (const matches of [0, 1]) {
    for (const errors of [0, 1]) strictEqual(exitCode({ ...outcome, matches, errors, exitZero: true }), 0);
  }
});

Deno.test("a run that was stopped says by what, whatever it had found until then", () => {
  for (const [matches, errors] of [[0, 0], [1, 0], [0, 1], [1, 1]]) {
    for (const [reason, code] of STOPPED) {
      for (const exitZero of [false, true]) {
        strictEqual(exitCode({ ...outcome, reason, matches, errors, exitZero }), code);
      }
    }
  }
});
