import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert";
import { join } from "node:path";
import { UsageError } from "../../../src/failure.ts";
import { choosePhotos, halfOf, type Owner, readCollection, REFERENCES } from "../../accuracy/collection.ts";
import { Random } from "../../random.ts";

const owner = (name: string, photos: number): Owner => ({
  name,
  half: halfOf(name),
  sought: true,
  references: [],
  photos: Array.from({ length: photos }, (_, i) => `${name}/${i}`),
});

Deno.test("people are split into halves of about the same size, always alike", () => {
  const names = Array.from({ length: 1000 }, (_, i) => `Person ${i}`);
  const tuned = names.filter((name) => halfOf(name) === "tune").length;
  ok(tuned > 450 && tuned < 550, `${tuned}`);
  // A changed split would make what was tuned on one half count for the other.
  deepStrictEqual(["Ann", "Bob", "Eve", "George_W_Bush"].map(halfOf), ["report", "tune", "tune", "tune"]);
});

Deno.test("who has photos enough is sought, and the references aren't searched", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, photos] of [["Ann", 8], ["Bob", 2], ["Nobody", 0]] as const) {
      await Deno.mkdir(join(folder, name));
      for (let i = 0; i < photos; i++) await Deno.writeTextFile(join(folder, name, `${i}.jpg`), "");
      await Deno.writeTextFile(join(folder, name, "notes.txt"), "");
    }
    const [ann, bob, ...others] = readCollection(folder, 8);
    deepStrictEqual([ann.sought, ann.references.length, ann.photos.length], [
      true,
      REFERENCES,
      8 - REFERENCES,
    ]);
    deepStrictEqual([bob.sought, bob.references.length, bob.photos.length], [false, 0, 2]);
    strictEqual(others.length, 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("photos are chosen of both halves alike, of everybody before anybody twice, and alike for a seed", () => {
  const owners = Array.from({ length: 40 }, (_, i) => owner(`Person ${i}`, 5));
  const chosen = choosePhotos(owners, 30, new Random(2));
  strictEqual(chosen.filter(({ owner }) => owner.half === "tune").length, 15);
  strictEqual(new Set(chosen.map(({ path }) => path)).size, 30);
  for (const half of ["tune", "report"]) {
    const own = chosen.filter((one) => one.owner.half === half),
      people = owners.filter((one) => one.half === half);
    strictEqual(new Set(own.map((one) => one.owner)).size, Math.min(own.length, people.length));
  }
  deepStrictEqual(chosen, choosePhotos(owners, 30, new Random(2)));
  ok(chosen.some(({ path }, i) => path !== choosePhotos(owners, 30, new Random(3))[i].path));
});

Deno.test("a collection that isn't there is told of with the option that names one", () => {
  throws(() => readCollection("/nowhere/at all", 1), (error) => {
    ok(error instanceof UsageError);
    match(error.message, /no folder \/nowhere\/at all\. Give --data FOLDER/);
    return true;
  });
});
