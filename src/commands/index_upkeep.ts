import { resolve } from "node:path";
import { UsageError } from "../failure.ts";
import { IndexDamaged } from "../index/database.ts";
import {
  forget,
  type Forgettable,
  type IndexStats,
  rememberedPeople,
  statistics,
  verify,
} from "../index/upkeep.ts";
import { counted } from "../output/counted.ts";
import { EXIT_INCOMPLETE } from "../output/exit_code.ts";
import { SerialWriter } from "../output/serial_writer.ts";
import type { Context } from "./context.ts";
import { type IndexOptions, withIndex } from "./with_index.ts";

/** The options of `index forget`, as parsed. */
export interface ForgetOptions extends IndexOptions {
  person?: string;
  root?: string;
  all: boolean;
}

/** `index stats`: what is remembered. */
export function runIndexStats(options: IndexOptions & { json: boolean }, context: Context): Promise<number> {
  return withIndex(options, context, async (index, processing) => {
    const { path } = index.database, stats = statistics(index, processing), bytes = Deno.statSync(path).size;
    const text = options.json
      ? JSON.stringify({ path, bytes, ...stats }, null, 2)
      : statsText(path, bytes, stats);
    await new SerialWriter(context.stdout).write(text + "\n");
    return 0;
  });
}

/** `index verify`: exit code 3 when something is damaged. */
export async function runIndexVerify(options: IndexOptions, context: Context): Promise<number> {
  const print = (text: string) => new SerialWriter(context.stdout).write(text + "\n");
  try {
    return await withIndex(options, context, async (index) => {
      const wrong = verify(index);
      await print(wrong.length ? wrong.join("\n") : "the index is whole");
      return wrong.length ? EXIT_INCOMPLETE : 0;
    });
  } catch (error) {
    const cause = error instanceof UsageError ? error.cause : null;
    if (!(cause instanceof IndexDamaged)) throw error;
    await print(`the index is damaged (${cause.message}): the next scan rebuilds it`);
    return EXIT_INCOMPLETE;
  }
}

/** `index forget`: a person, a root, or everything. */
export function runIndexForget(
  options: ForgetOptions,
  context: Context,
): Promise<number> {
  const chosen: Forgettable[] = [
    ...(options.person !== undefined ? [{ person: options.person }] : []),
    ...(options.root !== undefined ? [{ root: resolve(options.root) }] : []),
    ...(options.all ? ["all" as const] : []),
  ];
  if (chosen.length !== 1) {
    throw new UsageError("what is to be forgotten? Give one of --person NAME, --root FOLDER, --all.");
  }
  return withIndex(options, context, async (index) => {
    if (options.person !== undefined) checkPerson(options.person, rememberedPeople(index));
    const photos = forget(index, chosen[0]);
    await new SerialWriter(context.stdout).write(
      `${photos} ${photos === 1 ? "photo" : "photos"} forgotten\n`,
    );
    return 0;
  }, true);
}

/** Names that are told to who gave another one. */
const TOLD_NAMES = 5;

/**
 * Who mistypes a name must not believe that the person is forgotten: throws a {@link UsageError} unless it is one of
 * `people`, who are remembered.
 */
function checkPerson(name: string, people: readonly string[]) {
  if (people.includes(name)) return;
  const told = people.slice(0, TOLD_NAMES).join(", "), more = people.length - TOLD_NAMES;
  const expected = people.length === 0
    ? ", nor is anybody else"
    : people.length === 1
    ? `. Expected ${told}`
    : `. Expected one of ${told}${more > 0 ? ` and ${more} more: see index stats` : ""}`;
  throw new UsageError(`--person ${name}: nobody of that name is remembered${expected}.`);
}

function statsText(path: string, bytes: number, stats: IndexStats): string {
  const { photos, contents, failed, outdated, faces, embeddings, decisions, people, roots } = stats;
  return [
    `${path}, ${(bytes / 2 ** 20).toFixed(1)} MB`,
    `${photos} photos, ${contents} different ones, ${failed} of them could not be analysed`,
    `${faces} faces, ${embeddings} of them can be searched`,
    ...(outdated
      ? [`${outdated} photos were analysed by other models, and are analysed again when met`]
      : []),
    ...(decisions ? [`${decisions} faces of which you said who they are, or are not`] : []),
    ...people.map(({ name, photos }) => `  ${name}: ${counted(photos, "photo")}`),
    ...roots.map(({ path, photos }) => `  below ${path}: ${counted(photos, "photo")}`),
  ].join("\n");
}
