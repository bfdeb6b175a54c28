import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { join } from "node:path";
import { WholeFile, writeWhole } from "../../../src/system/whole_file.ts";
import { makeFolder } from "../output/temporary_folder.ts";

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name);

Deno.test("a file is written and replaced whole, for whom it is meant, and nothing is left beside it", async () => {
  await using folder = await makeFolder();
  const path = join(folder.path, "file");
  for (const text of ["first", "second"]) {
    writeWhole(path, text, 0o600);
    strictEqual(Deno.readTextFileSync(path), text);
  }
  if (Deno.build.os !== "windows") strictEqual(Deno.statSync(path).mode! & 0o777, 0o600);
  deepStrictEqual(namesIn(folder.path), ["file"]);
});

Deno.test("where it can't be put in its place nothing is left, and what is there stays", async () => {
  await using folder = await makeFolder();
  const path = join(folder.path, "file");
  await Deno.mkdir(join(path, "in the way"), { recursive: true });
  throws(() => writeWhole(path, "text"));
  deepStrictEqual(namesIn(folder.path), ["file"]);
  deepStrictEqual(namesIn(path), ["in the way"]);
});

Deno.test("a file that is written bit by bit has its name when it is finished, and not before", async () => {
  await using folder = await makeFolder();
  const path = join(folder.path, "file"),
    file = new WholeFile(path),
    write = (text: string) => {
      file.write(new TextEncoder().encode(text));
    };
  write("fir");
  strictEqual(namesIn(folder.path).includes("file"), false);
  write("st");
  file.finish();
  file.discard();
  deepStrictEqual([namesIn(folder.path), Deno.readTextFileSync(path)], [["file"], "first"]);
});

Deno.test("a file that isn't finished leaves nothing, and what is there stays", async () => {
  await using folder = await makeFolder();
  const path = join(folder.path, "file");
  Deno.writeTextFileSync(path, "before");
  const file = new WholeFile(path);
  file.write(new TextEncoder().encode("half"));
  file.discard();
  deepStrictEqual([namesIn(folder.path), Deno.readTextFileSync(path)], [["file"], "before"]);
});
