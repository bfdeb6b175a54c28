import { basename, resolve } from "node:path";
import type { Manifest } from "../faces/manifest.ts";
import { Failure, UsageError } from "../failure.ts";
import { type Group, groupFaces } from "../matching/clustering/grouping.ts";
import {
  chooseStarterPhotos,
  showsWell,
  type StarterCandidate,
} from "../matching/clustering/starter_photos.ts";
import { lowestAgreement } from "../matching/threshold.ts";
import { PhotoCopier } from "../output/copy.ts";
import { groupEvent, groupName } from "../output/group_event.ts";
import { StoppedEarly } from "../scan/examiner.ts";
import { FaceGatherer, type GatheredFaces } from "../scan/gathered_faces.ts";
import type { Context } from "./context.ts";
import type { PeopleOptions } from "./options.ts";
import { runPhotos, SEEKS_NOBODY } from "./run.ts";
import { type Conclusion, NOBODY } from "./stream.ts";

/** `people`: groups the faces of all photos by person. */
export async function runPeople(
  paths: readonly string[],
  options: PeopleOptions,
  context: Context,
): Promise<number> {
  const out = options.out === undefined ? null : resolve(options.out);
  if (out !== null) await checkIsNew(out, options.out!);
  return await runPhotos(paths, options, context, {
    seeks: false,
    report: null,
    own: out === null ? [] : [out],
    plan: ({ manifest }) => {
      const gatherer = new FaceGatherer(manifest.dimension, manifest.detector.score_threshold);
      const plan = {
        ...SEEKS_NOBODY,
        detail: { landmarks: false, embeddings: true },
        all: false,
        copier: null,
        gather: gatherer.add.bind(gatherer),
        effort: options.effort,
      };
      const { least, photoTimeout } = options;
      const conclude: Conclusion = (run) =>
        tellGroups(gatherer.gathered, run, {
          manifest,
          least,
          starter: out === null ? null : new PhotoCopier(out, [], 1000 * photoTimeout),
        });
      return Promise.resolve({ plan, who: NOBODY, conclude });
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

interface Telling {
  manifest: Manifest;
  /** Faces of the smallest group to tell of. */
  least: number;
  /** Copies reference photos; null where none are wanted. */
  starter: PhotoCopier | null;
}

/** Milliseconds of grouping after which signals and timers get their turn. */
const AT_ONCE = 50;

async function tellGroups(
  faces: GatheredFaces,
  run: Parameters<Conclusion>[0],
  { manifest, least, starter }: Telling,
): ReturnType<Conclusion> {
  const { sink, signal, tally, printer } = run;
  printer.line(`grouping ${faces.store.count} faces`);
  let rested = performance.now();
  const pause = async (done: number) => {
    tally.grouping = done;
    if (performance.now() - rested < AT_ONCE) return;
    await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) throw new StoppedEarly();
    rested = performance.now();
  };
  try {
    const groups = (await groupFaces(faces, { thresholds: manifest.thresholds, pause }))
      .filter((group) => group.faces.length >= least);
    tally.grouping = null;
    const agreement = lowestAgreement(manifest.thresholds);
    for (const [i, group] of groups.entries()) {
      if (signal.aborted) throw new StoppedEarly();
      const name = groupName(i + 1);
      const event = groupEvent(name, group, representative(group, faces), (face) => {
        const { photo, place } = faces.origin(face);
        return { photo, ...photo.faces[place] };
      });
      const copies = starter && await copyStarters(name, group, faces, starter, agreement, run);
      await sink.send(copies ? { ...event, copied_to: copies } : event);
    }
    const grouped = groups.reduce((sum, group) => sum + group.faces.length, 0);
    return { groups: groups.length, grouped, alone: faces.store.count - grouped };
  } catch (error) {
    if (error instanceof StoppedEarly) return {};
    throw error;
  } finally {
    tally.grouping = null;
  }
}

/** Which face of a group shows the person best. */
function representative({ faces }: Group, { origin }: GatheredFaces): number {
  const shown = faces.map(({ face, similarity }) => {
    const { photo, place } = origin(face);
    return showsWell({ quality: photo.faces[place].quality, similarity });
  });
  return shown.indexOf(Math.max(...shown));
}

/** Copies some photos of a group's person; gives the copies' paths. What fails is told of. */
async function copyStarters(
  name: string,
  { faces }: Group,
  all: GatheredFaces,
  copier: PhotoCopier,
  agreement: number,
  { sink, tally, printer }: Parameters<Conclusion>[0],
): Promise<string[]> {
  const candidates = faces.map(({ face, similarity }): StarterCandidate => {
    const { photo, place } = all.origin(face);
    const embeddings = all.of(photo).map((one) => all.store.embedding(one));
    return { faces: embeddings, own: place, quality: photo.faces[place].quality, similarity };
  });
  const chosen = chooseStarterPhotos(candidates, agreement), copies: string[] = [];
  if (chosen.length === 0) {
    printer.line(`${name}: none of the photos would tell a search who of several people it is: no folder`);
  }
  for (const position of chosen) {
    const [path] = all.origin(faces[position].face).photo.paths;
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
