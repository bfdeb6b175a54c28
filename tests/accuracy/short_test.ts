/** A short form of the suite (`task accuracy` is the long one): a hundred photos of LFW, where they lie beside the project. */
import { deepStrictEqual, ok } from "node:assert";
import { choosePhotos, readCollection } from "./collection.ts";
import { layKnown } from "./context.ts";
import { DATA } from "./options.ts";
import { isFalse, isFound, outcomes } from "./outcome.ts";
import { ProgramRunner } from "./program_run.ts";
import { exists } from "./python.ts";
import { Random } from "../random.ts";

/** Who has this many photos in LFW is sought; of them, the first ones by name. */
const LEAST = 15, PEOPLE = 12;
const SOUGHT = 70, STRANGERS = 30;

if (await exists(DATA)) {
  Deno.test("of a hundred photos of LFW, 97 % of people sought are found and nobody else", async () => {
    const owners = readCollection(DATA, LEAST), random = new Random(2);
    const people = owners.filter(({ sought }) => sought).slice(0, PEOPLE);
    const chosen = [
      ...choosePhotos(people, SOUGHT, random),
      ...choosePhotos(owners.filter(({ sought }) => !sought), STRANGERS, random),
    ];
    await using runner = await ProgramRunner.make();
    const known = await layKnown(runner, "all", people.map(({ name, references }) => [name, references]));
    const { photos } = await runner.scan(known, chosen.map(({ path }) => path));
    const told = outcomes(chosen.map((one) => ({ ...one, face: null })), photos);
    deepStrictEqual(told.filter((outcome) => isFalse(outcome)).map(({ target }) => target.path), []);
    const missed = told.filter((one) => one.target.owner.sought && !isFound(one)).map(({ target }) =>
      target.path
    );
    ok(missed.length <= 0.03 * SOUGHT, `missed: ${missed.join(", ")}`);
  });
} else console.log("not run: the photos of LFW are not there");
