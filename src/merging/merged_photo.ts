import type { EventOf } from "../output/events.ts";
import { compareTexts } from "../text_order.ts";

/** An event of a photo, with fields that are not known here perhaps. */
export type PhotoEvent = EventOf<"match"> | EventOf<"photo">;

/** Fields that tell what was found in a content: the same for all its paths. */
type Findings = Pick<PhotoEvent, "type" | "width" | "height" | "rotated" | "people" | "faces">;

/**
 * Which of two findings of one run about one content counts, where two copies of the run's results differ: positive
 * where it is `a`. What is told again tells of more people.
 */
export function compareFindings(a: Findings, b: Findings): number {
  return a.people.length - b.people.length || compareTexts(findingsText(a), findingsText(b));
}

const findingsText = ({ type, width, height, rotated, people, faces }: Findings) =>
  JSON.stringify([type, width, height, rotated, people, faces]);

/** What a merge says of a photo beside what was told of it. */
interface MergedFields {
  run: string;
  /** Who told the findings. */
  foundBy: string;
  /** First path of the same content; null where that is this one. */
  duplicateOf: string | null;
}

/**
 * The event of a photo, of all events of its path and content, and of `counting`, the event whose findings count.
 * What is the path's own is as the latest of its events says; copies and sidecars are those of all. `seq` is yet to
 * be set.
 */
export function mergedPhoto(
  told: readonly PhotoEvent[],
  counting: PhotoEvent,
  { run, foundBy, duplicateOf }: MergedFields,
): PhotoEvent {
  const own = told.map(ownFields).reduce((a, b) => compareOwn(a, b) < 0 ? b : a);
  const { time, path, size, modified, hash, from_index, ...unknown } = own;
  const { type, width, height, rotated, people, faces } = counting;
  const copies = united(told.map(({ copied_to }) => copied_to));
  const sidecars = united(told.map(({ sidecars }) => sidecars));
  return {
    type,
    run,
    seq: 0,
    time,
    path,
    size,
    modified,
    hash,
    width,
    height,
    ...(rotated !== undefined && { rotated }),
    people,
    faces,
    ...(copies && { copied_to: copies }),
    ...(sidecars && { sidecars }),
    ...(duplicateOf !== null && { duplicate_of: duplicateOf }),
    from_index,
    ...unknown,
    found_by: foundBy,
  } as PhotoEvent;
}

/** What is not the content's, nor made anew by a merge. */
function ownFields(event: PhotoEvent) {
  const { type: _, run: _1, seq: _2, width: _3, height: _4, rotated: _5, people: _6, faces: _7, ...rest } =
    event;
  const { copied_to: _8, sidecars: _9, duplicate_of: _10, revised: _11, found_by: _12, ...own } = rest;
  return own;
}

type Own = ReturnType<typeof ownFields>;

const compareOwn = (a: Own, b: Own) => compareTexts(a.time, b.time) || compareTexts(ownText(a), ownText(b));

/** The same before and after a merge, which puts what isn't known here last. */
const ownText = ({ time, path, size, modified, hash, from_index, ...unknown }: Own) =>
  JSON.stringify([time, path, size, modified, hash, from_index, unknown]);

/** All paths of the lists, each once, sorted; null where there is no list. */
function united(lists: readonly (readonly string[] | undefined)[]): string[] | null {
  return lists.every((list) => list === undefined)
    ? null
    : [...new Set(lists.flatMap((list) => list ?? []))].sort(compareTexts);
}
