import { basename } from "node:path";
import type { Verdicts } from "../decisions/verdicts.ts";
import type { ThresholdTable } from "../faces/manifest.ts";
import { Failure } from "../failure.ts";
import { type FacesToGroup, type Group, groupFaces, largestFirst } from "../matching/clustering/grouping.ts";
import { nameGroups } from "../matching/clustering/named_groups.ts";
import {
  chooseStarterPhotos,
  showsWell,
  type StarterCandidate,
} from "../matching/clustering/starter_photos.ts";
import { lowestAgreement } from "../matching/threshold.ts";
import { PhotoCopier } from "../output/copy.ts";
import { counted } from "../output/counted.ts";
import type { EventOf } from "../output/events.ts";
import { groupEvent, groupNames } from "../output/group_event.ts";
import type { EventSink } from "../output/event_sink.ts";
import type { ProgressPrinter } from "../output/progress_printers.ts";
import type { Tally } from "../output/tally.ts";
import { Turns } from "../system/turns.ts";
import { StoppedEarly } from "./examiner.ts";
import type { GatheredFaces } from "./gathered_faces.ts";

/** How groups are made, and what is told of them. */
export interface GroupPlan {
  /** The pack's: how alike strangers are. */
  thresholds: ThresholdTable;
  /** Faces of the smallest group to tell of. */
  least: number;
  /** What somebody has said about faces. */
  verdicts: Verdicts;
  /** Folder that gets a folder of reference photos for each group; null where none are wanted. */
  out: string | null;
  /** Milliseconds that one copy may take. */
  copyTimeout: number;
}

/** What a run that groups faces works with. */
export interface GroupParts {
  sink: EventSink;
  /** Aborted: nothing more is grouped or told. */
  signal: AbortSignal;
  tally: Tally;
  printer: ProgressPrinter;
}

/** What `end` says of groups. */
export type GroupCounts = Pick<EventOf<"end">, "groups" | "grouped" | "alone">;

/** Milliseconds of grouping after which signals and timers get their turn. */
const AT_ONCE = 50;

/** Groups faces, copies reference photos of each group if they are wanted, and tells the groups. */
export async function tellGroups(
  faces: GatheredFaces,
  plan: GroupPlan,
  parts: GroupParts,
): Promise<GroupCounts> {
  parts.printer.line(`grouping ${counted(faces.store.count, "face")}`);
  try {
    const groups = (await group(faces, plan, parts)).filter((group) =>
      group.name !== null || group.faces.length >= plan.least
    );
    const names = groupNames(groups.map(({ name }) => name));
    const copier = plan.out === null
      ? null
      : new PhotoCopier(plan.out, { people: names, timeout: plan.copyTimeout });
    for (const [i, group] of groups.entries()) {
      if (parts.signal.aborted) throw new StoppedEarly();
      const event = groupEvent(names[i], group, representative(group, faces), (face) => {
        const { photo, place } = faces.origin(face);
        return { photo, ...photo.faces[place] };
      });
      if (group.name !== null) event.named = true;
      if (copier) event.copied_to = await copyStarters(names[i], group, { faces, copier, plan, parts });
      await parts.sink.send(event);
    }
    const grouped = groups.reduce((sum, { faces }) => sum + faces.length, 0);
    return { groups: groups.length, grouped, alone: faces.store.count - grouped };
  } catch (error) {
    if (error instanceof StoppedEarly) return {};
    throw error;
  }
}

async function group(
  faces: GatheredFaces,
  { thresholds, verdicts }: GroupPlan,
  { signal, tally }: GroupParts,
) {
  const turns = new Turns(AT_ONCE);
  const pause = async (done: number) => {
    tally.grouping = done;
    if (!turns.isDue) return;
    await turns.give();
    if (signal.aborted) throw new StoppedEarly();
  };
  try {
    const found = await groupFaces(faces, { thresholds, pause });
    const { groups, takenOut } = nameGroups(found, faces.store, (face) => {
      const { photo, place } = faces.origin(face);
      return verdicts.of(photo.hash, photo.faces[place].box);
    });
    for (const some of takenOut) {
      const others = await groupFaces(facesAt(faces, some), { thresholds, among: faces.store.count, pause });
      groups.push(...others.map((other) => ({ name: null, faces: inAll(other, some) })));
    }
    return groups.sort(largestFirst);
  } finally {
    tally.grouping = null;
  }
}

/** Some of the faces, as if there were no others. */
function facesAt({ store, photos, clear }: GatheredFaces, positions: readonly number[]): FacesToGroup {
  const order = Int32Array.from(positions).sort();
  return {
    store: store.inOrder(order),
    photos: order.map((face) => photos[face]),
    clear: Uint8Array.from(order, (face) => clear[face]),
  };
}

/** The faces of a group of {@link facesAt} by their positions among all. */
function inAll({ faces }: Group, positions: readonly number[]): Group["faces"] {
  const order = Int32Array.from(positions).sort();
  return faces.map(({ face, similarity }) => ({ face: order[face], similarity }));
}

/** Which face of a group shows the person best. */
function representative({ faces }: Group, { origin }: GatheredFaces): number {
  const shown = faces.map(({ face, similarity }) => {
    const { photo, place } = origin(face);
    return showsWell({ quality: photo.faces[place].quality, similarity });
  });
  return shown.reduce((best, value, i) => value > shown[best] ? i : best, 0);
}

interface Copying {
  faces: GatheredFaces;
  copier: PhotoCopier;
  plan: GroupPlan;
  parts: GroupParts;
}

/** Copies some photos of a group's person; gives the copies' paths. What fails is told of. */
async function copyStarters(
  name: string,
  group: Group,
  { faces, copier, plan, parts: { sink, tally, printer } }: Copying,
): Promise<string[]> {
  const candidates = group.faces.map(({ face, similarity }): StarterCandidate => {
    const { photo, place } = faces.origin(face),
      embeddings = faces.of(photo).map((one) => faces.store.embedding(one));
    return { faces: embeddings, own: place, quality: photo.faces[place].quality, similarity };
  });
  const chosen = chooseStarterPhotos(candidates, lowestAgreement(plan.thresholds)), copies: string[] = [];
  if (chosen.length === 0) {
    printer.line(`${name}: none of the photos would tell a search who of several people it is: no folder`);
  }
  for (const position of chosen) {
    const [{ path }] = faces.origin(group.faces[position].face).photo.files;
    try {
      copies.push(...await copier.copy(path, basename(path), [name]));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      tally.errors++;
      await sink.send({ type: "error", path, ...error.fields });
    }
  }
  return copies;
}
