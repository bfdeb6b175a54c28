import { resolve } from "node:path";
import { UsageError } from "../failure.ts";
import type { Manifest } from "../faces/manifest.ts";
import type { Decision, Sought } from "../matching/decide.ts";
import { lookAlikes, lookAlikeWarning } from "../matching/look_alikes.ts";
import { confidence, thresholdFor } from "../matching/threshold.ts";
import { PhotoCopier } from "../output/copy.ts";
import { findReferenceFolders } from "../scan/reference_folders.ts";
import { type LoadedPerson, loadPeople } from "../scan/references.ts";
import type { Context } from "./context.ts";
import type { ScanOptions } from "./options.ts";
import { runPhotos } from "./run.ts";

/** Where `--copy` without a folder copies to. */
const COPY_FOLDER = "found";

/** `scan`: find known people in photos. */
export async function runScan(
  paths: readonly string[],
  options: ScanOptions,
  context: Context,
): Promise<number> {
  if (options.known.length === 0) {
    throw new UsageError(
      "whom to look for? Give --known FOLDER with photos of the person, or with a folder of photos for each person.",
    );
  }
  const folders = await findReferenceFolders(options.known, options.name);
  const copyTo = options.copy === undefined
    ? null
    : resolve(options.copy === true ? COPY_FOLDER : options.copy);
  return await runPhotos([...paths, ...options.input], options, context, {
    seeks: true,
    own: copyTo === null ? [] : [copyTo],
    plan: async ({ analyze, manifest }) => {
      const { people, unusable } = await loadPeople(folders, analyze);
      if (people.length === 0) throw new UsageError(noReferences(unusable));
      const sought = people.map((person) => seek(person, people.length, manifest, options));
      const alike = lookAlikes(
        people,
        ({ references }) => thresholdFor(manifest.thresholds, "loose", references.length, people.length),
      );
      const left = unusable.map(({ name, reasons }) => ({
        name,
        references: 0,
        threshold: 1,
        warnings: reasons,
      }));
      return {
        plan: {
          people: sought,
          confidence: (decision) => confidenceOf(decision, sought.length, manifest),
          detail: { landmarks: false, embeddings: false },
          all: options.all,
          copier: copyTo === null ? null : new PhotoCopier(
            copyTo,
            sought.map(({ name }) => name),
            1000 * options.photoTimeout,
          ),
        },
        people: [
          ...sought.map(({ name, references, threshold, warnings }) => ({
            name,
            references: references.length,
            threshold,
            warnings: [
              ...warnings,
              ...alike.filter(({ taken }) => taken === name).map(lookAlikeWarning),
            ],
          })),
          ...left.map((person) => ({
            ...person,
            warnings: [`${person.name} cannot be sought: no usable face`, ...person.warnings],
          })),
        ],
        threshold: Math.min(...sought.map(({ threshold }) => threshold)),
      };
    },
  });
}

function seek(
  person: LoadedPerson,
  people: number,
  { thresholds }: Manifest,
  options: ScanOptions,
): Sought & LoadedPerson {
  const strictness = options.strict ? "strict" : "normal";
  const threshold = options.threshold ??
    thresholdFor(thresholds, strictness, person.references.length, people);
  return { ...person, threshold: Math.round(threshold * 1e4) / 1e4 };
}

function confidenceOf({ nearest, similarity }: Decision, people: number, manifest: Manifest): number | null {
  return nearest && similarity !== null
    ? confidence(manifest, nearest.references.length, people, similarity)
    : null;
}

function noReferences(unusable: { name: string; reasons: string[] }[]): string {
  const lines = unusable.flatMap(({ name, reasons }) => reasons.map((reason) => `  ${name}: ${reason}`));
  return ["no reference photo shows a usable face, so there is nobody to look for:", ...lines].join("\n");
}
