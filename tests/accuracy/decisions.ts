import { createHash } from "node:crypto";
import { join } from "node:path";
import type { DecisionsFile, FaceDecision } from "../../src/decisions/decisions_file.ts";
import type { FaceFields } from "../../src/output/events.ts";
import { type Context, type Findings, layKnown, soughtOf, wholeSearch } from "./context.ts";
import type { Measure } from "./measure.ts";
import { faceAt, isFalse, isFound, type Outcome, outcomes, searchMeasures, targetsOf } from "./outcome.ts";
import type { Told } from "./program_run.ts";

const PART = "decisions";
/** References of each person, and how sure a match must be. */
const REFERENCES = [1, 2, 3, 5], STRICTNESSES = [[], ["--loose"]] as const;
/** Right matches that are confirmed, of those of which the search is least sure. */
const CONFIRMED = 20;
/** What is said about one of these halves of the photos is tried on the other. */
const SIDES = [0, 1];

/** What saying yes and no to one half of the photos does to the search in the other half. */
export async function measureDecisions(context: Context): Promise<Findings> {
  await wholeSearch(context);
  const measures: Measure[] = [];
  for (const count of REFERENCES) {
    const people = soughtOf(context).map(({ name, references }) =>
      [name, references.slice(0, count)] as const
    );
    const known = await layKnown(context.runner, `decided-${count}`, people);
    for (const options of STRICTNESSES) measures.push(...await compare(context, known, count, options));
  }
  return { measures };
}

async function compare(
  context: Context,
  known: string,
  count: number,
  options: readonly string[],
): Promise<Measure[]> {
  const targets = targetsOf(context.owners), { runner, data } = context;
  const search = (more: readonly string[]) =>
    runner.scan(known, [data], { remember: true, aside: true, options: [...options, ...more] });
  const told = await search([]), first = outcomes(targets, told.photos);
  const before: Outcome[] = [], rejected: Outcome[] = [], both: Outcome[] = [];
  for (const side of SIDES) {
    const [decided, other] = split(first, side);
    const wrong = decided.filter((one) => isFalse(one));
    const right = decided.filter((one) => isFound(one))
      .sort((a, b) => (a.face!.similarity ?? 0) - (b.face!.similarity ?? 0)).slice(0, CONFIRMED);
    const after = async (name: string, said: readonly Outcome[]) => {
      const file = join(runner.folder, `${name}.json`);
      await Deno.writeTextFile(file, JSON.stringify(decisionsAbout(said, told)));
      return split(outcomes(targets, (await search(["--decisions", file])).photos), side)[1];
    };
    before.push(...other);
    rejected.push(...await after("rejected", wrong));
    both.push(...await after("both", [...wrong, ...right]));
  }
  const item = `${count} references${options.map((option) => ` ${option}`).join("")}`;
  return ([["nothing said", before], ["false ones rejected", rejected], [
    `… and ${CONFIRMED} confirmed`,
    both,
  ]] as const)
    .flatMap(([said, all]) => searchMeasures({ part: PART, item: `${item}, ${said}` }, all));
}

/** The outcomes on one side, by a bit of the SHA-256 of the path, and those on the other. */
function split(all: readonly Outcome[], side: number): [own: Outcome[], other: Outcome[]] {
  const isOwn = ({ target }: Outcome) => createHash("sha256").update(target.path).digest()[0] % 2 === side;
  return [all.filter(isOwn), all.filter((one) => !isOwn(one))];
}

function decisionsAbout(said: readonly Outcome[], { photos }: Told): DecisionsFile {
  const decisions = said.map(({ target, face }): FaceDecision => {
    const photo = photos.get(target.path)!, { box, person } = faceAt<FaceFields>(photo, target.face)!;
    const verdict = face!.person === target.owner.name ? "yes" : "no";
    return { hash: photo.hash!, box, person: person!, verdict, path: target.path };
  });
  return { schema: 1, decisions };
}
