import { existingIndexIn } from "../index/open.ts";
import { PLAIN_WALK } from "../photos/walk_item.ts";
import { TELLS_MATCHES } from "../scan/plan.ts";
import type { Context } from "./context.ts";
import { decide, readDecisionsFiles } from "./decisions.ts";
import { pageOf } from "./gallery_report.ts";
import { indexHome } from "./index_place.ts";
import { checkTogether } from "./option_rules.ts";
import type { IndexSearchOptions } from "./options.ts";
import { isEncrypted } from "./passphrase.ts";
import { runPhotos } from "./run.ts";
import { findWho, loadWho } from "./who.ts";

/** How hard to look at the photos of those who are sought: no others are looked at. */
const EFFORT = "normal";

/** `index search`: find known people in what is remembered, wherever it was seen, without looking at any file but theirs. */
export async function runIndexSearch(options: IndexSearchOptions, context: Context): Promise<number> {
  checkTogether([], options, context);
  const folders = await findWho(options), home = indexHome(options, context.executable);
  existingIndexIn(home, isEncrypted(options));
  const report = pageOf(options), said = await readDecisionsFiles(options.decisions);
  return await runPhotos([], { ...options, ...PLAIN_WALK, effort: EFFORT, null: false }, context, {
    seeks: true,
    own: [...folders.known, ...folders.not].map(({ path }) => path),
    fromMemory: true,
    report,
    plan: async (parts) => {
      const { outdated } = parts.index;
      if (outdated > 0) {
        parts.warn(
          `${outdated} photos were analysed by other models, and are not searched: scan them again to have them searched`,
        );
      }
      const { verdicts, faces } = await decide(said, folders, parts);
      const { start, ...who } = await loadWho(folders, options, parts.examiner, parts.manifest, faces);
      return {
        plan: {
          ...TELLS_MATCHES,
          ...who,
          verdicts,
          learning: true,
          effort: EFFORT,
        },
        who: start,
        // A scan would analyse again what is lost.
        conclude: async ({ sink, tally }) => {
          if (!parts.index.isIncomplete) return {};
          tally.errors++;
          await sink.send({
            type: "error",
            stage: "index",
            code: "index_incomplete",
            message: "not all of the index could be read, and photos may be missing here: scan them again",
            retryable: false,
          });
          return {};
        },
      };
    },
  });
}
