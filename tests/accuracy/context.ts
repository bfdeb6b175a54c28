import { join } from "node:path";
import type { FaceFields } from "../../src/output/events.ts";
import type { Owner } from "./collection.ts";
import type { Measure } from "./measure.ts";
import type { Miss, SeenPhoto } from "./outcome.ts";
import type { ProgramRunner, Told } from "./program_run.ts";
import { pythonWith } from "./python.ts";
import type { ReferencePipeline } from "./reference.ts";

/** What the parts of the suite share. */
export interface Context {
  runner: ProgramRunner;
  /** Absolute path of the folder of people, and who is in it. */
  data: string;
  owners: readonly Owner[];
  /** Where what is made once lies. */
  cache: string;
  /** Photos of sought people on each rung of a ladder. */
  photos: number;
  seed: number;
  /** Pairs of photos, or null to draw them. */
  pairs: string | null;
  /** The reference pipeline, when it is asked for. */
  reference: ReferencePipeline | null;
  log: (line: string) => void;
  /** Runs a thing once for all parts that need it. */
  once: <T>(name: string, make: () => Promise<T>) => Promise<T>;
}

/** What a part found out. */
export interface Findings {
  measures: Measure[];
  /** Photos to look at. */
  misses?: Miss[];
  /** Why something wasn't measured. */
  notRun?: string[];
}

/** Puts reference photos into a new folder for each person, under `name`; gives the folder. */
export async function layKnown(
  runner: ProgramRunner,
  name: string,
  people: Iterable<readonly [name: string, references: readonly string[]]>,
): Promise<string> {
  const known = join(runner.folder, "known", name);
  for (const [person, references] of people) {
    await Deno.mkdir(join(known, person), { recursive: true });
    // Numbered: two people's photos may have the same name.
    for (const [i, reference] of references.entries()) {
      const extension = reference.slice(reference.lastIndexOf("."));
      await Deno.copyFile(reference, join(known, person, `${i}${extension}`));
    }
  }
  return known;
}

/** The people who are sought. */
export const soughtOf = ({ owners }: Context) => owners.filter(({ sought }) => sought);

/** The folder with all their references. */
export function knownFolder(context: Context): Promise<string> {
  return context.once(
    "known",
    () =>
      layKnown(context.runner, "all", soughtOf(context).map(({ name, references }) => [name, references])),
  );
}

/** The search for everybody in the whole collection. */
export function wholeSearch(context: Context): Promise<Told> {
  return context.once("search", async () => {
    const told = await context.runner.scan(await knownFolder(context), [context.data], { remember: true });
    logRun(context, "collection", told);
    return told;
  });
}

/** Tells that a search is done, and of every photo that failed: it counts as one without a face. */
export function logRun({ log }: Context, name: string, { photos, seconds, errors }: Told): void {
  log(`${name}: ${photos.size} photos, ${seconds} s, ${errors.length} errors`);
  errors.forEach(log);
}

/** The faces of the whole collection, with embeddings. */
export async function wholeFaces(context: Context): Promise<Map<string, SeenPhoto<FaceFields>>> {
  // The search has remembered them all.
  await wholeSearch(context);
  return (await context.once("faces", () => context.runner.faces([context.data], true))).photos;
}

/** The Python that makes photos. */
export function makersPython(context: Context): Promise<string> {
  return context.once("python", () => pythonWith("make/requirements.txt", context.cache));
}
