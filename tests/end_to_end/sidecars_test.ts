import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { basename, join } from "node:path";
import { isFile } from "../../src/system/path_kind.ts";
import { overlap } from "../../src/faces/boxes.ts";
import { events, makeStick, ofType, run, SAMPLES, type Stick } from "./program.ts";

const known = join(SAMPLES, "known"), formats = join(SAMPLES, "formats");
/** Quotes, markup, the end of a CDATA section, what XML forbids, and a name that is read from right to left. */
const HOSTILE = `"A" & 'b' <c>]]>\x01 \u202e\u05d0\u05d1\u05d0`, SHOWN = HOSTILE.replace("\x01", "\ufffd");

/** Where such a program isn't installed, what needs it is left out. */
const lacks = (program: string) =>
  !(Deno.env.get("PATH") ?? "").split(":").some((folder) => isFile(join(folder, program)));
const lacking = lacks("exiftool");

async function output(program: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args }).output();
  ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** Runs ExifTool, an independent reader (and writer) of XMP. */
const exiftool = (...args: string[]) => output("exiftool", ...args);

/** The fields of Metadata Working Group regions, as ExifTool names them. */
interface RegionInfo {
  AppliedToDimensions: { W: number; H: number; Unit: string };
  RegionList: { Area: Area; Name: string; Type: string }[];
}

interface Area {
  X: number;
  Y: number;
  W: number;
  H: number;
  Unit?: string;
}

async function regionsIn(sidecar: string): Promise<RegionInfo> {
  const [{ RegionInfo }] = JSON.parse(await exiftool("-json", "-struct", "-n", "-XMP-mwg-rs:all", sidecar));
  return RegionInfo;
}

/** A region as a box whose unit is the photo's width and height. */
const boxOf = ({ X, Y, W, H }: Area) => ({ x: X - W / 2, y: Y - H / 2, width: W, height: H });

/** A reference folder with the person who is on all photos of every format. */
async function knownOn(stick: Stick): Promise<string> {
  const folder = join(stick.folder, "known");
  await Deno.mkdir(folder);
  await Deno.copyFile(join(formats, "baseline.jpg"), join(folder, "astronaut.jpg"));
  return folder;
}

const scan = (stick: Stick, photos: string, ...options: string[]) =>
  run(stick, ["scan", "--known", known, "--copy", join(stick.folder, "found"), photos, ...options]);

Deno.test("ExifTool reads the names and boxes of sidecars, which lie on the photo as it is stored", {
  ignore: lacking,
}, async () => {
  await using stick = await makeStick();
  const photos = join(stick.folder, "photos"), stored = join(stick.folder, "stored");
  for (const folder of [photos, stored]) await Deno.mkdir(folder);
  for (const orientation of [1, 3, 6, 8]) {
    const name = `${orientation}.jpg`;
    const from = join(formats, orientation === 1 ? "baseline.jpg" : `orientation-${orientation}.jpg`);
    for (const folder of [photos, stored]) await Deno.copyFile(from, join(folder, name));
  }
  // What a program sees that turns nothing.
  await exiftool("-q", "-overwrite_original", "-all=", stored);
  const faces = await run(stick, ["faces", stored]);
  const seen = new Map(
    ofType(events(faces.stdout), "photo").map(({ path, width, height, faces: [{ box }] }) => {
      const part = {
        x: box.x / width,
        y: box.y / height,
        width: box.width / width,
        height: box.height / height,
      };
      return [basename(path), part] as const;
    }),
  );
  const { code, stdout, stderr } = await run(stick, [
    ...["scan", photos, "--known", await knownOn(stick), "--name", HOSTILE],
    ...["--sidecars", "--copy", join(stick.folder, "found")],
  ]);
  strictEqual(code, 0, stderr);
  const matches = ofType(events(stdout), "match");
  strictEqual(matches.length, 4);
  for (const { path, width, height, sidecars = [], copied_to: [copy] = [] } of matches) {
    const orientation = Number(basename(path, ".jpg")), isTurned = orientation > 4;
    // As digiKam names them.
    deepStrictEqual(sidecars, [`${copy}.xmp`]);
    const { AppliedToDimensions, RegionList: [{ Name, Type, Area }, ...more] } = await regionsIn(sidecars[0]);
    const [W, H] = isTurned ? [height, width] : [width, height];
    deepStrictEqual(AppliedToDimensions, { W, H, Unit: "pixel" });
    deepStrictEqual([Name, Type, Area.Unit, more], [SHOWN, "Face", "normalized", []]);
    const shared = overlap(boxOf(Area), seen.get(basename(path))!).union;
    ok(shared > 0.7, `orientation ${orientation}: ${shared}`);
  }
  deepStrictEqual([...Deno.readDirSync(photos)].map(({ name }) => name).sort(), [
    "1.jpg",
    "3.jpg",
    "6.jpg",
    "8.jpg",
  ]);
  match(await exiftool("-validate", "-warning", matches[0].sidecars![0]), /Validate +: OK/);
});

