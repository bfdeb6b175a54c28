import { Command, InvalidArgumentError, Option } from "commander";
import { fileURLToPath } from "node:url";

/** The parts of the suite, in their order. */
export const PARTS = [
  "search",
  "clustering",
  "verification",
  "yaw",
  "album",
  "ladders",
  "decisions",
] as const;
export type Part = typeof PARTS[number];

/** The options of the suite. */
export interface Options {
  only?: Part[];
  effort?: string;
  photos: number;
  seed: number;
  data: string;
  pairs?: string;
  least: number;
  reference: boolean;
  output?: string;
  cache: string;
}

const project = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The collection that is searched unless another is given. */
export const DATA = project("../shared/lfw-dev");
/** The pairs of that collection. */
export const PAIRS = project("../shared/eval/lfw-dev-pairs.tsv");

/** Reads the command line; prints help or what is wrong, and ends the process then. */
export function parseOptions(args: readonly string[]): Options {
  return new Command("deno task accuracy")
    .description(
      "Measures how well the executable finds people. Results: a table on stdout, NDJSON in a file.",
    )
    .addOption(
      new Option("--only <part>", "measure only this; may be repeated").choices(PARTS)
        .argParser((value: string, before: Part[] = []) => [...before, onePart(value)]),
    )
    .option("--effort <level>", "handed on to the program")
    .option("--photos <number>", "photos of sought people on each rung of a ladder", positive, 100)
    .option("--seed <number>", "decides which photos are taken, and noise", positive, 2)
    .option("--data <folder>", "folder with a folder of photos for each person", DATA)
    .option("--pairs <file>", "pairs of photos for verification: left, right, 1 or 0, separated by tabs")
    .option("--least <number>", "photos that a person who is sought has", positive, 15)
    .option("--reference", "compare with the reference pipeline (slow the first time)", false)
    .option("--output <file>", "where the NDJSON goes (default: results.ndjson in the cache)")
    .option("--cache <folder>", "where photos that are made once are kept", project(".build/accuracy"))
    // go-task wants "--" before them, and Deno's own tasks pass that on.
    .parse(args[0] === "--" ? args.slice(1) : args, { from: "user" }).opts();
}

function onePart(value: string): Part {
  const part = PARTS.find((name) => name === value);
  if (!part) throw new InvalidArgumentError(`Expected one of ${PARTS.join(", ")}.`);
  return part;
}

function positive(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError("Expected a whole number above 0.");
  return Number(value);
}
