import { HALVES } from "./collection.ts";
import { type Context, type Findings, knownFolder, logRun, wholeSearch } from "./context.ts";
import { type By, type Measure, measure, NO_FACE } from "./measure.ts";
import {
  countByOwner,
  isFound,
  type Miss,
  missesOf,
  type Outcome,
  outcomes,
  searchMeasures,
  targetsOf,
  thresholdAtRate,
} from "./outcome.ts";
import { ladderPhotos, type RungPhoto } from "./portraits.ts";

/** The rung of the photos as they are. */
export const UNTOUCHED = "ladder: as it is";
/** False matches a photo of the whole collection at which program and reference are compared. */
const RATE = 0.001;

/** Photos made harder step by step: found at the program's own decision, faces not seen, false matches. */
export async function measureLadders(context: Context): Promise<Findings> {
  const { folder, photos } = await ladderPhotos(context);
  const told = await context.runner.scan(await knownFolder(context), [folder]);
  logRun(context, "ladders", told);
  const all = outcomes(photos, told.photos), other = await reference(context, photos);
  const ours = other &&
    thresholdAtRate(outcomes(targetsOf(context.owners), (await wholeSearch(context)).photos), RATE);
  const measures: Measure[] = [], misses: Miss[] = [];
  for (const [name, rung] of rungs(all)) {
    misses.push(...missesOf(name, rung));
    measures.push(...ownDecision(name, rung, "program"));
    if (!other || ours === null) continue;
    const same = rungs(other.outcomes).find(([{ part, item }]) =>
      part === name.part && item === name.item
    )![1];
    measures.push(...ownDecision(name, same, "reference"));
    const what = `found at ${1000 * RATE} false a 1,000`;
    measures.push(foundOf({ ...name, what, by: "program" }, rung, ours));
    measures.push(foundOf({ ...name, what, by: "reference" }, same, other.threshold));
  }
  return { measures, misses };
}

/** What the reference makes of the same photos, and its threshold. */
async function reference(context: Context, photos: readonly RungPhoto[]) {
  if (!context.reference) return null;
  const whole = outcomes(targetsOf(context.owners), await context.reference.wholeSearch(context));
  const told = await context.reference.search(context, photos.map(({ path }) => path));
  return { threshold: thresholdAtRate(whole, RATE), outcomes: outcomes(photos, told) };
}

type Rung = readonly [name: { part: string; item: string }, outcomes: Outcome[]];

function rungs(all: readonly Outcome[]): Rung[] {
  const groups = Map.groupBy(all, ({ target }) => {
    const { ladder, rung } = target as RungPhoto;
    return JSON.stringify([`ladder: ${ladder}`, rung]);
  });
  return [...groups].map(([key, own]) => {
    const [part, item] = JSON.parse(key);
    return [{ part, item }, own];
  });
}

function foundOf(
  name: { part: string; item: string; what: string; by: By },
  rung: Outcome[],
  threshold: number,
) {
  const sought = rung.filter(({ target }) => target.owner.sought);
  return measure(name, countByOwner(sought, (outcome) => isFound(outcome, threshold)));
}

function ownDecision(name: { part: string; item: string }, rung: Outcome[], by: By): Measure[] {
  const [found, wrong] = searchMeasures({ ...name, by }, rung);
  const sought = rung.filter(({ target }) => target.owner.sought);
  const unseen = measure({ ...name, what: NO_FACE, by }, countByOwner(sought, ({ face }) => face === null));
  if (by === "reference") return [found, unseen, wrong];
  const halves = HALVES.map((half) => searchMeasures({ ...name, half }, rung)[0]);
  // What a better threshold could find at most.
  const nearest = foundOf({ ...name, what: "nearest is right", by }, rung, -1);
  return [found, ...halves, nearest, unseen, wrong];
}
