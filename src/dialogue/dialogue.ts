import { join, resolve } from "node:path";
import { EXIT_USAGE } from "../output/exit_code.ts";
import { messageOf } from "../failure.ts";
import { isFile, isFolder } from "../system/path_kind.ts";
import { findReferenceFolders } from "../scan/reference_folders.ts";
import { Interrupted } from "../system/terminal.ts";
import { chosen, typedPath, yesOrNo } from "./answers.ts";
import { type Computer, likelyPlaces, type Suggestion } from "./places.ts";
import { TEXTS } from "./texts.ts";

/** What the dialogue needs of the world. */
export interface DialogueParts {
  /** The folder that the program lies in. */
  home: string;
  computer: Computer;
  /** Asks for a line. Throws when it is interrupted. */
  ask: (question: string) => Promise<string>;
  write: (text: string) => void;
  /** Runs a command of the command line, and gives its exit code. */
  command: (args: readonly string[]) => Promise<number>;
  /** Has the system show a page or a folder, where it can. */
  open: (path: string) => void;
}

/** Names of the folder of reference photos, in any letter case. */
const FAMILY = /^(family|known)$/i;
/** The folder of copies and the page that shows what was found, beside the program. */
const COPIES = "found", PAGE = "found.html";

/** A search as it was asked for. */
interface Search {
  /** Folders with reference photos. */
  known: readonly string[];
  /** The folder to search. */
  folder: string;
  /** Where the photos found are copied to; null: they are only listed. */
  copies: string | null;
  /** The page that shows what was found; null where it can't be written. */
  page: string | null;
}

/**
 * For people who use no terminals, and have started the program by a double click: asks two questions, searches, and
 * shows what was found. Gives the exit code. The window stays open until Enter is pressed, unless somebody stops it.
 */
export async function runDialogue(parts: DialogueParts): Promise<number> {
  const { ask, write } = parts;
  write(TEXTS.title);
  let exit = EXIT_USAGE;
  try {
    exit = await searchAsAsked(parts);
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    write(TEXTS.broken(messageOf(error)));
  }
  await ask(TEXTS.close);
  return exit;
}

async function searchAsAsked(parts: DialogueParts): Promise<number> {
  const { write, command } = parts, known = await findFamily(parts);
  if (!known) return EXIT_USAGE;
  const search = await askWhat(known, parts);
  // What can be found again is remembered where the page is written.
  const goesOn = search.page !== null;
  write(TEXTS.searching(search.folder, goesOn));
  const before = writtenAt(search.page), exit = await command(scanArguments(search));
  write(outcome(exit, goesOn));
  if (exit !== EXIT_USAGE) show(search, before, parts);
  return exit;
}

/** The folders with reference photos beside the program; null, and says what is wrong, where there is nobody in them. */
async function findFamily({ home, write }: DialogueParts): Promise<string[] | null> {
  const names = [...Deno.readDirSync(home)].map(({ name }) => name).filter((name) => FAMILY.test(name));
  const folders = names.map((name) => join(home, name)).filter(isFolder);
  const filled = folders.filter((folder) => [...Deno.readDirSync(folder)].length > 0);
  if (folders.length === 0) write(TEXTS.noFamily(home));
  else if (filled.length === 0) write(TEXTS.noPhotos(folders[0]));
  if (filled.length === 0) return null;
  try {
    const people = await findReferenceFolders(filled, [], null);
    write(TEXTS.lookingFor(people.map(({ name }) => name)));
    for (const { path } of people) if (filled.includes(path)) write(TEXTS.onePerson(path));
    return filled;
  } catch (error) {
    write(TEXTS.badFamily(messageOf(error)));
    return null;
  }
}

async function askWhat(known: string[], parts: DialogueParts): Promise<Search> {
  const folder = await askWhere(likelyPlaces(parts.computer, parts.home), parts);
  if (!parts.computer.isWritable(parts.home)) {
    parts.write(TEXTS.onlyList(parts.home));
    return { known, folder, copies: null, page: null };
  }
  return { known, folder, copies: await askWhetherToCopy(parts), page: join(parts.home, PAGE) };
}

async function askWhere(
  places: readonly Suggestion[],
  { ask, write, computer }: DialogueParts,
): Promise<string> {
  write(TEXTS.whereHead);
  places.forEach(({ kind, path }, i) => write(TEXTS.place(i + 1, TEXTS[kind], path)));
  for (;;) {
    const answer = await ask(TEXTS.where(places.length));
    const choice = chosen(answer, places.length);
    if (choice !== null) return places[choice].path;
    const typed = typedPath(answer, computer.os === "windows");
    if (typed !== "" && isFolder(typed)) return resolve(typed);
    write(isFile(typed) ? TEXTS.notAFolder(typed) : TEXTS.noSuchPlace(typed, places.length));
  }
}

async function askWhetherToCopy({ ask, write, home }: DialogueParts): Promise<string | null> {
  const copies = join(home, COPIES);
  for (;;) {
    const isYes = yesOrNo(await ask(TEXTS.copyOrList(copies)));
    if (isYes !== null) return isYes ? copies : null;
    write(TEXTS.yesOrNo);
  }
}

function scanArguments({ known, folder, copies, page }: Search): string[] {
  const args = ["scan", "--format", "text", ...known.flatMap((folder) => ["--known", folder])];
  if (copies !== null) args.push("--copy", copies);
  if (page !== null) args.push("--report", page);
  return [...args, "--", folder];
}

function outcome(exit: number, goesOn: boolean): string {
  switch (exit) {
    case 0:
      return TEXTS.done;
    case 1:
      return TEXTS.nobody;
    case 3:
      return TEXTS.someFailed;
    case 4:
    case 130:
      return TEXTS.stopped(goesOn);
    default:
      return TEXTS.failed;
  }
}

/**
 * Shows the page of what was found. A search that could not be made, or whose page could not be written, leaves the page
 * of an earlier one, written at `before`.
 */
function show({ page }: Search, before: number | null, { open }: DialogueParts) {
  if (page !== null && isFile(page) && writtenAt(page) !== before) open(page);
}

/** When a file was written, in milliseconds since 1970; null where there is none. */
function writtenAt(path: string | null): number | null {
  try {
    return path === null ? null : Deno.statSync(path).mtime?.getTime() ?? null;
  } catch {
    return null;
  }
}
