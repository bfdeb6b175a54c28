import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { gather } from "../../../../src/matching/calibration/evidence.ts";
import { inHashOrder, makeTrials } from "../../../../src/matching/calibration/trials.ts";
import { somePeople } from "./samples.ts";

const people = somePeople({ people: 30, photos: (person) => 1 + person % 4 });
const photos = people.flatMap(({ embeddings }, person) => embeddings.map(() => person));

Deno.test("makeTrials seeks people who have photos left, and compares them with everybody else's", () => {
  for (const references of [1, 3]) {
    const trials = [...makeTrials(people, references)];
    deepStrictEqual(
      new Set(trials.map(({ person }) => person)),
      new Set(people.keys().filter((person) => people[person].embeddings.length > references)),
    );
    for (const { person, own, all } of trials) {
      strictEqual(own.length, people[person].embeddings.length - references);
      deepStrictEqual([...all].map((value) => isNaN(value)), photos.map((owner) => owner === person));
      ok([...own].every((value) => value > -1 && value <= 1.000001));
    }
  }
});

Deno.test("makeTrials is the same each time, and bounded", () => {
  const many = somePeople({ people: 300, photos: () => 2, dimension: 4 });
  const once = [...makeTrials(many, 1)], again = [...makeTrials(many, 1)];
  strictEqual(once.length, 200);
  deepStrictEqual(once.map(({ person }) => person), again.map(({ person }) => person));
  deepStrictEqual(once[7].all, again[7].all);
});

Deno.test("inHashOrder keeps all numbers, and depends on the seed", () => {
  const numbers = [...Array(20).keys()], one = inHashOrder(numbers, "a");
  deepStrictEqual(one.toSorted((a, b) => a - b), numbers);
  ok(one.join() !== inHashOrder(numbers, "b").join() && one.join() !== numbers.join());
});

Deno.test("gather takes the people that count, among their own photos only", () => {
  const trials = [...makeTrials(people, 1)], half = (person: number) => person < 20;
  const { references, own, strangers } = gather(people, trials, half);
  deepStrictEqual(references, [1]);
  const inHalf = photos.filter(half).length;
  const expected = trials.filter(({ person }) => half(person)).map(({ person }) =>
    inHalf - people[person].embeddings.length
  );
  strictEqual(strangers.get(1)!.length, expected.reduce((a, b) => a + b));
  ok(strangers.get(1)!.every((value) => !isNaN(value)));
  ok(own.get(1)!.length < strangers.get(1)!.length);
});

Deno.test("gather leaves out what is too little to say anything", () => {
  deepStrictEqual(gather(people, [...makeTrials(people, 3)], (person) => person < 12).references, []);
});
