import { dirname, isAbsolute, join } from "node:path";

/** Where a command of the README is run, and what its words stand for there. */
export interface Place {
  /** Where it is started. */
  folder: string;
  /** A folder of photos. */
  album: string;
  /** A file with the events of a search. */
  results: string;
  /** The program's own pack of models. */
  models: string;
  /** Where packs lie. */
  packs: string;
}

/** Options whose value is made by the command. */
const MAKES = new Set(["-o", "--output", "--copy", "--out", "--report"]);
/** Options and commands that are given folders of people. */
const OF_PEOPLE = new Set(["--known", "--not", "known"]);

/** A command as it can be run: photos, people, results and packs that exist take the place of those it is shown with. */
export function wordsFor(shown: readonly string[], place: Place): string[] {
  const words = shown.map((word) => word.replaceAll(/[[\]…"']/g, "")), given: string[] = [];
  for (const [i, word] of words.entries()) {
    const before = words[i - 1] ?? "", isUnnamed = /^[A-Z]+$/.test(word);
    if (word === "--passphrase") given.push("--passphrase-file", "passphrase");
    else if (before === "--pack") given.push(addPack(word, place));
    else if (MAKES.has(before)) given.push(isFree(word, before, place) ? word : `made-${i}`);
    else if (OF_PEOPLE.has(before) && (isUnnamed || isAbsolute(word))) given.push("family");
    else if (word === "PATH" || isAbsolute(word)) given.push(place.album);
    else if (word === "RESULTS") given.push(place.results);
    else if (/\.ndjson$/.test(word)) given.push(copyResults(word, place));
    else if (isUnnamed && before !== "--name") {
      throw new Error(`what does ${word} stand for in: ${shown.join(" ")}?`);
    } else given.push(word);
  }
  return given;
}

/** Whether a command can make what has this name. */
function isFree(name: string, option: string, { folder }: Place): boolean {
  if (/^[A-Z]+$/.test(name) || isAbsolute(name)) return false;
  // Only this one never goes on in what is there.
  return option !== "--out" ||
    ![...Deno.readDirSync(folder)].some((one) => one.name === name.replace(/\/$/, ""));
}

function copyResults(pattern: string, { folder, results }: Place): string {
  const name = pattern.replace("*", "0");
  Deno.mkdirSync(dirname(join(folder, name)), { recursive: true });
  Deno.copyFileSync(results, join(folder, name));
  return name;
}

/** Puts the program's own models where a pack of this name is looked for. */
function addPack(name: string, { models, packs }: Place): string {
  const folder = join(packs, name);
  Deno.mkdirSync(folder, { recursive: true });
  for (const { name: file, isFile } of Deno.readDirSync(models)) {
    if (isFile) Deno.copyFileSync(join(models, file), join(folder, file));
  }
  return name;
}