/** What digiKam's reader, Exiv2, finds in a sidecar, by its key. */
async function exiv2(sidecar: string): Promise<Map<string, string>> {
  const text = await output("exiv2", "-PXkt", sidecar);
  return new Map(
    text.split("\n").map((line) => line.split(/ {2,}/)).map(([key, value = ""]) => [key, value]),
  );
}

Deno.test("digiKam finds a sidecar by its name, and its faces where it looks for them", {
  ignore: lacks("exiv2"),
}, async () => {
  await using stick = await makeStick();
  const { stdout } = await scan(stick, join(SAMPLES, "album/obama2.jpg"), "--sidecars");
  const [{ width, height, faces, sidecars: [sidecar] = [], copied_to: [copy] = [] }] = ofType(
    events(stdout),
    "match",
  );
  // Its handbook: of mohamedmalik.JPG it is mohamedmalik.JPG.XMP, in the same folder; in small letters since.
  strictEqual(sidecar, `${copy}.xmp`);
  // Its metadata engine reads these keys, for 1, 2 … until there is no name; x and y are the middle.
  const read = await exiv2(sidecar), list = "Xmp.mwg-rs.Regions/mwg-rs:RegionList";
  const names = [...read].flatMap(([key, value]) => key.endsWith("/mwg-rs:Name") ? [[key, value]] : []);
  deepStrictEqual(names, [[`${list}[1]/mwg-rs:Name`, "Barack Obama"]]);
  const [x, y, w, h] = ["x", "y", "w", "h"].map((side) =>
    Number(read.get(`${list}[1]/mwg-rs:Area/stArea:${side}`))
  );
  const { box } = faces.find(({ person }) => person !== null)!;
  const expected = [(box.x + box.width / 2) / width, (box.y + box.height / 2) / height, box.width / width];
  [...expected, box.height / height].forEach((part, i) =>
    ok(Math.abs([x, y, w, h][i] - part) < 1e-5, `${i}`)
  );
});

Deno.test("a second scan leaves sidecars as they are, and one that another program changed for good", {
  ignore: lacking,
}, async () => {
  await using stick = await makeStick();
  const photo = join(SAMPLES, "album/obama2.jpg");
  const first = await scan(stick, photo, "--sidecars");
  const [{ sidecars: [sidecar] = [] }] = ofType(events(first.stdout), "match");
  const before = await Deno.stat(sidecar);
  strictEqual((await scan(stick, photo, "--sidecars")).code, 0);
  deepStrictEqual((await Deno.stat(sidecar)).mtime, before.mtime);
  await exiftool("-q", "-overwrite_original", "-XMP-dc:Title=mine", sidecar);
  const changed = await Deno.readTextFile(sidecar), third = await scan(stick, photo, "--sidecars");
  strictEqual(third.code, 3);
  const [{ stage, code, message }] = ofType(events(third.stdout), "error");
  deepStrictEqual([stage, code], ["sidecar", "sidecar_not_ours"]);
  ok(message.includes(sidecar));
  deepStrictEqual(ofType(events(third.stdout), "match")[0].sidecars, undefined);
  strictEqual(await Deno.readTextFile(sidecar), changed);
});

