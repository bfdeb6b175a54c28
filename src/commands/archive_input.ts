import { UsageError } from "../failure.ts";
import type { Context } from "./context.ts";
import type { PhotoOptions } from "./photo_options.ts";

/**
 * Sees that nothing contradicts photos that come as an archive on standard input. Throws a {@link UsageError}. `scan`:
 * whether reference photos are looked at, which may be remembered, and what is written beside the events.
 */
export function checkArchiveInput(
  paths: readonly string[],
  options: PhotoOptions,
  { ask }: Pick<Context, "ask">,
  scan: { references: boolean; report: boolean; link: boolean; besideOriginals: boolean },
) {
  const other = paths.find((path) => path !== "-");
  const lists = options.filesFrom === undefined ? null : `--files-from ${options.filesFrom}`;
  const problem = other !== undefined
    ? `${other} can't be searched in the same run: the photos are those of the archive`
    : lists !== null
    ? `${lists} names other photos: those searched are the archive's`
    : options.passphraseFd === 0
    ? "the passphrase (--passphrase-fd 0) comes from standard input too: give it by a file"
    : !scan.references && options.remember !== undefined && options.remember !== "none"
    ? `--remember ${options.remember}: photos of an archive can't be looked up again, so nothing is remembered of them`
    : !scan.references && typeof options.index === "string"
    ? `--index ${options.index}: photos of an archive can't be looked up again, so nothing is remembered of them`
    : scan.report
    ? "--report shows photos, and those of an archive are gone by then: keep the events with --output"
    : scan.link
    ? "--link needs photos that stay where they are: the copies of an archive's are files of their own"
    : scan.besideOriginals
    ? "--write-beside-originals: the photos of an archive lie nowhere, so nothing lies beside them"
    : ask !== null
    ? "standard input is a terminal: expected an archive from a pipe or a file, such as tar c photos | facefinder …"
    : null;
  if (problem !== null) throw new UsageError(`--stdin tar: ${problem}.`);
}
