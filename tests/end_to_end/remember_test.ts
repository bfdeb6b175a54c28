import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Event } from "../../src/output/events.ts";
import { events, makeStick, ofType, run, SAMPLES, type Stick } from "./program.ts";

const known = join(SAMPLES, "known"), album = join(SAMPLES, "album");

/** Scans a folder, and gives its events. */
async function scan(stick: Stick, photos: string, ...options: string[]): Promise<Event[]> {
  const { code, stdout, stderr } = await run(stick, [
    "scan",
    "--all",
    "--data",
    join(stick.folder, "data"),
    "--known",
    known,
    photos,
    ...options,
  ]);
  strictEqual(code, 0, stderr);
  return events(stdout);
}

/** A folder on the stick with the sample photos. */
async function photosOn(stick: Stick): Promise<string> {
  const folder = join(stick.folder, "photos");
  await Deno.mkdir(folder);
  for (const { name } of Deno.readDirSync(album)) await Deno.copyFile(join(album, name), join(folder, name));
  return folder;
}

const photoEvents = (all: readonly Event[]) =>
  all.filter((event) => event.type === "match" || event.type === "photo");
const fromIndex = (all: readonly Event[]) => photoEvents(all).filter(({ from_index }) => from_index).length;
/** What was found, without what differs from run to run. */
const results = (all: readonly Event[]) =>
  photoEvents(all).map(({ path, people, faces, hash }) => ({ path, people, faces, hash }))
    .sort((a, b) => a.path < b.path ? -1 : 1);

Deno.test("a second scan answers from memory, with the same results", async () => {
  await using stick = await makeStick();
  const first = await scan(stick, album), second = await scan(stick, album);
  deepStrictEqual([fromIndex(first), fromIndex(second)], [0, 7]);
  deepStrictEqual([ofType(first, "start")[0].resumed, ofType(second, "start")[0].resumed], [0, 7]);
  deepStrictEqual(results(second), results(first));
});

Deno.test("what is moved, renamed, copied or on another drive is known, what is changed is not", async () => {
  await using stick = await makeStick();
  const photos = await photosOn(stick);
  await scan(stick, photos);
  const drive = join(stick.folder, "other drive");
  await Deno.rename(photos, drive);
  deepStrictEqual(fromIndex(await scan(stick, drive)), 7);
  await Deno.mkdir(join(drive, "sub"));
  await Deno.rename(join(drive, "biden.jpg"), join(drive, "sub/renamed.jpg"));
  await Deno.copyFile(join(drive, "obama2.jpg"), join(drive, "obama2 copy.jpg"));
  await Deno.copyFile(join(drive, "rocket.jpg"), join(drive, "chelsea.png"));
  const third = await scan(stick, drive);
  deepStrictEqual(photoEvents(third).filter(({ from_index }) => !from_index), []);
  deepStrictEqual(
    photoEvents(third).filter(({ duplicate_of }) => duplicate_of).length,
    2,
    JSON.stringify(photoEvents(third).map(({ path, duplicate_of }) => [path, duplicate_of])),
  );
  // What follows the picture is no part of it, but makes it another file.
  await Deno.writeFile(join(drive, "chelsea.png"), Uint8Array.of(0), { append: true });
  deepStrictEqual(fromIndex(await scan(stick, drive)), 7);
});

Deno.test("a photo that is there twice at the same time is analysed once", async () => {
  await using stick = await makeStick();
  const photos = join(stick.folder, "photos");
  await Deno.mkdir(photos);
  for (let i = 0; i < 6; i++) await Deno.copyFile(join(album, "obama3.jpg"), join(photos, `${i}.jpg`));
  const all = await scan(stick, photos);
  deepStrictEqual([photoEvents(all).length, fromIndex(all)], [6, 5]);
  deepStrictEqual(photoEvents(all).filter(({ duplicate_of }) => duplicate_of).length, 5);
});

Deno.test("--remember none remembers nothing", async () => {
  await using stick = await makeStick();
  await scan(stick, album, "--remember", "none");
  deepStrictEqual([...Deno.readDirSync(join(stick.folder, "data"))].filter(({ isFile }) => isFile), []);
  deepStrictEqual(fromIndex(await scan(stick, album, "--remember", "none")), 0);
});

