import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { dirname, join } from "node:path";
import type { Event } from "../../src/output/events.ts";
import { packTar } from "modern-tar";
import { command, events, makeStick, ofType, type Outcome, run, SAMPLES, type Stick } from "./program.ts";

const known = join(SAMPLES, "known"), album = join(SAMPLES, "album");
const CHANGED = new Date(Date.UTC(2014, 5, 7, 8, 9, 10));
const obama = await Deno.readFile(join(album, "obama3.jpg")),
  biden = await Deno.readFile(join(album, "biden.jpg"));

type Files = readonly (readonly [name: string, bytes: Uint8Array])[];

const tarOf = (files: Files) =>
  packTar(files.map(([name, body]) => ({
    header: { name, size: body.length, type: "file" as const, mtime: CHANGED },
    body,
  })));

/** Runs the program with these bytes on its standard input. */
async function piped(stick: Stick, args: readonly string[], stdin: Uint8Array): Promise<Outcome> {
  const child = command(stick, args, { stdin: "" }).spawn();
  const feeding = new Blob([stdin as BlobPart]).stream().pipeTo(child.stdin).catch(() => {}); // it may have read enough
  const { code, stdout, stderr } = await child.output();
  await feeding;
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

const scanning = ["scan", "--stdin", "tar", "--all", "--known", known];
const photos = (all: readonly Event[]) =>
  all.filter((event) => event.type === "match" || event.type === "photo");
/** What lies in the data folder of what was temporary. */
const left = ({ folder }: Stick) =>
  [...Deno.readDirSync(join(folder, "facefinder-data"))].map(({ name }) => name).filter((name) =>
    name.startsWith("facefinder-")
  );

Deno.test("an archive on standard input is searched: what is told, copied, and left behind", async () => {
  await using stick = await makeStick();
  const copies = join(stick.folder, "copies/below");
  const archive = await tarOf([
    ["../../up.jpg", obama],
    ["/abs/one.jpg", obama],
    ["twice.jpg", obama],
    ["twice.jpg", biden],
    ["notes.txt", biden],
    ["broken.jpg", new TextEncoder().encode("no photo")],
  ]);
  for (const effort of ["normal", "thorough"]) {
    const { code, stdout, stderr } = await piped(
      stick,
      [...scanning, "-", "--copy", copies, "--sidecars", "--effort", effort],
      archive,
    );
    const all = events(stdout), [start] = ofType(all, "start");
    strictEqual(code, 3, stderr);
    deepStrictEqual([start.roots, start.resumed], [["-"], 0]);
    deepStrictEqual(photos(all).map(({ path, modified, people }) => [path, modified, ...people]).sort(), [
      ["../../up.jpg", CHANGED.toISOString(), "Barack Obama"],
      ["/abs/one.jpg", CHANGED.toISOString(), "Barack Obama"],
      ["twice.jpg", CHANGED.toISOString()],
      ["twice.jpg", CHANGED.toISOString(), "Barack Obama"],
    ]);
    deepStrictEqual(ofType(all, "skip").map(({ path, reason }) => [path, reason]), [[
      "notes.txt",
      "not_a_photo",
    ]]);
    deepStrictEqual(ofType(all, "error").map(({ path, code }) => [path, code]), [[
      "broken.jpg",
      "not_an_image",
    ]]);
    const copied = ofType(all, "match").flatMap(({ copied_to }) => copied_to!).sort();
    deepStrictEqual(
      copied,
      ["__/__/up.jpg", "abs/one.jpg", "twice.jpg"].map((name) => join(copies, "Barack Obama", name)).sort(),
    );
    for (const copy of copied) {
      deepStrictEqual(await Deno.readFile(copy), obama);
      ok((await Deno.stat(`${copy}.xmp`)).isFile);
    }
    deepStrictEqual([...Deno.readDirSync(dirname(copies))].map(({ name }) => name), ["below"]);
    deepStrictEqual(left(stick), []);
  }
});

Deno.test("an archive is told of as the folder that it was made of", async () => {
  await using stick = await makeStick();
  const names = [...Deno.readDirSync(album)].map(({ name }) => name).sort();
  const archive = await tarOf(names.map((name) => [name, Deno.readFileSync(join(album, name))] as const));
  const told = (all: Event[], folder: string) =>
    photos(all).map(({ path, hash, people, faces }) => ({ path: join(folder, path), hash, people, faces }))
      .sort((a, b) => a.path < b.path ? -1 : 1);
  for (const args of [["faces"], ["scan", "--all", "--no-learning", "--known", known]]) {
    const walked = await run(stick, [...args, "--no-index", album]);
    const shards = [];
    for (const shard of ["0/2", "1/2"]) {
      shards.push(
        ...events((await piped(stick, [...args, "--stdin", "tar", "--shard", shard], archive)).stdout),
      );
    }
    deepStrictEqual(told(shards, album), told(events(walked.stdout), ""));
  }
});

Deno.test("reference photos are remembered of a search of an archive, and photos of the archive aren't", async () => {
  await using stick = await makeStick();
  const family = join(stick.folder, "family"), photo = join(family, "Barack Obama.jpg");
  await Deno.mkdir(family);
  await Deno.copyFile(join(known, "Barack Obama/obama.jpg"), photo);
  const archive = await tarOf([["a.jpg", obama], ["b.jpg", biden]]), { mtime, size } = await Deno.stat(photo);
  const search = ["scan", "--stdin", "tar", "--known", family];
  const found = async (...args: string[]) => {
    const { code, stdout, stderr } = await piped(stick, [...search, "--all", ...args], archive);
    strictEqual(code, 0, stderr);
    return photos(events(stdout)).map(({ path, people, from_index }) => [path, people.length, from_index])
      .sort();
  };
  const expected = [["a.jpg", 1, false], ["b.jpg", 0, false]];
  const index = join(stick.folder, "facefinder-data/index.sqlite");
  deepStrictEqual(await found("--no-index"), expected);
  await rejects(() => Deno.stat(index));
  for (const effort of ["normal", "thorough"]) {
    deepStrictEqual(await found("--effort", effort), expected);
    const { stdout } = await run(stick, ["index", "stats", "--json"]);
    strictEqual(JSON.parse(stdout).photos, 1);
  }
  deepStrictEqual(await found("--remember", "known", "--index", join(stick.folder, "there")), expected);
  // Not looked at again: it would show nobody any more.
  await Deno.writeFile(photo, new Uint8Array(size));
  await Deno.utime(photo, mtime!, mtime!);
  deepStrictEqual(await found(), expected);
  strictEqual((await piped(stick, [...search, "--no-index"], archive)).code, 2);
  strictEqual((await piped(stick, ["faces", "--stdin", "tar"], archive)).code, 0);
});

Deno.test("an archive that ends early is never taken for a whole one", async () => {
  await using stick = await makeStick();
  const archive = await tarOf([["a.jpg", obama], ["b.jpg", biden]]);
  for (
    const [stdin, found] of [[archive.slice(0, -biden.length), 1], [new Uint8Array(), 0], [
      archive.slice(0, -1024),
      2,
    ]] as const
  ) {
    const { code, stdout, stderr } = await piped(stick, [...scanning, "--exit-zero"], stdin);
    const all = events(stdout), [error] = ofType(all, "error"), [end] = ofType(all, "end");
    deepStrictEqual([code, end.exit, end.reason, end.photos], [4, 4, "target_lost", found], stderr);
    deepStrictEqual([error.stage, error.code, error.retryable], ["read", "archive_damaged", true]);
    match(stderr, /not all of the archive could be read/);
    deepStrictEqual(left(stick), []);
  }
});

Deno.test("what contradicts an archive on standard input is refused", async () => {
  await using stick = await makeStick();
  for (
    const [args, expected] of [
      [[album], /album can't be searched in the same run/],
      [["--files-from", "-"], /--files-from - names other photos/],
      [["--passphrase-fd", "0"], /--passphrase-fd 0/],
      [["--report", "found.html"], /--report.*gone by then/],
      [["--copy", "there", "--link"], /--link/],
      [["--sidecars", "--write-beside-originals"], /--write-beside-originals/],
    ] as const
  ) {
    const { code, stdout, stderr } = await piped(stick, [...scanning, ...args], new Uint8Array());
    deepStrictEqual([args, code, stdout], [args, 2, ""], stderr);
    match(stderr, expected);
  }
  for (
    const [args, expected] of [
      [["--remember", "known"], /--remember known.*nothing is remembered/],
      [["--index", "there"], /--index there.*nothing is remembered/],
    ] as const
  ) {
    const { code, stderr } = await piped(stick, ["faces", "--stdin", "tar", ...args], new Uint8Array());
    strictEqual(code, 2);
    match(stderr, expected);
  }
  match(
    (await piped(stick, ["faces", "--stdin", "zip"], new Uint8Array())).stderr,
    /Allowed choices are tar/,
  );
});

Deno.test("a stream that hangs doesn't hold up who is asked to stop, and no file is left", async () => {
  await using stick = await makeStick();
  const archive = await tarOf([["a.jpg", obama], ["b.jpg", obama]]);
  const child = command(stick, scanning, { stdin: "" }).spawn(), writer = child.stdin.getWriter();
  await writer.write(archive.slice(0, obama.length + 4096));
  let stdout = "", asked = false;
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    stdout += text;
    if (!asked && stdout.includes('"match"')) {
      asked = true;
      child.kill("SIGINT");
    }
  }
  const [{ code }] = await Promise.all([child.status, child.stderr.cancel(), writer.close().catch(() => {})]);
  const [end] = ofType(events(stdout), "end");
  deepStrictEqual([code, end.reason, end.photos, end.errors], [130, "interrupted", 1, 0]);
  deepStrictEqual(left(stick), []);
});

if (Deno.build.os === "linux") {
  Deno.test("what a run that was killed left of an archive is removed by the next", async () => {
    await using stick = await makeStick();
    const archive = await tarOf([["a.jpg", obama], ["b.jpg", obama], ["c.jpg", obama]]);
    const child = command(stick, scanning, { stdin: "" }).spawn(), writer = child.stdin.getWriter();
    // The second photo never ends: its file stays.
    await writer.write(archive.slice(0, 2 * obama.length));
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      if (text.includes('"match"')) child.kill("SIGKILL");
    }
    await Promise.all([child.status, child.stderr.cancel(), writer.close().catch(() => {})]);
    strictEqual(left(stick).length, 1);
    match(left(stick)[0], /^facefinder-/);
    strictEqual((await piped(stick, scanning, archive)).code, 0);
    deepStrictEqual(left(stick), []);
  });
}
