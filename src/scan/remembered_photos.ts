import { join } from "node:path";
import { coarseFaces } from "../faces/coarse_embedding.ts";
import { Failure } from "../failure.ts";
import type { Place } from "../index/remembered.ts";
import type { Prefilter } from "../matching/decision/prefilter.ts";
import type { WalkedPhoto } from "../photos/walk_item.ts";
import type { Examiner } from "./examiner.ts";

/** What remembers photos. */
type Memory = Pick<Examiner, "ruleOut" | "placesOf" | "recall">;

/** What of memory is searched. */
export interface FromMemory {
  /** But for what was found under these roots: reference photos are no finds. */
  without: readonly string[];
}

/**
 * The remembered photos in which somebody may be who matters to `filter`, where they were seen last: no file is looked at.
 * What could not be analysed, or not by today's models, is left out.
 */
export async function* rememberedPhotos(
  memory: Memory,
  filter: Prefilter,
  { without }: FromMemory,
): AsyncGenerator<WalkedPhoto> {
  for (const place of memory.placesOf(await memory.ruleOut(filter))) {
    if (without.includes(place.root) || !mayMatter(place, memory, filter)) continue;
    const { root, below, size, modified } = place;
    yield { kind: "photo", path: join(root, below), root, below, size, modified };
  }
}

/** Of some contents it isn't known by their blocks. */
function mayMatter(place: Place, memory: Memory, filter: Prefilter): boolean {
  try {
    const faces = memory.recall(place)?.analysis.faces ?? [];
    // A stranger's embedding may not have been kept.
    const embeddings = faces.map(({ embedding }) => embedding).filter(({ length }) => length > 0);
    return filter.mayMatter(coarseFaces(embeddings)).includes(1);
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}