Deno.test("--remember known keeps no stranger's embedding, and still answers the same search", async () => {
  await using stick = await makeStick();
  const data = ["--data", join(stick.folder, "data")], only = ["--remember", "known"];
  const first = await scan(stick, album, ...only), second = await scan(stick, album, ...only);
  deepStrictEqual([fromIndex(first), fromIndex(second)], [0, 7]);
  const matches = (all: Event[]) => results(all).filter(({ people }) => people.length);
  deepStrictEqual(
    matches(second).map(({ people, path }) => [path, people]),
    matches(first).map(({ people, path }) => [path, people]),
  );
  const { stdout } = await run(stick, ["index", "stats", "--json", ...data]);
  const { faces, embeddings } = JSON.parse(stdout);
  // Two photos of the person and the reference photo.
  deepStrictEqual([embeddings, faces > embeddings], [3, true]);
  // Another search needs the faces of the three strangers again.
  deepStrictEqual(fromIndex(await scan(stick, album, ...only, "--threshold", "0.5")), 4);
});

Deno.test("a failed photo is remembered too, and told again", async () => {
  await using stick = await makeStick();
  const photos = await photosOn(stick);
  await Deno.writeTextFile(join(photos, "text.jpg"), "no photo");
  const args = ["scan", "--known", known, photos];
  const told = async () => {
    const { code, stdout } = await run(stick, args);
    strictEqual(code, 3);
    return ofType(events(stdout), "error").map(({ stage, code, message }) => [stage, code, message]);
  };
  const first = await told();
  strictEqual(first.length, 1);
  deepStrictEqual(await told(), first);
});

Deno.test("--max-duration stops with reason deadline and exit 4, and the next run goes on", async () => {
  await using stick = await makeStick();
  const photos = join(stick.folder, "photos"), output = join(stick.folder, "results.ndjson");
  await Deno.mkdir(photos);
  const jpeg = await Deno.readFile(join(album, "obama3.jpg"));
  for (let i = 0; i < 40; i++) await Deno.writeFile(join(photos, `${i}.jpg`), Uint8Array.from([...jpeg, i]));
  const args = ["scan", "--known", known, photos, "--output", output];
  // A computer that is busy may not come to its first photo in a second.
  let photosDone = 0;
  for (let seconds = 1; photosDone === 0; seconds++) {
    const stopped = await run(stick, [...args, "--max-duration", `${seconds}s`]);
    const [end] = ofType(events(stopped.stdout), "end");
    deepStrictEqual([stopped.code, end.reason, end.exit], [4, "deadline", 4], stopped.stderr);
    photosDone = end.photos;
  }
  ok(photosDone < 40);
  const rest = await run(stick, args);
  strictEqual(rest.code, 0, rest.stderr);
  match(rest.stderr, /going on after/);
  const paths = (await Deno.readTextFile(output)).trim().split("\n").map((line) => JSON.parse(line))
    .filter(({ type }) => type === "match").map(({ path }) => path);
  deepStrictEqual([paths.length, new Set(paths).size], [40, 40]);
  strictEqual(ofType(events(rest.stdout), "match").length, 40 - photosDone);
});

Deno.test("a finished results file gets the whole result once more", async () => {
  await using stick = await makeStick();
  const output = join(stick.folder, "results.ndjson");
  await scan(stick, album, "--output", output);
  await Deno.writeTextFile(output, (await Deno.readTextFile(output)) + '{"type":"start","run":"torn', {});
  const again = await run(stick, ["scan", "--known", known, album, "--output", output]);
  match(again.stderr, /cut off a torn last line of 27 bytes/);
  strictEqual(ofType(events(again.stdout), "match").length, 2);
});

Deno.test("somebody else's file is no results file, and is left as it is", async () => {
  await using stick = await makeStick();
  const letter = join(stick.folder, "letter.txt");
  await Deno.writeTextFile(letter, "Dear Ann,\nhow are you");
  const { code, stdout, stderr } = await run(stick, ["scan", "--known", known, album, "--output", letter]);
  deepStrictEqual([code, stdout], [2, ""]);
  match(stderr, /--output .*letter\.txt.*no event of facefinder/);
  strictEqual(await Deno.readTextFile(letter), "Dear Ann,\nhow are you");
});

