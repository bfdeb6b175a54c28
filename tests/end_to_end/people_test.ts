/** `people` over the samples: three photos of one man, and others who are there once. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { join } from "node:path";
import { makePair, president, put, putMany } from "./made_photos.ts";
import { events, interruptAtStart, makeStick, ofType, run, SAMPLES, type Stick } from "./program.ts";

const known = join(SAMPLES, "known/Barack Obama/obama.jpg");

/** Lays three photos of Barack Obama and one of Joe Biden into a folder of the stick. */
async function layPhotos(stick: Stick): Promise<string> {
  await put(stick, known, "photos/2009/obama.jpg");
  for (const name of ["obama2", "obama3", "biden"]) await put(stick, president(name), `photos/${name}.jpg`);
  return join(stick.folder, "photos");
}

/** Runs `people` to a good end, and gives its events. */
async function people(stick: Stick, ...args: string[]) {
  const { code, stdout, stderr } = await run(stick, ["people", ...args]);
  strictEqual(code, 0, stderr);
  return events(stdout);
}

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("people groups the faces of a collection without references, and leaves others alone", async () => {
  await using stick = await makeStick();
  const photos = await layPhotos(stick);
  await put(stick, president("obama2"), "photos/copy of obama2.jpg");
  const all = await people(stick, photos), groups = ofType(all, "group");
  deepStrictEqual(groups.map(({ group, photos }) => [group, photos]), [["person-001", 3]]);
  const [{ faces, representative }] = groups, paths = faces.map(({ path }) => path).sort();
  deepStrictEqual(
    paths,
    ["2009/obama.jpg", "copy of obama2.jpg", "obama3.jpg"].map((name) => join(photos, name)),
  );
  const [{ also_at }] = faces.filter(({ path }) => path.includes("copy"));
  deepStrictEqual(also_at, [join(photos, "obama2.jpg")]);
  ok(faces.every(({ similarity }) => similarity > 0.7 && similarity <= 1) && representative < 3);
  const [{ groups: count, grouped, alone, photos: examined, matches }] = ofType(all, "end");
  deepStrictEqual([count, grouped, examined, matches], [1, 3, 5, 0]);
  ok(alone! >= 1, "Joe Biden");
  deepStrictEqual(ofType(all, "photo"), []);
});

Deno.test("people answers from memory without opening a photo, and what it examines is remembered for others", async () => {
  await using stick = await makeStick();
  const photos = await layPhotos(stick), first = await people(stick, photos);
  for (const name of ["2009/obama.jpg", "obama2.jpg", "obama3.jpg", "biden.jpg"]) {
    const path = join(photos, name), { size, mtime } = Deno.statSync(path);
    await Deno.writeFile(path, new Uint8Array(size));
    await Deno.utime(path, mtime!, mtime!);
  }
  const told = (all: ReturnType<typeof events>) => ofType(all, "group").map(({ faces }) => faces);
  deepStrictEqual(told(await people(stick, photos)), told(first));
  const faces = events((await run(stick, ["faces", photos])).stdout);
  deepStrictEqual(ofType(faces, "photo").map(({ from_index }) => from_index), [true, true, true, true]);
});

Deno.test("--out makes a folder a person, by which a search finds this person once it is renamed", async () => {
  await using stick = await makeStick();
  const photos = await layPhotos(stick), out = join(stick.folder, "family");
  const [{ copied_to }] = ofType(await people(stick, "--out", out, photos), "group");
  deepStrictEqual(names(out), ["person-001"]);
  deepStrictEqual(
    copied_to!.toSorted(),
    names(join(out, "person-001")).map((name) => join(out, "person-001", name)),
  );
  deepStrictEqual(names(join(out, "person-001")), ["obama.jpg", "obama2.jpg", "obama3.jpg"]);
  await Deno.rename(join(out, "person-001"), join(out, "Barack"));
  const { code, stdout, stderr } = await run(stick, ["scan", "--known", out, photos]);
  strictEqual(code, 0, stderr);
  const found = events(stdout), [{ people: [{ name, references, warnings }] }] = ofType(found, "start");
  deepStrictEqual([name, references, warnings], ["Barack", 3, []]);
  deepStrictEqual(
    ofType(found, "match").map(({ path, people }) => [path.slice(photos.length + 1), ...people]).sort(),
    ["2009/obama.jpg", "obama2.jpg", "obama3.jpg"].map((name) => [name, "Barack"]),
  );
});

