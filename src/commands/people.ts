import { resolve } from "node:path";
import { UsageError } from "../failure.ts";
import { FaceGatherer } from "../scan/gathered_faces.ts";
import { tellGroups } from "../scan/group_teller.ts";
import { SEEKS_NOBODY, TELLS_MATCHES } from "../scan/plan.ts";
import type { Context } from "./context.ts";
import { readDecisionsFiles, remember } from "./decisions.ts";
import { pageOf } from "./gallery_report.ts";
import { checkTogether } from "./option_rules.ts";
import type { PeopleOptions } from "./options.ts";
import { runPhotos } from "./run.ts";
import { NOBODY } from "../output/start_event.ts";

/** `people`: groups the faces of all photos by person. */
export async function runPeople(
  paths: readonly string[],
  options: PeopleOptions,
  context: Context,
): Promise<number> {
  checkTogether(paths, options, context);
  const out = options.out === undefined ? null : resolve(options.out);
  if (out !== null) await checkIsNew(out, options.out!);
  const report = pageOf(options);
  const said = await readDecisionsFiles(options.decisions);
  return await runPhotos(paths, options, context, {
    seeks: false,
    report,
    own: out === null ? [] : [out],
    plan: ({ manifest, index, warn }) => {
      const verdicts = remember(said, { index, warn }), { dimension, detector, thresholds } = manifest;
      const gatherer = new FaceGatherer(dimension, detector.score_threshold);
      const plan = {
        ...SEEKS_NOBODY,
        ...TELLS_MATCHES,
        detail: { landmarks: false, embeddings: true },
        gather: gatherer.add.bind(gatherer),
        effort: options.effort,
      };
      const grouping = {
        thresholds,
        least: options.least,
        verdicts,
        out,
        copyTimeout: 1000 * options.photoTimeout,
      };
      return Promise.resolve({
        plan,
        who: NOBODY,
        conclude: (parts) => tellGroups(gatherer.gathered, grouping, parts),
      });
    },
  });
}

/** Somebody's files must not get among those of a person, nor one person's among another's. */
async function checkIsNew(folder: string, given: string) {
  try {
    for await (const { name } of Deno.readDir(folder)) {
      throw new UsageError(
        `--out ${given}: holds something already (${name}). Expected a new folder, or an empty one.`,
      );
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    if (error instanceof Deno.errors.NotADirectory) {
      throw new UsageError(`--out ${given}: is a file. Expected a new folder, or an empty one.`);
    }
    throw error;
  }
}