Deno.test("index says what is remembered, prints it, and forgets", async () => {
  await using stick = await makeStick();
  await scan(stick, album);
  const index = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(stick, [
      "index",
      ...args,
      "--data",
      join(stick.folder, "data"),
    ]);
    strictEqual(code, 0, stderr);
    return stdout;
  };
  const stats = async () => JSON.parse(await index("stats", "--json"));
  deepStrictEqual([(await stats()).photos, (await stats()).people], [8, [{
    name: "Barack Obama",
    photos: 3,
  }]]);
  match(await index("stats"), /8 photos, 8 different ones/);
  strictEqual(await index("verify"), "the index is whole\n");
  const exported = ofType(events(await index("export")), "photo");
  deepStrictEqual(exported.length, 5);
  ok(exported[0].faces.every(({ embedding }) => embedding));
  strictEqual(await index("forget", "--person", "Barack Obama"), "3 photos forgotten\n");
  deepStrictEqual([(await stats()).photos, (await stats()).people], [5, []]);
  strictEqual(await index("forget", "--root", album), "5 photos forgotten\n");
  deepStrictEqual((await stats()).contents, 0);
  const unclear = await run(stick, ["index", "forget", "--data", join(stick.folder, "data")]);
  deepStrictEqual([unclear.code, unclear.stdout], [2, ""]);
  const nothing = await run(stick, ["index", "stats", "--data", join(stick.folder, "nothing")]);
  deepStrictEqual([nothing.code, nothing.stdout], [2, ""]);
});

Deno.test("index verify says of an index that is no database that it is damaged, and leaves another program's alone", async () => {
  await using stick = await makeStick();
  const data = join(stick.folder, "data"), index = join(data, "index.sqlite");
  await Deno.mkdir(data);
  await Deno.writeTextFile(index, "no database ".repeat(2000));
  const damaged = await run(stick, ["index", "verify", "--data", data]);
  deepStrictEqual([damaged.code, damaged.stderr], [3, ""]);
  match(damaged.stdout, /the index is damaged .*: the next scan rebuilds it\n/);
  await Deno.remove(index);
  const other = new DatabaseSync(index);
  other.exec("CREATE TABLE root (id INTEGER); PRAGMA user_version = 1");
  other.close();
  const foreign = await run(stick, ["index", "verify", "--data", data]);
  deepStrictEqual([foreign.code, foreign.stdout], [2, ""]);
  match(foreign.stderr, /another program's database/);
});

Deno.test("wrong times and durations say what was expected", async () => {
  await using stick = await makeStick();
  for (
    const [option, value, expected] of [
      ["--until", "25:00", /time of day, such as 07:00/],
      ["--until", "soon", /time of day/],
      ["--max-duration", "8", /duration, such as 8h/],
      ["--max-duration", "-1h", /duration/],
      ["--photo-timeout", "0", /above 0/],
      ["--remember", "some", /none, known, all/],
      ["--priority", "high", /low, normal/],
    ] as const
  ) {
    const { code, stdout, stderr } = await run(stick, [
      "scan",
      "--known",
      known,
      album,
      `${option}=${value}`,
    ]);
    deepStrictEqual([option, code, stdout], [option, 2, ""]);
    match(stderr, expected);
  }
});

Deno.test("--index puts the index elsewhere, for all that use it, and --no-index does without", async () => {
  await using stick = await makeStick();
  const photos = await photosOn(stick),
    index = join(stick.folder, "new/index"),
    data = join(stick.folder, "data");
  const files = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name);
  strictEqual(fromIndex(await scan(stick, photos, "--index", index)), 0);
  strictEqual(files(index).includes("index.sqlite"), true);
  strictEqual(files(data).includes("index.sqlite"), false);
  strictEqual(fromIndex(await scan(stick, photos, "--index", index)), 7);
  strictEqual(fromIndex(await scan(stick, photos, "--no-index")), 0);
  strictEqual(files(data).includes("index.sqlite"), false);
  for (
    const [args, expected] of [
      [["index", "stats", "--index", index], /[78] photos/],
      [["index", "verify", "--index", index], /whole/],
      [["index", "decisions", "export", "--index", index], /decisions/],
      [["index", "search", "--known", known, "--index", index], /"type":"match"/],
      [["known", known, "--index", index], /"type":"person"/],
      [["people", photos, "--index", index], /"type":"end"/],
      [["index", "forget", "--all", "--index", index], /photos forgotten/],
    ] as const
  ) {
    const { code, stdout, stderr } = await run(stick, args);
    deepStrictEqual([args, code], [args, 0], stderr);
    match(stdout, expected);
  }
  const wrong = ["index", "search", "--known", known];
  match((await run(stick, [...wrong, "--no-index"])).stderr, /unknown option '--no-index'/);
  match((await run(stick, [...wrong, "--index", photos])).stderr, /photos holds no index/);
});
