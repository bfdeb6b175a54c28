import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { fuzz } from "../fuzz/fuzz.ts";

Deno.test("500 broken files: one answer for each, no crash, no memory past the limit", async () => {
  const seed = 1;
  console.log(`seed ${seed}`);
  const { files, answers, failures } = await fuzz(500, seed);
  deepStrictEqual(failures, []);
  strictEqual(files, 500);
  // Neither all refused at the door, nor hardly changed.
  ok(answers.broken > 50 && answers.photo > 50, JSON.stringify(answers));
});
