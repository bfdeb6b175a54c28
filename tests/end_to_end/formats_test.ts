import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { basename, join } from "node:path";
import { overlap } from "../../src/faces/boxes.ts";
import { fujifilm, rawFiles } from "../unit/photos/raw_files.ts";
import { events, makeStick, ofType, run, SAMPLES } from "./program.ts";

const formats = join(SAMPLES, "formats");

Deno.test("a person is found in every format, at the same place", async () => {
  await using stick = await makeStick();
  const known = join(stick.folder, "known");
  await Deno.mkdir(known);
  await Deno.copyFile(join(formats, "baseline.jpg"), join(known, "astronaut.jpg"));
  const photos = join(stick.folder, "photos");
  await Deno.mkdir(photos);
  const names = [];
  for (const { name } of Deno.readDirSync(formats)) {
    if (/\.(py|md|txt)$/.test(name)) continue;
    names.push(name);
    await Deno.copyFile(join(formats, name), join(photos, name));
  }
  const read = (name: string) => Deno.readFileSync(join(formats, name));
  const preview = read("orientation-6.jpg"), sensor = read("lossless.jpg");
  const raw = { ...rawFiles({ thumbnail: new Uint8Array(), preview, orientation: 6, sensor }) };
  for (const [name, bytes] of Object.entries({ ...raw, "fujifilm.raf": fujifilm(preview, sensor) })) {
    names.push(name);
    await Deno.writeFile(join(photos, name), bytes);
  }
  await Deno.writeFile(join(photos, "pair.mov"), new TextEncoder().encode("\0\0\0\x14ftypqt  \0\0\0\0qt  "));
  await Deno.copyFile(join(formats, "gray.jpg"), join(photos, "photo.txt"));

  const { code, stdout, stderr } = await run(stick, ["scan", "--known", known, "--name", "Eileen", photos]);
  strictEqual(code, 0, stderr);
  const all = events(stdout), found = ofType(all, "match");
  deepStrictEqual(found.map(({ path }) => basename(path)).sort(), names.sort());
  const place = found.find(({ path }) => path.endsWith("baseline.jpg"))!.faces[0].box;
  for (const { path, width, height, faces } of found) {
    deepStrictEqual([basename(path), width, height, faces.length], [basename(path), 192, 160, 1]);
    const { union } = overlap(faces[0].box, place);
    ok(union >= 0.9, `${basename(path)}: ${union}`);
  }
  deepStrictEqual(ofType(all, "skip").map(({ path, reason }) => [basename(path), reason]), [[
    "pair.mov",
    "video",
  ]]);
});

Deno.test("--any-name takes photos of any name, and --max-megapixels leaves larger ones out", async () => {
  await using stick = await makeStick();
  const photos = join(stick.folder, "photos");
  await Deno.mkdir(photos);
  await Deno.copyFile(join(formats, "gray.jpg"), join(photos, "photo.txt"));
  await Deno.copyFile(join(SAMPLES, "album/rocket.jpg"), join(photos, "rocket.jpg"));
  const { code, stdout } = await run(stick, ["faces", photos, "--any-name", "--max-megapixels", "0.1"]);
  const all = events(stdout);
  strictEqual(code, 0);
  deepStrictEqual(ofType(all, "photo").map(({ path }) => basename(path)), ["photo.txt"]);
  deepStrictEqual(ofType(all, "skip").map(({ path, reason }) => [basename(path), reason]), [
    ["rocket.jpg", "too_large"],
  ]);
});
