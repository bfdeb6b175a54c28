import { type FaceDecision, parseDecisions } from "../decisions/decisions_file.ts";
import { Verdicts } from "../decisions/verdicts.ts";
import { messageOf, reasonOf, UsageError } from "../failure.ts";
import { type DecidedFace, findDecidedFaces } from "../scan/decided_faces.ts";
import type { PlanParts } from "./photo_command.ts";
import type { WhoFolders } from "./who.ts";

/** The decisions in a file; `told`: how an error names it. Throws a {@link UsageError}. */
export async function readDecisionsFile(path: string, told: string): Promise<FaceDecision[]> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    throw new UsageError(
      `${told}: ${reasonOf(error)}. Expected the file that the page's “Save decisions” gave.`,
    );
  }
  try {
    return parseDecisions(text);
  } catch (error) {
    throw new UsageError(`${told}: ${messageOf(error)}.`);
  }
}

/** The decisions in the files of `--decisions`, one after the other. Throws as {@link readDecisionsFile}. */
export async function readDecisionsFiles(files: readonly string[]): Promise<FaceDecision[]> {
  return (await Promise.all(files.map((file) => readDecisionsFile(file, `--decisions ${file}`)))).flat();
}

/** What counts of all that was ever said about faces, and the faces that it says something about who is sought. */
export interface Decided {
  verdicts: Verdicts;
  faces: DecidedFace[];
}

/** Remembers what was `said` just now, and gives all that counts of what was ever said. */
export function remember(
  said: readonly FaceDecision[],
  { index, warn }: Pick<PlanParts, "index" | "warn">,
): Verdicts {
  if (!index.decide(said)) {
    warn(
      "what --decisions says counts in this run only: the index can't be written (--data names another folder)",
    );
  }
  return new Verdicts([...index.decisions(), ...said]);
}

/** The same, with the faces that it says something about who is sought. */
export async function decide(
  said: readonly FaceDecision[],
  { known }: WhoFolders,
  parts: Pick<PlanParts, "index" | "examiner" | "warn">,
): Promise<Decided> {
  const verdicts = remember(said, parts);
  const sought = new Set(known.map(({ name }) => name));
  const about = verdicts.all.filter(({ person }) => sought.has(person));
  return { verdicts, faces: await findDecidedFaces(about, parts.index, parts.examiner) };
}
