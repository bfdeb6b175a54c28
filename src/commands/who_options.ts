import { type Command, Option } from "commander";
import type { Strictness } from "../matching/threshold.ts";
import { GROUP } from "./help.ts";
import { collect, similarity } from "./option_values.ts";

/** The options that say who is sought, and how sure a match must be, as parsed. */
export interface WhoOptions {
  known: string[];
  not: string[];
  name: string[];
  /** Files of what was said about faces. */
  decisions: string[];
  threshold?: number;
  loose: boolean;
  strict: boolean;
}

/** Adds what `known` and `scan` have. */
export function addNameOption(command: Command): Command {
  return command.optionsGroup(GROUP.who).option(
    "-n, --name <name>",
    "name of the person in a folder of photos of one; may be repeated",
    collect,
    [],
  );
}

/** Adds what says who is sought, and how sure a match must be. */
export function addWhoOptions(command: Command): Command {
  return addNameOption(command)
    .option(
      "-k, --known <folder>",
      "photos of one person, or a folder of photos for each; may be repeated",
      collect,
      [],
    )
    .option(
      "--not <folder>",
      "people who look like someone sought, but aren't: photos as for --known; may be repeated",
      collect,
      [],
    )
    .addOption(decisionsOption())
    .addOption(
      new Option(
        "--threshold <similarity>",
        "similarity that makes a match, -1 to 1",
      ).default(undefined, "by the number of references and people").argParser(similarity).conflicts([
        "loose",
        "strict",
      ]),
    )
    .addOption(
      new Option("--loose", "at most one false match in 100 photos, instead of one in 1,000").default(false)
        .conflicts("strict"),
    )
    .option("--strict", "at most one false match in 10,000 photos, instead of one in 1,000", false);
}

/** What somebody has said about faces. */
export const decisionsOption = () =>
  new Option(
    "--decisions <file>",
    "what you said about faces on the page of an earlier run; is remembered too; may be repeated",
  ).argParser(collect).default([]).helpGroup(GROUP.who);

/** How sure a match has to be, where the user gave no similarity. */
export function strictnessOf({ loose, strict }: WhoOptions): Strictness {
  return loose ? "loose" : strict ? "strict" : "normal";
}
