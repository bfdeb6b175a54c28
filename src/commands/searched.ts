import { STANDARD_INPUT } from "../archive/archived_photos.ts";
import type { PhotoIndex } from "../index/photo_index.ts";
import type { Question } from "../index/retention.ts";
import { searchId } from "../matching/search.ts";
import type { WalkSettings } from "../photos/walk_item.ts";
import type { FromMemory } from "../scan/remembered_photos.ts";
import type { PhotoCommand, Planned } from "./photo_command.ts";
import type { PhotoOptions } from "./photo_options.ts";

/** What a command searches, and what it asks of each photo. */
export interface Searched {
  /** Absolute paths, or what stands for a stream. */
  roots: string[];
  walk: WalkSettings | FromMemory;
  /** Names the search: another run of the same name has the same result, and goes on where this one ends. */
  search: string;
  question: Question;
}

/** What {@link searchedBy} goes by beside the plan. */
export interface SearchedParts {
  command: PhotoCommand;
  options: PhotoOptions;
  /** Names models and processing. */
  processing: string;
  index: Pick<PhotoIndex, "roots">;
  /** The roots of a command that walks. */
  walked: string[];
  /** The data folder. */
  data: string;
}

/** Takes what is remembered of photos as it is. */
const ANY_MEMORY: Question = { search: null, embeddings: false, effort: "quick" };

/** What a command searches by its plan. */
export function searchedBy({ plan }: Planned, parts: SearchedParts): Searched {
  const { command: { fromMemory, own, seeks, writing }, options, processing, index, walked, data } = parts;
  const { effort } = options, isStream = options.stdin !== undefined;
  const roots = fromMemory
    ? index.roots().filter((root) => !own.includes(root))
    : isStream
    ? [STANDARD_INPUT]
    : walked;
  const walk = fromMemory ? { without: own } : walkSettings(options, [...own, data]);
  const { all, detail } = plan, learns = plan.learning || plan.people.length === 0;
  // Not where the stick is: it goes on under another drive letter too.
  const search = searchId(plan.people, plan.notWanted, plan.verdicts.all, {
    processing,
    roots,
    walk: fromMemory ? walk : { ...walk, own, shard: options.shard ?? undefined },
    ...!learns && { learns },
    ...isStream && { stdin: options.stdin },
    all,
    detail,
    effort,
    ...writing,
  });
  const question: Question = fromMemory ? ANY_MEMORY : {
    // What was found without learning leaves out other faces than what was found with it.
    search: searchId(
      plan.people,
      plan.notWanted,
      plan.verdicts.all,
      learns ? processing : { processing, learns },
    ),
    embeddings: detail.embeddings,
    // Who seeks somebody searches everything once before the photos that may have more to show: what stays, that is.
    effort: seeks && !isStream && effort === "thorough" ? "normal" : effort,
  };
  return { roots, walk, search, question };
}

/** How the options want folders to be walked. `own`: folders that are left out. */
export function walkSettings(
  { include, exclude, follow, hidden, anyName, oneFileSystem, shard = null }: PhotoOptions,
  own: readonly string[],
): WalkSettings {
  return { include, exclude, follow, hidden, anyName, oneFileSystem, own, shard };
}