Deno.test("sidecars lie beside the photos themselves only where that is asked for", async () => {
  await using stick = await makeStick();
  const photos = join(stick.folder, "photos"), photo = join(photos, "a.jpg");
  await Deno.mkdir(photos);
  await Deno.copyFile(join(SAMPLES, "album/obama2.jpg"), photo);
  const names = () => [...Deno.readDirSync(photos)].map(({ name }) => name).sort();
  const plain = (...options: string[]) => run(stick, ["scan", "--known", known, photos, ...options]);
  for (
    const [options, expected] of [
      [["--sidecars"], /beside the copies: give --copy FOLDER, or --write-beside-originals/],
      [["--write-beside-originals"], /give that too/],
      [["--link"], /--link is about copies/],
      [["--layout", "flat"], /--layout is about copies/],
      [["--layout", "by-day", "--copy"], /Allowed choices are person, person-year, flat/],
    ] as const
  ) {
    const { code, stdout, stderr } = await plain(...options);
    deepStrictEqual([code, stdout], [2, ""]);
    match(stderr, expected);
  }
  deepStrictEqual(names(), ["a.jpg"]);
  const { stdout } = await plain("--sidecars", "--write-beside-originals");
  deepStrictEqual(ofType(events(stdout), "match")[0].sidecars, [`${photo}.xmp`]);
  deepStrictEqual(names(), ["a.jpg", "a.jpg.xmp"]);
});

Deno.test(
  "copies are laid out by the year that EXIF tells, in every format, and go to links where these work",
  { ignore: lacking },
  async () => {
    await using stick = await makeStick();
    const photos = join(stick.folder, "photos"), found = join(stick.folder, "found");
    await Deno.mkdir(photos);
    const dated = [
      "baseline.jpg",
      "colour.png",
      "lossy.webp",
      "eight-bit.heic",
      "eight-bit.avif",
      "jpeg.tif",
    ];
    for (const name of [...dated, "colour.bmp"]) await Deno.copyFile(join(formats, name), join(photos, name));
    for (const [i, name] of dated.entries()) {
      const date = `-EXIF:DateTimeOriginal=${2001 + i}:02:03 04:05:06`;
      await exiftool("-q", "-overwrite_original", date, join(photos, name));
    }
    await Deno.utime(join(photos, "colour.bmp"), new Date(1999, 5, 1), new Date(1999, 5, 1));
    const person = join(found, "Eileen"),
      search = ["--known", await knownOn(stick), "--name", "Eileen", photos];
    for (let again = 0; again < 2; again++) {
      const layout = ["--copy", found, "--layout", "person-year", "--link", "--quiet"];
      const { code, stderr } = await run(stick, ["scan", ...search, ...layout]);
      strictEqual(code, 0, stderr);
      const files = [...Deno.readDirSync(person)].flatMap(({ name: year }) =>
        [...Deno.readDirSync(join(person, year))].map(({ name }) => `${year}/${name}`)
      ).sort();
      deepStrictEqual(files, ["1999/colour.bmp", ...dated.map((name, i) => `${2001 + i}/${name}`)]);
      strictEqual((await Deno.stat(join(person, files[0]))).nlink, 2);
    }
  },
);

Deno.test("a scan that was stopped without sidecars tells its matches again when it goes on with them", async () => {
  await using stick = await makeStick();
  const results = join(stick.folder, "results.ndjson"), photos = join(SAMPLES, "album");
  const first = await scan(stick, photos, "--output", results);
  // As if the power had gone just before the end.
  const lines = (await Deno.readTextFile(results)).split("\n").filter((line) =>
    !line.includes('"type":"end"')
  );
  await Deno.writeTextFile(results, lines.join("\n"));
  const second = await scan(stick, photos, "--output", results, "--sidecars");
  const sidecars = (stdout: string) =>
    ofType(events(stdout), "match").flatMap(({ sidecars = [] }) => sidecars);
  deepStrictEqual([sidecars(first.stdout).length, sidecars(second.stdout).length], [0, 2], second.stderr);
});