Deno.test("--out makes folders by which a search knows who of several people on a photo is meant, and changes no photo", async () => {
  await using stick = await makeStick();
  await put(stick, known, "photos/obama.jpg");
  await put(stick, president("biden"), "photos/biden.jpg");
  await makePair(stick, "photos/biden and small obama.jpg");
  const photos = join(stick.folder, "photos"), out = join(stick.folder, "family"), before = names(photos);
  const groups = ofType(await people(stick, "--out", out, photos), "group");
  strictEqual(groups.length, 2);
  for (const { group, copied_to } of groups) {
    const name = copied_to!.some((path) => path.endsWith("/obama.jpg")) ? "Barack" : "Joe";
    await Deno.rename(join(out, group), join(out, name));
  }
  const { stdout } = await run(stick, ["scan", "--known", out, photos]);
  const found = ofType(events(stdout), "match").map(({ path, people }) => [
    path.slice(photos.length + 1),
    ...people.toSorted(),
  ]);
  deepStrictEqual(found.sort(), [
    ["biden and small obama.jpg", "Barack", "Joe"],
    ["biden.jpg", "Joe"],
    ["obama.jpg", "Barack"],
  ]);
  deepStrictEqual(names(photos), before);
});

Deno.test("--out doesn't touch a folder that holds something, and finds itself nothing to search in there", async () => {
  await using stick = await makeStick();
  const photos = await layPhotos(stick), theirs = join(stick.folder, "theirs");
  await put(stick, known, "theirs/person-001/mine.jpg");
  const { code, stdout, stderr } = await run(stick, ["people", "--out", theirs, photos]);
  deepStrictEqual([code, stdout], [2, ""]);
  match(
    stderr,
    /--out .*theirs: holds something already \(person-001\)\. Expected a new folder, or an empty one/,
  );
  deepStrictEqual(names(join(theirs, "person-001")), ["mine.jpg"]);
  const file = await run(stick, ["people", "--out", known, photos]);
  deepStrictEqual([file.code, /--out .*obama\.jpg: is a file/.test(file.stderr)], [2, true]);
  // Below what is searched: the copies are not searched in turn.
  const inside = join(photos, "out");
  await people(stick, "--out", inside, photos);
  const renamed = join(stick.folder, "elsewhere");
  await Deno.rename(inside, renamed);
  deepStrictEqual(names(renamed), ["person-001"]);
});

Deno.test("--least leaves smaller groups out", async () => {
  await using stick = await makeStick();
  const photos = await layPhotos(stick);
  deepStrictEqual(ofType(await people(stick, "--least", "3", photos), "group").length, 1);
  const all = await people(stick, "--least", "4", photos);
  deepStrictEqual([ofType(all, "group").length, ofType(all, "end")[0].groups], [0, 0]);
});

Deno.test("people is for people and spreadsheets too", async () => {
  await using stick = await makeStick();
  const photos = await layPhotos(stick);
  const text = await run(stick, ["people", "--format", "text", photos]);
  match(
    text.stdout,
    /^person-001 {2}3 photos, such as .*obama\d?\.jpg\n1 person in 4 photos: 3 faces, \d+ left alone, /,
  );
  match(text.stderr, /grouping \d+ faces?\n/);
  const csv = await run(stick, ["people", "--format", "csv", "--quiet", photos]);
  deepStrictEqual(csv.stdout.trim().split("\r\n").slice(1).map((line) => line.split(",")[1]), [
    '"person-001"',
    '"person-001"',
    '"person-001"',
  ]);
});

Deno.test("what cannot be read is told, the rest is grouped, and the end is 3", async () => {
  await using stick = await makeStick();
  const photos = await layPhotos(stick);
  await Deno.writeTextFile(join(photos, "text.jpg"), "no photo");
  const { code, stdout } = await run(stick, ["people", photos]), all = events(stdout);
  deepStrictEqual([code, ofType(all, "error").length, ofType(all, "group").length], [3, 1, 1]);
});

Deno.test("with nothing remembered, and with strangers left out of what is, the groups are the same", async () => {
  await using stick = await makeStick();
  const photos = await layPhotos(stick);
  for (const remember of ["none", "known", "known", "all"]) {
    const groups = ofType(await people(stick, "--remember", remember, photos), "group");
    deepStrictEqual(groups.map(({ photos }) => photos), [3], remember);
  }
});

Deno.test("people with wrong usage says what was expected, and ends with 2", async () => {
  await using stick = await makeStick();
  const wrong: [string[], RegExp][] = [
    [["people"], /no photos to search/],
    [["people", "nowhere"], /nowhere: there is no such file or folder/],
    [["people", "--least", "1", SAMPLES], /from 2 to 1000000/],
    [["people", "--known", SAMPLES, SAMPLES], /unknown option.*--known/],
  ];
  for (const [args, expected] of wrong) {
    const { code, stdout, stderr } = await run(stick, args, { cwd: stick.folder });
    deepStrictEqual([args, code, stdout], [args, 2, ""]);
    match(stderr, expected);
  }
});

Deno.test("people that is interrupted groups nothing, and ends with 130", async () => {
  await using stick = await makeStick();
  const folder = await putMany(stick, known, "photos", 60);
  const { code, stdout } = await interruptAtStart(stick, ["people", folder]);
  const all = events(stdout), [end] = ofType(all, "end");
  deepStrictEqual([code, end.reason, end.groups, ofType(all, "group")], [130, "interrupted", undefined, []]);
});
