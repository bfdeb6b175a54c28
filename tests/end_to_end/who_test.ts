import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { basename, join } from "node:path";
import { events, makeStick, ofType, run, SAMPLES } from "./program.ts";

const known = join(SAMPLES, "known"), album = join(SAMPLES, "album");
const biden = join(album, "biden.jpg"), obama = join(album, "obama2.jpg");

/** Makes a folder of folders: each person with one photo. */
async function makePeople(folder: string, photos: Record<string, string>): Promise<string> {
  for (const [name, photo] of Object.entries(photos)) {
    await Deno.mkdir(join(folder, name), { recursive: true });
    await Deno.copyFile(photo, join(folder, name, basename(photo)));
  }
  return folder;
}

Deno.test("--not keeps a face from the name of someone sought, and leaves theirs to others", async () => {
  await using stick = await makeStick();
  const not = await makePeople(join(stick.folder, "not"), { Joe: biden });
  // At this threshold everybody is somebody.
  const scan = ["scan", "--all", "--threshold", "-1", "--known", known, biden, obama];
  const without = events((await run(stick, scan)).stdout);
  deepStrictEqual(ofType(without, "match").map(({ path }) => path).sort(), [biden, obama]);

  const { code, stdout, stderr } = await run(stick, [...scan, "--not", not]);
  strictEqual(code, 0, stderr);
  match(stderr, /looking for Barack Obama, not Joe,/);
  const all = events(stdout), [start] = ofType(all, "start");
  deepStrictEqual(start.people.map(({ name }) => name), ["Barack Obama"]);
  deepStrictEqual(start.not_people.map(({ name, references }) => [name, references]), [["Joe", 1]]);
  deepStrictEqual(ofType(all, "match").map(({ path, people }) => [path, people]), [[obama, [
    "Barack Obama",
  ]]]);
  const [photo] = ofType(all, "photo"), [face] = photo.faces;
  deepStrictEqual([photo.path, photo.people, face.person, face.nearest], [biden, [], null, "Barack Obama"]);
  deepStrictEqual([face.not?.person, Math.round(100 * face.not!.similarity)], ["Joe", 100]);
  ok(start.search !== ofType(without, "start")[0].search, "it is another search");
});

Deno.test("--not without a usable face is warned of; none usable at all is exit 2", async () => {
  await using stick = await makeStick();
  const not = await makePeople(join(stick.folder, "not"), { Cat: join(album, "chelsea.png") });
  const scan = ["scan", "--known", known, "--not", not, obama];
  const nobody = await run(stick, scan);
  deepStrictEqual([nobody.code, nobody.stdout], [2, ""]);
  match(nobody.stderr, /no --not photo shows a usable face.*\n.*Cat: .*chelsea\.png: no face found/);

  await makePeople(not, { Joe: biden });
  const some = await run(stick, scan);
  strictEqual(some.code, 0, some.stderr);
  match(some.stderr, /warning: Cat cannot be told apart: no usable face/);
  const [start] = ofType(events(some.stdout), "start");
  deepStrictEqual(start.not_people.map(({ name, references }) => [name, references]), [["Joe", 1], [
    "Cat",
    0,
  ]]);
});

Deno.test("--not is refused for someone who is sought, and names itself in what is wrong with its folder", async () => {
  await using stick = await makeStick();
  const same = await makePeople(join(stick.folder, "same"), { "Barack Obama": biden });
  const wrong: [string[], RegExp][] = [
    [["--not", same], /--not: Barack Obama .* is sought too/],
    [["--not", join(known, "Barack Obama")], /--not: Barack Obama .* is sought too/],
    [["--not", "nowhere"], /--not nowhere: there is no such folder/],
    [["--strict", "--loose"], /'--loose' cannot be used with option '--strict'/],
    [["--strict", "--threshold", "0.4"], /'--threshold.*' cannot be used with option '--strict'/],
    [["--loose", "--threshold", "0.4"], /'--threshold.*' cannot be used with option '--loose'/],
  ];
  for (const [args, expected] of wrong) {
    const { code, stdout, stderr } = await run(stick, ["scan", "--known", known, ...args, obama]);
    deepStrictEqual([args, code, stdout], [args, 2, ""]);
    match(stderr, expected);
  }
});

Deno.test("--loose and --strict say so at the start, and move the threshold", async () => {
  await using stick = await makeStick();
  const told = [];
  for (const args of [["--loose"], [], ["--strict"], ["--threshold", "0.5"]]) {
    const { code, stdout, stderr } = await run(stick, ["scan", "--known", known, ...args, obama]);
    strictEqual(code, 0, stderr);
    const [{ strictness, threshold }] = ofType(events(stdout), "start");
    told.push([strictness, threshold]);
  }
  deepStrictEqual(told.map(([strictness]) => strictness), ["loose", "normal", "strict", null]);
  const [loose, normal, strict, given] = told.map(([, threshold]) => Number(threshold));
  ok(loose < normal && normal < strict, `${loose}, ${normal}, ${strict}`);
  strictEqual(given, 0.5);
});
