import { resolve } from "node:path";
import { PhotoCopier } from "../output/copy.ts";
import { SidecarWriter } from "../output/sidecars/sidecar_writer.ts";
import type { Context } from "./context.ts";
import { decide, readDecisionsFiles } from "./decisions.ts";
import { pageOf } from "./gallery_report.ts";
import { checkTogether } from "./option_rules.ts";
import type { ScanOptions } from "./options.ts";
import { runPhotos } from "./run.ts";
import { findWho, loadWho } from "./who.ts";
import { checkCopyFolder, writingOf } from "./writing.ts";

/** Where `--copy` without a folder copies to. */
const COPY_FOLDER = "found";

/** `scan`: find known people in photos. */
export async function runScan(
  paths: readonly string[],
  options: ScanOptions,
  context: Context,
): Promise<number> {
  const searched = [...paths, ...options.input];
  checkTogether(searched, options, context);
  const folders = await findWho(options);
  const report = pageOf(options);
  const said = await readDecisionsFiles(options.decisions);
  const copyFolder = options.copy === true ? COPY_FOLDER : options.copy;
  const copyTo = copyFolder === undefined ? null : resolve(copyFolder);
  if (copyTo !== null) checkCopyFolder(copyTo, copyFolder!);
  return await runPhotos(searched, options, context, {
    seeks: true,
    report,
    own: copyTo === null ? [] : [copyTo],
    references: [...options.known, ...options.not],
    writing: writingOf(options),
    plan: async (parts) => {
      const { examiner, manifest, warn } = parts, { verdicts, faces } = await decide(said, folders, parts);
      const { people, notWanted, rise, confidence, start } = await loadWho(
        folders,
        options,
        examiner,
        manifest,
        faces,
      );
      const { layout, link, writeBesideOriginals: besideOriginals } = options;
      const names = people.map(({ name }) => name), timeout = 1000 * options.photoTimeout;
      return {
        plan: {
          people,
          notWanted,
          verdicts,
          rise,
          confidence,
          detail: { landmarks: false, embeddings: options.embeddings },
          all: options.all,
          copier: copyTo === null
            ? null
            : new PhotoCopier(copyTo, { people: names, layout, link, timeout, warn }),
          sidecars: options.sidecars ? new SidecarWriter({ people: names, besideOriginals, timeout }) : null,
          effort: options.effort,
          // What others of the run show depends on which they are.
          learning: options.learning && !options.shard && options.stdin === undefined,
        },
        who: start,
      };
    },
  });
}
