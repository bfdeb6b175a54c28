import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { join } from "node:path";
import { Command } from "commander";
import { addExaminationOptions } from "../../../src/commands/examination_options.ts";
import {
  indexHome,
  type IndexPlaceOptions,
  openIndexPlace,
  retentionOf,
} from "../../../src/commands/index_place.ts";
import { makeFolder } from "../output/temporary_folder.ts";

/** The options that `args` give. Throws commander's error. */
function parsed(...args: string[]): IndexPlaceOptions {
  const command = addExaminationOptions(new Command()).exitOverride().configureOutput({ writeErr: () => {} });
  return command.parse(args, { from: "user" }).opts();
}

Deno.test("what is remembered is all, but as --remember says, and nothing by --no-index", () => {
  strictEqual(retentionOf(parsed()), "all");
  strictEqual(retentionOf(parsed("--index", "there")), "all");
  strictEqual(retentionOf(parsed("--remember", "known")), "known");
  strictEqual(retentionOf(parsed("--no-index")), "none");
  strictEqual(retentionOf(parsed("--no-index", "--remember", "none")), "none");
});

Deno.test("--index and --no-index are refused together, naming both", () => {
  const message = "--index says where it is, and --no-index that there be none: give one of them.";
  throws(() => parsed("--no-index", "--index", "there"), { message });
  throws(() => parsed("--index", "there", "--no-index"), { message });
});

Deno.test("the index's folder is made if need be; a file in its place is told of", async () => {
  await using folder = await makeFolder();
  const notes: string[] = [], note = (message: string) => notes.push(message);
  const index = join(folder.path, "new/index"), file = join(folder.path, "file");
  strictEqual(openIndexPlace({}, note), null);
  strictEqual(openIndexPlace({ index: false }, note), null);
  strictEqual(openIndexPlace({ index }, note)?.path, index);
  strictEqual((await Deno.stat(index)).isDirectory, true);
  await Deno.writeTextFile(file, "no index");
  throws(() => openIndexPlace({ index: file }, note), /--index .*file: it is no folder\. Expected a folder/);
  throws(() => openIndexPlace({ index: join(file, "below") }, note), /--index .*below: it cannot be written/);
  deepStrictEqual(notes, []);
});

if (Deno.build.os === "linux") {
  Deno.test("a folder that cannot be written and holds no index is told of", () => {
    throws(
      () => openIndexPlace({ index: "/proc/self" }, () => {}),
      /--index \/proc\/self: it cannot be written/,
    );
  });
}

Deno.test("who looks after the index finds it by --index, by --data, or beside the program", () => {
  strictEqual(indexHome({ index: "/i", data: "/d" }, "/stick/facefinder"), "/i");
  strictEqual(indexHome({ data: "/d" }, "/stick/facefinder"), "/d");
  strictEqual(indexHome({}, "/stick/facefinder"), join("/stick", "facefinder-data"));
});
