import { type FaceDecision, parseDecisions } from "../decisions/decisions_file.ts";
import { messageOf, UsageError } from "../failure.ts";

/** The decisions in a file; `told`: how an error names it. Throws a {@link UsageError}. */
export async function readDecisionsFile(path: string, told: string): Promise<FaceDecision[]> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound ? "there is no such file" : messageOf(error);
    throw new UsageError(`${told}: ${reason}`);
  }
  try {
    return parseDecisions(text);
  } catch (error) {
    throw new UsageError(`${told}: ${messageOf(error)}`);
  }
}

/** The decisions in the files of `--decisions`, one after the other. Throws as {@link readDecisionsFile}. */
export async function readDecisionsFiles(files: readonly string[]): Promise<FaceDecision[]> {
  return (await Promise.all(files.map((file) => readDecisionsFile(file, `--decisions ${file}`)))).flat();
}
