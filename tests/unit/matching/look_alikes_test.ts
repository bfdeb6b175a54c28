import { deepStrictEqual } from "node:assert";
import { lookAlikes, lookAlikeWarning } from "../../../src/matching/look_alikes.ts";
import { makePerson } from "../../../src/matching/person.ts";
import { unit } from "./plane.ts";

const ann = makePerson("Ann", [unit(0)]),
  bob = makePerson("Bob", [unit(3), unit(1)]),
  eve = makePerson("Eve", [unit(-2)]);

Deno.test("lookAlikes are people one of whose references reaches the other's threshold, each way by itself", () => {
  const pairs = (threshold: number) =>
    lookAlikes([ann, bob, eve], ({ references }) => references.length === 1 ? threshold : 0.9)
      .map(({ taken, really, similarity }) => [taken, really, similarity.toFixed(3)]);
  deepStrictEqual(pairs(0.54), [["Ann", "Bob", "0.540"]]);
  deepStrictEqual(pairs(0.55), []);
});

Deno.test("lookAlikeWarning says whose photos may be taken for whose", () => {
  deepStrictEqual(
    lookAlikeWarning({ taken: "Ann", really: "Bob", similarity: 0.5403 }),
    "Bob looks so like Ann (0.54) that photos of Bob may be taken for Ann's",
  );
});
