import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { DatabaseSync } from "node:sqlite";
import { basename, join } from "node:path";
import { events, makeStick, ofType, run, SAMPLES, type Stick } from "./program.ts";

const known = join(SAMPLES, "known"), album = join(SAMPLES, "album");

/** A stick with a scan of the sample photos, which have gone since; gives their folder and the matches. */
async function withGonePhotos(stick: Stick, ...options: string[]) {
  const photos = join(stick.folder, "photos"), data = join(stick.folder, "data");
  await Deno.mkdir(photos);
  for (const { name } of Deno.readDirSync(album)) await Deno.copyFile(join(album, name), join(photos, name));
  await Deno.writeTextFile(join(photos, "broken.jpg"), "no photo");
  const { code, stdout } = await run(stick, ["scan", "--data", data, "--known", known, photos, ...options]);
  strictEqual(code, 3, "one can't be read");
  await Deno.remove(photos, { recursive: true });
  return { photos, data, matches: ofType(events(stdout), "match") };
}

Deno.test("index search finds in memory what a scan has found, without the photos, and says so", async () => {
  for (const secret of [[], ["--passphrase-file", "secret"]]) {
    await using stick = await makeStick();
    await Deno.writeTextFile(join(stick.folder, "secret"), "correct horse");
    const options = secret.map((part) => part === "secret" ? join(stick.folder, part) : part);
    const { photos, data, matches } = await withGonePhotos(stick, ...options);
    const search = ["index", "search", "--data", data, "--known", known, ...options];
    const { code, stdout, stderr } = await run(stick, search);
    strictEqual(code, 0, stderr);
    const all = events(stdout), found = ofType(all, "match"), [start] = ofType(all, "start");
    const who = (these: typeof found) =>
      these.map(({ path, people, faces, hash }) => ({ path, people, faces, hash }))
        .sort((a, b) => a.path < b.path ? -1 : 1);
    // The reference photos were seen too, but are no finds.
    deepStrictEqual(who(found), who(matches));
    ok(found.every(({ from_index }) => from_index));
    deepStrictEqual(start.roots, [photos]);
    deepStrictEqual(ofType(all, "error"), []);
  }
});

Deno.test("index search makes the page of what it finds, without a picture of photos that are gone", async () => {
  await using stick = await makeStick();
  const { data, matches } = await withGonePhotos(stick), page = join(stick.folder, "found.html");
  const search = ["index", "search", "--data", data, "--known", known, "--report", page];
  const { code, stdout, stderr } = await run(stick, search);
  strictEqual(code, 0, stderr);
  strictEqual(ofType(events(stdout), "match").length, matches.length);
  match(stderr, new RegExp(`shows ${matches.length} photos, ${matches.length} of them without a picture`));
  const [, json] = /<script type="application\/json" id="view">(.*?)<\/script>/.exec(
    await Deno.readTextFile(page),
  )!;
  const view = JSON.parse(json);
  deepStrictEqual(
    view.photos.map(({ path, picture }: { path: string; picture: number | null }) => [path, picture]).sort(),
    matches.map(({ path }) => [path, null]).sort(),
  );
  // That of the reference photo, which is still there.
  strictEqual(view.pictures.length, 1);
  await Deno.writeTextFile(page, "mine");
  const refused = await run(stick, search);
  deepStrictEqual([refused.code, await Deno.readTextFile(page)], [2, "mine"]);
});

Deno.test("index search without strangers in memory finds whom it remembers", async () => {
  await using stick = await makeStick();
  const { data, matches } = await withGonePhotos(stick, "--remember", "known");
  const { code, stdout } = await run(stick, ["index", "search", "--data", data, "--known", known]);
  strictEqual(code, 0);
  const paths = (found: typeof matches) => found.map(({ path }) => path).sort();
  deepStrictEqual(paths(ofType(events(stdout), "match")), paths(matches));
});

Deno.test("index search says what is missing: people, an index, anything to remember", async () => {
  await using stick = await makeStick();
  const data = join(stick.folder, "data");
  for (
    const [args, told] of [
      [[], /whom to look for/],
      [["--known", known], /holds no index/],
      [["--known", known, "--remember", "none"], /Allowed choices are known, all/],
    ] as const
  ) {
    const { code, stdout, stderr } = await run(stick, ["index", "search", "--data", data, ...args]);
    deepStrictEqual([code, stdout], [2, ""]);
    match(stderr, told);
  }
});

Deno.test("index search in a damaged index ends with 3, and says why, whatever it finds", async () => {
  await using stick = await makeStick();
  const { data } = await withGonePhotos(stick);
  const index = new DatabaseSync(join(data, "index.sqlite"));
  index.exec(
    "UPDATE content SET faces = zeroblob(length(faces)) WHERE id = (SELECT content FROM photo WHERE below = 'obama2.jpg')",
  );
  index.close();
  const { code, stdout } = await run(stick, ["index", "search", "--data", data, "--known", known]);
  const all = events(stdout);
  deepStrictEqual(ofType(all, "match").map(({ path }) => basename(path)), ["obama3.jpg"]);
  deepStrictEqual([code, ofType(all, "error").map(({ code }) => code)], [3, ["index_incomplete"]]);
});

Deno.test("index search says that photos which other models have analysed are not searched", async () => {
  await using stick = await makeStick();
  const { data } = await withGonePhotos(stick);
  const index = new DatabaseSync(join(data, "index.sqlite"));
  index.exec("UPDATE content SET processing = 'older'");
  index.close();
  const search = ["index", "search", "--data", data, "--known", known];
  const { code, stdout, stderr } = await run(stick, search);
  deepStrictEqual([code, ofType(events(stdout), "match")], [1, []]);
  match(stderr, /warning: \d+ photos were analysed by other models, and are not searched/);
});
