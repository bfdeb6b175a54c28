import { doesNotThrow, match, throws } from "node:assert";
import { Command } from "commander";
import { UsageError } from "../../../src/failure.ts";
import { checkTogether } from "../../../src/commands/option_rules.ts";
import { addScanOptions, type ScanOptions } from "../../../src/commands/options.ts";
import { addPhotoOptions } from "../../../src/commands/photo_options.ts";
import { addPipelineOptions } from "../../../src/commands/pipeline_options.ts";

/** Checks the options of a scan, as typed; from a script, or at a terminal. */
function check(args: readonly string[], paths: readonly string[] = [], isTyped = false) {
  const command = addPipelineOptions(addPhotoOptions(addScanOptions(new Command())));
  const options: ScanOptions = command.parse(args, { from: "user" }).opts();
  checkTogether(paths, options, { ask: isTyped ? () => Promise.resolve("") : null });
}

/** Options that don't go together, and all that is to be named. */
const AT_ODDS: [string[], string[], string[]?][] = [
  [["--link"], ["--link", "--copy FOLDER"]],
  [["--layout", "flat"], ["--layout", "--copy FOLDER"]],
  [["--sidecars"], ["--sidecars", "--copy FOLDER", "--write-beside-originals"]],
  [["--write-beside-originals", "--copy", "found"], ["--write-beside-originals", "--sidecars"]],
  [["--report", "a/found.html", "--output", "./a/../a/found.html"], ["--report", "--output", "found.html"]],
  [["--overwrite"], ["--overwrite", "--report"]],
  [["--null"], ["--null", "--files-from"], ["photos"]],
  [["--stdin", "tar", "--follow"], ["--stdin tar", "--follow"]],
  [["--stdin", "tar", "--one-file-system"], ["--stdin tar", "--one-file-system"]],
  [["--no-index", "--remember", "known"], ["--no-index", "--remember known"]],
  [["--remember", "none", "--index", "there"], ["--remember none", "--index there"]],
  [["--passphrase-fd", "0"], ["--passphrase-fd 0", "standard input"], ["-"]],
  [["--passphrase-fd", "0", "--files-from", "-"], ["--passphrase-fd 0", "standard input"]],
  [["--stdin", "tar"], ["--stdin tar", "photos"], ["photos"]],
  [["--stdin", "tar", "--files-from", "list"], ["--stdin tar", "--files-from list"]],
  [["--stdin", "tar", "--passphrase-fd", "0"], ["--stdin tar", "--passphrase-fd 0"]],
  [["--stdin", "tar", "--report", "a.html"], ["--stdin tar", "--report", "--output"]],
  [["--stdin", "tar", "--copy", "found", "--link"], ["--stdin tar", "--link"]],
  [["--stdin", "tar", "--sidecars", "--write-beside-originals"], ["--stdin tar", "--write-beside-originals"]],
];

for (const [args, named, paths] of AT_ODDS) {
  Deno.test(`${[...args, ...paths ?? []].join(" ")} is refused, naming what is at odds`, () => {
    throws(() => check(args, paths), (error) => {
      if (!(error instanceof UsageError)) return false;
      for (const name of named) match(error.message, new RegExp(name));
      match(error.message, /\.$/);
      return true;
    });
  });
}

const TOGETHER: [string[], string[]?][] = [
  [[]],
  [["--copy", "found", "--link", "--layout", "flat", "--sidecars", "--write-beside-originals"]],
  [["--sidecars", "--write-beside-originals"]],
  [["--report", "found.html", "--output", "found.ndjson"]],
  [["--report", "found.html", "--overwrite"]],
  [["--files-from", "list", "--null"]],
  [["--null"], ["-"]],
  [["--no-index", "--remember", "none"]],
  [["--remember", "known", "--index", "there"]],
  [["--passphrase-fd", "3"], ["-"]],
  [["--passphrase-fd", "0"], ["photos"]],
  [["--stdin", "tar", "--no-index", "--copy", "found", "--sidecars"], ["-"]],
  [["--stdin", "tar", "--remember", "none"]],
  [["--stdin", "tar", "--remember", "known", "--index", "there"]],
];

for (const [args, paths] of TOGETHER) {
  Deno.test(`"${[...args, ...paths ?? []].join(" ")}" goes together`, () => {
    doesNotThrow(() => check(args, paths));
  });
}

Deno.test("an archive can't be typed at a terminal", () => {
  throws(
    () => check(["--stdin", "tar"], [], true),
    /standard input is a terminal: expected an archive from a pipe/,
  );
  doesNotThrow(() => check([], ["photos"], true));
});

Deno.test("of an archive in which nobody is sought nothing can be remembered", () => {
  const faces = { stdin: "tar" as const };
  for (const more of [{ remember: "all" as const }, { index: "there" }]) {
    throws(
      () => checkTogether([], { ...faces, ...more }, { ask: null }),
      /--(remember all|index there): photos of an/,
    );
  }
  doesNotThrow(() => checkTogether([], { ...faces, remember: "none" }, { ask: null }));
});
