import { deepStrictEqual, match, strictEqual } from "node:assert";
import { basename, join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { command, events, makeStick, ofType, run, SAMPLES } from "./program.ts";

const known = join(SAMPLES, "known"),
  person = join(known, "Barack Obama/obama.jpg"),
  album = join(SAMPLES, "album");

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** A small file that becomes `side` x `side` black pixels: a valid PNG of one bit a pixel. */
function hugePng(side: number): Uint8Array {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, side);
  header.setUint32(4, side);
  header.setUint8(8, 1); // bits a pixel
  const rows = deflateSync(new Uint8Array(side * (1 + Math.ceil(side / 8))));
  const chunks = [pngChunk("IHDR", new Uint8Array(header.buffer)), pngChunk("IDAT", rows), pngChunk("IEND")];
  return Uint8Array.from([...PNG_SIGNATURE, ...chunks.flatMap((chunk) => [...chunk])]);
}

/** A chunk: length, type, data, checksum of the two. */
function pngChunk(type: string, data: Uint8Array = new Uint8Array()): Uint8Array {
  const chunk = new Uint8Array(data.length + 12), view = new DataView(chunk.buffer);
  view.setUint32(0, data.length);
  chunk.set(new TextEncoder().encode(type), 4);
  chunk.set(data, 8);
  view.setUint32(data.length + 8, crc32(chunk.subarray(4, data.length + 8)));
  return chunk;
}

const reason = (event: ReturnType<typeof ofType<"error" | "skip">>[number]) =>
  event.type === "error" ? `${event.stage} ${event.code}` : event.reason;

Deno.test("every bad file has its event, and the rest is searched", async () => {
  await using stick = await makeStick();
  const photos = join(stick.folder, "photos");
  await Deno.mkdir(photos);
  const jpeg = await Deno.readFile(join(album, "obama2.jpg"));
  const put = (name: string, bytes: Uint8Array) => Deno.writeFile(join(photos, name), bytes);
  await put("good.jpg", jpeg);
  await put("mislabelled.PNG", jpeg);
  await put("no extension", jpeg);
  await put("empty.jpg", new Uint8Array());
  await put("text.jpg", new TextEncoder().encode("no photo"));
  await put("cut.jpg", jpeg.subarray(0, jpeg.length * 0.8));
  await put("stub.jpg", jpeg.subarray(0, 30));
  await put("huge.png", hugePng(20_000));
  await Deno.symlink("nothing.jpg", join(photos, "dangling.jpg"));
  await Deno.symlink("loop.jpg", join(photos, "loop.jpg"));
  const { code, stdout, stderr } = await run(stick, ["scan", "--known", known, photos]);
  const all = events(stdout);
  strictEqual(code, 3, stderr);
  const told = (type: "error" | "skip") =>
    ofType(all, type).map((e) => `${basename(e.path!)} ${reason(e)}`).sort();
  deepStrictEqual(told("error"), [
    "cut.jpg decode truncated",
    "dangling.jpg walk dangling_link",
    "empty.jpg decode empty",
    "stub.jpg decode broken",
    "text.jpg decode not_an_image",
  ]);
  deepStrictEqual(told("skip"), ["huge.png too_large", "loop.jpg symlink_loop"]);
  const found = ofType(all, "match").map(({ path }) => basename(path)).sort();
  deepStrictEqual(found.filter((name) => name !== "cut.jpg"), [
    "good.jpg",
    "mislabelled.PNG",
    "no extension",
  ]);
});

Deno.test("reference photos without a face are warned of; none usable at all is exit 2", async () => {
  await using stick = await makeStick();
  const people = join(stick.folder, "people");
  await Deno.mkdir(join(people, "Ann"), { recursive: true });
  await Deno.copyFile(join(album, "chelsea.png"), join(people, "Ann/cat.png"));
  const nobody = await run(stick, ["scan", "--known", people, album]);
  deepStrictEqual([nobody.code, nobody.stdout], [2, ""]);
  match(nobody.stderr, /Ann: .*cat\.png: no face found/);
  await Deno.mkdir(join(people, "Barack"));
  await Deno.copyFile(person, join(people, "Barack/obama.jpg"));
  const some = await run(stick, ["scan", "--known", people, join(album, "obama2.jpg")]);
  strictEqual(some.code, 0, some.stderr);
  match(some.stderr, /warning: .*cat\.png: no face found/);
  const [start] = ofType(events(some.stdout), "start");
  deepStrictEqual(start.people.map(({ name, references }) => [name, references]).sort(), [["Ann", 0], [
    "Barack",
    1,
  ]]);
});

Deno.test("a --known folder of photos and folders is refused", async () => {
  await using stick = await makeStick();
  const people = join(stick.folder, "people");
  await Deno.mkdir(join(people, "Ann"), { recursive: true });
  await Deno.copyFile(person, join(people, "obama.jpg"));
  const { code, stderr } = await run(stick, ["scan", "--known", people, album]);
  strictEqual(code, 2);
  match(stderr, /both photos \(obama\.jpg\) and folders \(Ann\)/);
});

Deno.test("a copy that cannot be written is an error of stage copy, and the scan goes on", async () => {
  await using stick = await makeStick();
  await Deno.mkdir(join(stick.folder, "out"));
  await Deno.writeTextFile(join(stick.folder, "out/Barack Obama"), "a file where the folder should be");
  const { code, stdout } = await run(stick, [
    "scan",
    "--known",
    known,
    album,
    "--copy",
    join(stick.folder, "out"),
  ]);
  const all = events(stdout);
  deepStrictEqual([code, ofType(all, "match").length, ofType(all, "error").map(({ stage }) => stage)], [
    3,
    2,
    [
      "copy",
      "copy",
    ],
  ]);
});

Deno.test("copies that could go nowhere, or are searched themselves, are refused before the night", async () => {
  await using stick = await makeStick();
  const photos = join(stick.folder, "photos"),
    file = join(stick.folder, "file"),
    link = join(stick.folder, "link");
  await Deno.mkdir(photos);
  await Deno.writeTextFile(file, "somebody's");
  await Deno.symlink(photos, link);
  for (
    const [path, copies, expected] of [
      [album, file, /--copy .*file: it is no folder\. Expected a folder/],
      [album, join(file, "below"), /--copy .*below: .*file is no folder/],
      [photos, photos, /photos: .*copied to, which is not searched/],
      [link, photos, /link: .*copied to, which is not searched/],
    ] as const
  ) {
    const { code, stdout, stderr } = await run(stick, ["scan", "--known", known, path, "--copy", copies]);
    deepStrictEqual([code, stdout], [2, ""]);
    match(stderr, expected);
  }
  strictEqual(await Deno.readTextFile(file), "somebody's");
});

Deno.test("a page that can't be written any more is named, as an error after which the search ends", async () => {
  await using stick = await makeStick();
  const folder = join(stick.folder, "pages"), page = join(folder, "found.html");
  await Deno.mkdir(folder);
  const args = ["scan", "--known", known, join(album, "obama2.jpg"), "--report", page];
  const child = command(stick, args).spawn();
  const stderr = new Response(child.stderr).text();
  let stdout = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    if (stdout === "") await Deno.remove(folder);
    stdout += text;
  }
  strictEqual((await child.status).code, 3);
  const message = `--report ${page}: cannot be written (there is no such file or folder)`;
  const [error] = ofType(events(stdout), "error");
  deepStrictEqual([error.stage, error.code, error.message], ["report", "not_written", message]);
  strictEqual((await stderr).split("\n").filter((line) => line === `facefinder: ${message}`).length, 1);
});
