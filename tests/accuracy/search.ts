import { type Half, type Owner, REFERENCES } from "./collection.ts";
import { type Context, type Findings, knownFolder, layKnown, soughtOf, wholeSearch } from "./context.ts";
import { type By, type Measure, measure } from "./measure.ts";
import {
  countByOwner,
  isFalse,
  isFound,
  missesOf,
  type Outcome,
  outcomes,
  searchMeasures,
  targetsOf,
  thresholdAtRate,
} from "./outcome.ts";
import type { Count } from "./statistics.ts";

const PART = "search";
/** Each person alone is searched well where this many are found, and so few are false a photo. */
const GOOD_RECALL = 0.98, GOOD_FALSE = 1.5 / 1000;
/** False matches a photo at which searches are compared. */
const RATES = [0.0001, 0.001, 0.01];
const ALL: readonly (Half | "all")[] = ["all", "tune", "report"];

/** Everybody sought in everybody's photos: strictness, number of references, each alone, a wrong reference. */
export async function measureSearch(context: Context): Promise<Findings> {
  const targets = targetsOf(context.owners), notRun: string[] = [];
  const told = outcomes(targets, (await wholeSearch(context)).photos);
  const measures = ofHalves(told, "default");
  for (const option of ["--loose", "--strict"]) {
    if (await context.runner.offers("scan", option)) {
      const options = { remember: true, options: [option] };
      const { photos } = await context.runner.scan(await knownFolder(context), [context.data], options);
      measures.push(...ofHalves(outcomes(targets, photos), option));
    } else notRun.push(`search ${option}: this program has no such option`);
  }
  for (const count of [1, 3]) {
    const people = soughtOf(context).map(({ name, references }): Known => [name, references.slice(0, count)]);
    measures.push(...ofHalves(await searchFor(context, `${count}`, people), `references: ${count}`));
  }
  measures.push(...atRates(told, "program"));
  if (context.reference) {
    const other = outcomes(targets, await context.reference.wholeSearch(context));
    measures.push(...ofHalves(other, "default", "reference"), ...atRates(other, "reference"));
  }
  measures.push(...await eachAlone(context), ...await wrongReference(context));
  return { measures, misses: missesOf({ part: PART, item: "default" }, told), notRun };
}

type Known = readonly [name: string, references: readonly string[]];

/** Searches the whole collection, which is remembered, for other people or with other references. */
async function searchFor(context: Context, name: string, people: Iterable<Known>): Promise<Outcome[]> {
  await wholeSearch(context);
  const known = await layKnown(context.runner, name, people);
  const { photos } = await context.runner.scan(known, [context.data], { remember: true });
  return outcomes(targetsOf(context.owners), photos);
}

function ofHalves(told: readonly Outcome[], item: string, by: By = "program"): Measure[] {
  return ALL.flatMap((half) => searchMeasures({ part: PART, item, half, by }, told));
}

/** At equal rates of false matches over all people's photos, with one threshold for everybody. */
function atRates(told: readonly Outcome[], by: By): Measure[] {
  return RATES.flatMap((rate) => {
    const threshold = thresholdAtRate(told, rate), item = `at ${1000 * rate} false a 1,000`;
    return ALL.flatMap((half) => searchMeasures({ part: PART, item, half, by }, told, threshold));
  });
}

/** A search for each person alone: false matches are of that person only, so the promise is kept for each. */
async function eachAlone(context: Context): Promise<Measure[]> {
  const counts: { found: Count; wrong: Count }[] = [];
  for (const person of soughtOf(context)) {
    const told = await searchFor(context, `alone-${person.name}`, [[person.name, person.references]]);
    const own = told.filter(({ target }) => target.owner === person);
    counts.push({
      found: { hits: own.filter((outcome) => isFound(outcome)).length, of: own.length },
      wrong: { hits: told.filter((outcome) => isFalse(outcome)).length, of: told.length },
    });
  }
  const name = { part: `${PART}, each person alone`, item: `${REFERENCES} references` };
  const good = (is: boolean[]) => [{ hits: is.filter(Boolean).length, of: is.length }];
  return [
    measure({ ...name, what: "found" }, counts.map(({ found }) => found)),
    measure({ ...name, what: "false matches", per: 1000 }, counts.map(({ wrong }) => wrong)),
    measure(
      { ...name, what: `people with ${100 * GOOD_RECALL} % found` },
      good(counts.map(({ found }) => found.hits >= GOOD_RECALL * found.of)),
    ),
    measure(
      { ...name, what: `people with at most ${1000 * GOOD_FALSE} false a 1,000` },
      good(counts.map(({ wrong }) => wrong.hits <= GOOD_FALSE * wrong.of)),
    ),
  ];
}

/** One of five references shows somebody else, of whom there are other photos: are those found, is anything lost? */
async function wrongReference(context: Context): Promise<Measure[]> {
  const others = context.owners.filter(({ sought, photos }) => !sought && photos.length > 1);
  const people = soughtOf(context).slice(0, others.length);
  const intruder = new Map(people.map((person, i): [string, Owner] => [person.name, others[i]]));
  const right = people.map(({ name, references }): Known => [name, references.slice(0, 4)]);
  const mixed = right.map((
    [name, references],
  ): Known => [name, [...references, intruder.get(name)!.photos[0]]]);
  const without = await searchFor(context, "four", right);
  const withWrong = await searchFor(context, "wrong", mixed);
  const given = new Set([...intruder.values()].map(({ photos }) => photos[0])),
    strangers = new Set(intruder.values());
  // The photo that is the wrong reference matches itself.
  const fair = withWrong.filter(({ target }) => !given.has(target.path));
  const strange = fair.filter(({ target }) => strangers.has(target.owner));
  const part = `${PART}, a wrong reference`, name = { part, item: "4 and a wrong one" };
  return [
    ...searchMeasures({ part, item: "4 references" }, without),
    ...searchMeasures(name, fair),
    measure(
      { ...name, what: "found, who is on the wrong one" },
      countByOwner(strange, (outcome) => isFalse(outcome)),
    ),
  ];
}
