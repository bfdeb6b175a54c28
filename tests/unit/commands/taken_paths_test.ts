import { strictEqual } from "node:assert";
import { Command } from "commander";
import { addScanOptions } from "../../../src/commands/options.ts";
import { addPhotoOptions } from "../../../src/commands/photo_options.ts";
import { takenPaths } from "../../../src/commands/taken_paths.ts";

/** What is said of the options of a scan, as typed. */
const said = (...args: string[]) =>
  takenPaths(addPhotoOptions(addScanOptions(new Command())).parse(args, { from: "user" }).opts());

Deno.test("where no path is left, it is said which options took those that were given", () => {
  strictEqual(
    said("--known", "family", "--copy", "/uncle/Pictures"),
    " --known took family, --copy took /uncle/Pictures: paths may stand before the options.",
  );
  strictEqual(
    said("-k", "family", "-k", "friends", "--output", "found.ndjson"),
    " --known took family and friends, --output took found.ndjson: paths may stand before the options.",
  );
});

Deno.test("where options took nothing, nothing is said of them", () => {
  for (const args of [[], ["--copy"], ["--no-index"], ["--exclude", "*.png"]]) strictEqual(said(...args), "");
});
