import { Prefilter } from "../matching/decision/prefilter.ts";
import type { Tally } from "../output/tally.ts";
import { type PackedItems, packItems, unpackItems } from "../photos/packed_walk.ts";
import { walk } from "../photos/walk.ts";
import type { WalkItem } from "../photos/walk_item.ts";
import { InFlight } from "./in_flight.ts";
import type { ScanParts, ScanPlan } from "./plan.ts";
import { readAhead } from "./read_ahead.ts";
import { rememberedPhotos } from "./remembered_photos.ts";
import { ScanRun } from "./scan_run.ts";
import { Teller } from "./teller.ts";

/** How many paths the walk may be ahead of the search: some 20 MB, and enough for most collections' total. */
const WALK_AHEAD = 200_000;
/** After so many photos that were answered from memory in one go, signals and timers get their turn. */
const RECALLED_AT_ONCE = 500;
/**
 * Once so many photos were answered from memory, and one in so many of all, it is worth finding out which of the others
 * can't matter. Looking through the faces of the whole index takes about as long as answering those.
 */
const FEWEST_RECALLED = 2000, RECALLED_OF_ALL = 16;
/** With so many references of people a face is compared as fast as it is ruled out. */
const MOST_VECTORS = 150;

/**
 * Walks, examines, decides, remembers, copies and tells, photo by photo as each is finished; what ended a worker is
 * tried again at the end, and what was not yet certain is decided then. Counts into `tally`.
 */
export async function scan(plan: ScanPlan, parts: ScanParts, tally: Tally): Promise<void> {
  const { capacity } = parts.examiner, photoStream = "items" in plan.walk ? plan.walk : null;
  const inFlight = new InFlight(capacity, photoStream ? capacity : undefined);
  const teller = new Teller(plan, parts, tally);
  const run = new ScanRun({ plan, parts, tally, teller, inFlight });
  const isFromMemory = "without" in plan.walk, filter = new Prefilter(plan.people, plan.notWanted);
  const photos = "without" in plan.walk
    ? rememberedPhotos(parts.examiner, filter, plan.walk)
    : "items" in plan.walk
    ? plan.walk.items()
    : walk(plan.roots, plan.walk);
  const counting = {
    onItem: (item: WalkItem) => tally.found += item.kind === "photo" ? 1 : 0,
    onEnd: () => tally.complete = true,
  };
  const met = photoStream ? counted(photos, counting) : readAhead<WalkItem, PackedItems>(photos, {
    limit: WALK_AHEAD,
    packing: { pack: packItems, unpack: unpackItems },
    ...counting,
  });
  const enough = isFromMemory || !isWorthRulingOut(plan, teller, filter)
    ? Infinity
    : Math.max(FEWEST_RECALLED, Math.ceil(parts.examiner.contents / RECALLED_OF_ALL));
  let recalled = 0;
  try {
    for await (const item of met) {
      if (parts.signal.aborted) break;
      if (item.kind !== "photo") {
        await teller.leftOut(item);
        continue;
      }
      if (parts.targets.isLost(item.root)) continue;
      const finishing = run.recall(item);
      if (finishing === null) run.begin(item);
      else {
        if (finishing) inFlight.telling(finishing);
        if (++recalled % RECALLED_AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve));
        if (recalled === enough) await parts.examiner.ruleOut(filter);
      }
      if (finishing !== undefined) await inFlight.room();
      // What is to be tried again keeps its file: no more of those than of the others.
      if (photoStream && run.toTryAgain >= capacity) {
        await inFlight.done();
        await run.tryAgain();
      }
    }
    await inFlight.done();
    await run.tryAgain();
    await run.lookAgain();
    await run.tryAgain();
    await run.conclude();
  } finally {
    await inFlight.settled();
  }
}

/** Passes items on as they are asked for, and has them counted. */
async function* counted<T>(
  items: AsyncIterable<T>,
  { onItem, onEnd }: { onItem: (item: T) => void; onEnd: () => void },
): AsyncGenerator<T> {
  for await (const item of items) {
    onItem(item);
    yield item;
  }
  onEnd();
}

/** Whether photos without anybody on them are of no use to a run, and finding that out takes less than reading them. */
function isWorthRulingOut(
  { people, effort }: ScanPlan,
  { isForAll }: Teller,
  { vectors }: Prefilter,
): boolean {
  return people.length > 0 && !isForAll && effort !== "thorough" && vectors <= MOST_VECTORS;
}
