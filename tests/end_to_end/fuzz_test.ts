import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { fuzz } from "../fuzz/fuzz.ts";

Deno.test("1,000 broken files: one answer for each, no crash, no memory past the limit", async () => {
  const seed = 1;
  console.log(`seed ${seed}`);
  const { files, answers, failures } = await fuzz(1000, seed);
  deepStrictEqual(failures, []);
  strictEqual(files, 1000);
  // Neither all refused at the door, nor hardly changed.
  ok(answers.broken > 100 && answers.photo > 100, JSON.stringify(answers));
});
