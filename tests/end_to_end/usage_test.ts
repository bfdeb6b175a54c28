import { deepStrictEqual, doesNotMatch, match, strictEqual } from "node:assert";
import { join } from "node:path";
import { events, makeStick, ofType, run, SAMPLES } from "./program.ts";

const known = join(SAMPLES, "known"), person = join(known, "Barack Obama"), album = join(SAMPLES, "album");

const WRONG: [string[], RegExp][] = [
  [["scan", album], /--known/],
  [
    ["scan", "--known", known, "--copy", album],
    /no photos to search: .*--known took .*, --copy took .*album: paths/,
  ],
  [
    ["scan", "--known", "nowhere", album],
    /--known nowhere: there is no such folder\. Expected a folder with photos of one person/,
  ],
  [
    ["scan", "--known", known, "nowhere"],
    /nowhere: there is no such file or folder\. Expected files and folders to search/,
  ],
  [["scan", "--known", album, "--name", "A", "--name", "B", album], /--name B/],
  [["scan", "--known", known, "--threshold", "2", album], /from -1 to 1/],
  [["scan", "--known", known, "--parallel", "0", album], /from 1 to 1024/],
  [["scan", "--known", known, "--format", "xml", album], /ndjson, text, csv/],
  [["scan", "--known", known, "-m", "arcface", album], /--model arcface: .*there is: default/],
  [
    ["scan", "--known", known, "-d", "yunet", album],
    /yunet.*it has: centerface\. Leave --detector out, or choose another --pack\./,
  ],
  [
    ["scan", "--known", known, "--output", "/dev/stdout", album],
    Deno.build.os === "linux" ? /--output \/dev\/stdout: it is a device, and no file\. / : /--output/,
  ],
  [
    ["scan", "--known", known, "--output", "found.html", "--report", "./found.html", album],
    /--report and --output name the same file, .*found\.html/,
  ],
  [["calibrate", known], /known: 0 people with two photos or more .* expected 20 and more/],
  [["calibrate"], /missing required argument 'folder'/],
  [["scan", "--know", known, album], /unknown option.*--know/],
  // Only the program itself starts its processes.
  [["worker-process"], /unknown command 'worker-process'/],
  ...Deno.build.os === "linux"
    ? [[["1", "worker-process"], /unknown command '1'/] satisfies [string[], RegExp]]
    : [],
  [["fnid"], /unknown command.*fnid/],
  [
    ["scan", "--known", known, "--files-from", "none.txt"],
    /--files-from none\.txt: there is no such file or folder\. Expected a text with a path on each line/,
  ],
  [
    ["scan", "--known", known, "--files-from", "empty"],
    /--files-from empty holds no paths\. Expected one on each line/,
  ],
  [["scan", "--known", known, "-"], /standard input holds no paths\. Expected one on each line/],
  [["scan", "--known", known, album, "--copy", "empty"], /--copy empty: it is no folder\. Expected a folder/],
  [
    ["scan", "--known", known, album, "--report", "none/found.html"],
    /there is no folder .*none\. Make it first, or give another path\./,
  ],
  [
    ["scan", "--known", known, album, "--data", "empty"],
    /--data empty: cannot write there \(.*\)\. Choose a folder/,
  ],
  [
    ["scan", "--known", known, album, "--decisions", "none.json"],
    /--decisions none\.json: there is no such file or folder\. Expected the file that .*Save decisions/,
  ],
  [["scan", "--known", known, album, "--link"], /--link is about copies: give --copy FOLDER too\./],
  [
    ["report", "none", "-o", "a.html"],
    /none: there is no such file or folder\. Expected the events of a scan/,
  ],
  [["report", "empty", "-o", "a.html"], /empty: holds no search for anybody\. Expected the events of a scan/],
  [["calibrate", "none"], /^facefinder: none: there is no such folder\. Expected a folder with photos/],
  [
    ["index", "stats", "--data", "nowhere"],
    /nowhere holds no index yet\. Run a scan first, or name the folder of an earlier one by --data\./,
  ],
  [
    ["index", "search", "--known", known, "--data", "nowhere"],
    /nowhere holds no index yet\. Run a scan first/,
  ],
  [
    ["index", "encrypt", "--passphrase-file", "none", "--data", "nowhere"],
    /--passphrase-file none: there is no such file or folder\. Expected a file with the passphrase/,
  ],
];

/** Whether it is a command that says more by `--debug`. */
const hasDebug = ([command]: readonly string[]) => ["scan", "report"].includes(command);

Deno.test("wrong usage says what was expected, prints no event and ends with 2", async () => {
  await using stick = await makeStick();
  await Deno.writeTextFile(join(stick.folder, "empty"), "");
  for (const [args, expected] of WRONG) {
    const { code, stdout, stderr } = await run(stick, hasDebug(args) ? [...args, "--debug"] : args, {
      cwd: stick.folder,
    });
    deepStrictEqual([args, code, stdout], [args, 2, ""]);
    match(stderr, expected);
    // One voice, no words of the system's, and no stack: the typing is at fault.
    match(stderr, /^facefinder: /m);
    doesNotMatch(stderr, /os error|^ +at /m);
  }
});

