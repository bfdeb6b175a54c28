import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { basename, dirname, join, relative } from "node:path";
import { events, makeStick, ofType, run, SAMPLES } from "./program.ts";

const photo = await Deno.readFile(join(SAMPLES, "formats/baseline.jpg"));

/** Names that file systems allow; the last is of 255 bytes. */
const NAMES = [
  "two  spaces .jpg",
  "'single' \"double\" `back`.jpg",
  "line\nbreak\ttab.jpg",
  "back\\slash.jpg",
  "$HOME %PATH% * ? | ; & <>.jpg",
  "-leading dash.jpg",
  "emoji 👩‍👩‍👧 🏖️.jpg",
  "עברית العربية \u202egnp.jpg",
  "Ångström e\u0301.jpg",
  "é".repeat(125) + "a.jpg",
];

Deno.test("photos of any name are found, told of and copied", async () => {
  await using stick = await makeStick();
  const photos = join(stick.folder, "the 'photos'\n"), known = join(stick.folder, "known");
  const copies = join(stick.folder, "copies");
  await Deno.mkdir(photos);
  await Deno.mkdir(known);
  await Deno.writeFile(join(known, "a.jpg"), photo);
  for (const name of NAMES) await Deno.writeFile(join(photos, name), photo);
  const args = ["scan", "--known", known, "--name", "Eileen", "--copy", copies, photos];
  const { code, stdout, stderr } = await run(stick, args);
  strictEqual(code, 0, stderr);
  const found = ofType(events(stdout), "match");
  deepStrictEqual(found.map(({ path }) => relative(photos, path)).sort(), NAMES.toSorted());
  for (const { copied_to } of found) deepStrictEqual(await Deno.readFile(copied_to![0]), photo);
});

Deno.test("a tree of more than 1,000 characters is walked to its end", async () => {
  await using stick = await makeStick();
  const folder = join(stick.folder, ...Array.from({ length: 60 }, (_, i) => `a folder in a folder ${i}`));
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeFile(join(folder, "photo.jpg"), photo);
  ok(folder.length > 1000);
  const { code, stdout, stderr } = await run(stick, ["faces", join(stick.folder, "a folder in a folder 0")]);
  strictEqual(code, 0, stderr);
  const [found] = ofType(events(stdout), "photo");
  deepStrictEqual([dirname(found.path), basename(found.path)], [folder, "photo.jpg"]);
});

Deno.test("hidden and system folders are only searched with --hidden", async () => {
  await using stick = await makeStick();
  const photos = join(stick.folder, "photos");
  const hidden = ["$RECYCLE.BIN", "System Volume Information", ".Trashes", "@eaDir", ".thumbnails", ".cache"];
  for (const folder of ["album", ...hidden]) {
    await Deno.mkdir(join(photos, folder), { recursive: true });
    await Deno.writeFile(join(photos, folder, "photo.jpg"), photo);
  }
  const folders = async (...args: string[]) => {
    const { stdout } = await run(stick, ["faces", photos, ...args]);
    return ofType(events(stdout), "photo").map(({ path }) => basename(dirname(path))).sort();
  };
  deepStrictEqual(await folders(), ["album"]);
  deepStrictEqual(await folders("--hidden"), ["album", ...hidden].sort());
});
