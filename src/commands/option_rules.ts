import { resolve } from "node:path";
import { UsageError } from "../failure.ts";
import { DEFAULT_LAYOUT } from "../output/layout.ts";
import type { Context } from "./context.ts";
import type { IndexPlaceOptions } from "./index_place.ts";
import type { WritingOptions } from "./writing.ts";

/** The options that rules are about; a command has some of them. */
export interface RuledOptions extends IndexPlaceOptions, Partial<WritingOptions> {
  filesFrom?: string;
  /** Folders of reference photos, of which something may be remembered; undefined: nobody is sought. */
  known?: readonly string[];
  output?: string;
  report?: string;
  stdin?: "tar";
  null?: boolean;
  overwrite?: boolean;
  follow?: boolean;
  oneFileSystem?: boolean;
}

/** What was given on the command line. */
interface Given {
  paths: readonly string[];
  options: RuledOptions;
  /** Standard input is a terminal. */
  isTyped: boolean;
}

/** What is wrong with options that are right each by itself; null where nothing is. */
type Rule = (given: Given) => string | null;

/**
 * Sees that no options contradict each other, and none lacks the one that it is about, before anything is done. Throws a
 * {@link UsageError} that names them. `paths`: what is to be searched.
 */
export function checkTogether(
  paths: readonly string[],
  options: RuledOptions,
  { ask }: Pick<Context, "ask">,
) {
  for (const rule of RULES) {
    const problem = rule({ paths, options, isTyped: ask !== null });
    if (problem !== null) throw new UsageError(problem);
  }
}

const copies: Rule = ({ options: { copy, link, layout = DEFAULT_LAYOUT } }) =>
  copy === undefined && (link || layout !== DEFAULT_LAYOUT)
    ? `${link ? "--link" : "--layout"} is about copies: give --copy FOLDER too.`
    : null;

const sidecarFiles: Rule = ({ options: { copy, sidecars, writeBesideOriginals } }) =>
  writeBesideOriginals && !sidecars
    ? "--write-beside-originals is about the files of --sidecars: give that too."
    : sidecars && copy === undefined && !writeBesideOriginals
    ? "--sidecars writes beside the copies: give --copy FOLDER, or --write-beside-originals for files beside the " +
      "photos themselves."
    : null;

const twoFiles: Rule = ({ options: { report, output } }) =>
  report !== undefined && output !== undefined && resolve(report) === resolve(output)
    ? `--report and --output name the same file, ${
      resolve(report)
    }. Expected one for the page and one for the events.`
    : null;

const page: Rule = ({ options: { report, overwrite } }) =>
  overwrite && report === undefined ? "--overwrite is about the page of --report: give that too." : null;

const pathList: Rule = ({ paths, options: { filesFrom, null: isNull } }) =>
  isNull && filesFrom === undefined && !paths.includes("-")
    ? "--null is about the paths of --files-from: give that too, or - for paths from standard input."
    : null;

const memory: Rule = ({ options: { index, remember } }) =>
  index === false && remember !== undefined && remember !== "none"
    ? `--no-index remembers nothing, and --remember ${remember} something: give one of them.`
    : remember === "none" && typeof index === "string"
    ? `--remember none has no index, and --index ${index} says where it is: give one of them.`
    : null;

const standardInput: Rule = ({ paths, options: { filesFrom, passphraseFd, stdin } }) =>
  stdin === undefined && passphraseFd === 0 && (paths.includes("-") || filesFrom === "-")
    ? "the passphrase (--passphrase-fd 0) and the paths both come from standard input: give one of them by a file."
    : null;

/** Photos of an archive can be read once, and lie nowhere. */
const archive: Rule = ({ paths, options, isTyped }) => {
  if (options.stdin === undefined) return null;
  const other = paths.find((path) => path !== "-");
  const seeksNobody = options.known === undefined;
  const { filesFrom, passphraseFd, remember, index, report, link, writeBesideOriginals } = options;
  const { follow, oneFileSystem } = options;
  const problem = other !== undefined
    ? `${other} can't be searched in the same run: the photos are those of the archive`
    : filesFrom !== undefined
    ? `--files-from ${filesFrom} names other photos: those searched are the archive's`
    : passphraseFd === 0
    ? "the passphrase (--passphrase-fd 0) comes from standard input too: give it by a file"
    : seeksNobody && remember !== undefined && remember !== "none"
    ? `--remember ${remember}: photos of an archive can't be looked up again, so nothing is remembered of them`
    : seeksNobody && typeof index === "string"
    ? `--index ${index}: photos of an archive can't be looked up again, so nothing is remembered of them`
    : report !== undefined
    ? "--report shows photos, and those of an archive are gone by then: keep the events with --output"
    : link
    ? "--link needs photos that stay where they are: the copies of an archive's are files of their own"
    : writeBesideOriginals
    ? "--write-beside-originals: the photos of an archive lie nowhere, so nothing lies beside them"
    : follow || oneFileSystem
    ? `${
      follow ? "--follow" : "--one-file-system"
    } is about folders, and the photos of an archive lie in none`
    : isTyped
    ? "standard input is a terminal: expected an archive from a pipe or a file, such as tar c photos | facefinder …"
    : null;
  return problem && `--stdin tar: ${problem}.`;
};

const RULES: readonly Rule[] = [
  copies,
  sidecarFiles,
  twoFiles,
  page,
  pathList,
  memory,
  standardInput,
  archive,
];