Deno.test("help, version and schema are for all commands", async () => {
  await using stick = await makeStick();
  for (const command of [[], ["scan"], ["known"], ["faces"], ["people"], ["schema"]]) {
    const help = await run(stick, [...command, "--help"]);
    strictEqual(help.code, 0);
    match(help.stdout, /Usage: facefinder/);
    const version = await run(stick, [...command, "--version"]);
    match(version.stdout, /^\d+\.\d+\.\d+\n$/);
  }
  const { code, stdout } = await run(stick, ["schema"]);
  strictEqual(code, 0);
  strictEqual(JSON.parse(stdout).$schema, "https://json-schema.org/draft/2020-12/schema");
});

Deno.test("no match is exit 1, and --all prints the photos without one", async () => {
  await using stick = await makeStick();
  const photo = join(album, "biden.jpg");
  const none = await run(stick, ["scan", "--quiet", "--known", known, photo]);
  deepStrictEqual([none.code, none.stderr, ofType(events(none.stdout), "photo").length], [1, "", 0]);
  const all = await run(stick, ["scan", "--all", "--known", known, photo]);
  const [event] = ofType(events(all.stdout), "photo");
  strictEqual(event.path, photo);
  deepStrictEqual([event.faces[0].person, event.faces[0].nearest], [null, "Barack Obama"]);
});

Deno.test("the older tool's flags work, and copies never overwrite", async () => {
  await using stick = await makeStick();
  const args = ["scan", "-k", person, "-n", "Mr President", "-i", album, "-p", "1", "-C", "out"];
  for (const round of [1, 2]) {
    const { code, stdout, stderr } = await run(stick, args, { cwd: stick.folder });
    strictEqual(code, 0, `round ${round}: ${stderr}`);
    const copies = ofType(events(stdout), "match").flatMap(({ copied_to }) => copied_to ?? []).sort();
    deepStrictEqual(
      copies,
      ["obama2.jpg", "obama3.jpg"].map((name) => join(stick.folder, "out/Mr President", name)),
    );
  }
  strictEqual([...Deno.readDirSync(join(stick.folder, "out/Mr President"))].length, 2);
});

Deno.test("faces prints every face with landmarks and a unit embedding", async () => {
  await using stick = await makeStick();
  const { code, stdout } = await run(stick, ["faces", "--embeddings", join(album, "obama2.jpg")]);
  strictEqual(code, 0);
  const [photo] = ofType(events(stdout), "photo");
  const bytes = Uint8Array.from(atob(photo.faces[0].embedding!), (c) => c.charCodeAt(0));
  const length = Math.hypot(...new Float32Array(bytes.buffer));
  deepStrictEqual([photo.faces[0].landmarks?.length, Math.round(1e4 * length)], [5, 1e4]);
});

Deno.test("scan prints embeddings only when asked to, the same as faces", async () => {
  await using stick = await makeStick();
  const photo = join(album, "obama2.jpg");
  const embeddings = async (...args: string[]) => {
    const all = events((await run(stick, [...args, photo])).stdout);
    return [...ofType(all, "match"), ...ofType(all, "photo")][0].faces.map(({ embedding }) => embedding);
  };
  const expected = await embeddings("faces", "--embeddings");
  strictEqual(typeof expected[0], "string");
  deepStrictEqual(await embeddings("scan", "--known", known, "--embeddings"), expected);
  deepStrictEqual(await embeddings("scan", "--known", known), expected.map(() => undefined));
});

Deno.test("paths come from standard input and from a NUL-separated file too", async () => {
  await using stick = await makeStick();
  const paths = ["obama2.jpg", "biden.jpg"].map((name) => join(album, name));
  const piped = await run(stick, ["scan", "--known", known, "-"], { stdin: paths.join("\n") + "\n" });
  strictEqual(ofType(events(piped.stdout), "end")[0].photos, 2);
  const list = join(stick.folder, "list");
  await Deno.writeTextFile(list, paths.join("\0"));
  const listed = await run(stick, ["scan", "--known", known, "--files-from", list, "-0"]);
  strictEqual(ofType(events(listed.stdout), "end")[0].photos, 2);
});

Deno.test("text and csv are for people and spreadsheets", async () => {
  await using stick = await makeStick();
  const photo = join(album, "obama2.jpg");
  const text = await run(stick, ["scan", "--format", "text", "--known", known, photo]);
  match(text.stdout, /obama2\.jpg {2}Barack Obama \(\d+ %\)/);
  const csv = await run(stick, ["scan", "--format", "csv", "--known", known, photo]);
  match(csv.stdout, /^\ufeff?path,person,.*\r\n.*obama2\.jpg","Barack Obama",0\.\d+/);
});

Deno.test("--exit-zero tells of a finished search by 0, whatever it found, and still of wrong usage by 2", async () => {
  await using stick = await makeStick();
  const broken = join(stick.folder, "broken.jpg");
  await Deno.writeTextFile(broken, "no photo");
  for (
    const [args, without] of [
      [["scan", "--known", known, join(album, "biden.jpg")], 1],
      [["scan", "--known", known, broken], 3],
      [["faces", broken], 3],
      [["people", broken], 3],
    ] as const
  ) {
    strictEqual((await run(stick, args)).code, without);
    const { code, stdout } = await run(stick, [...args, "--exit-zero"]);
    deepStrictEqual([code, ofType(events(stdout), "end")[0].exit], [0, 0], args.join(" "));
  }
  strictEqual((await run(stick, ["scan", "--exit-zero", "--known", known, "nowhere"])).code, 2);
});
