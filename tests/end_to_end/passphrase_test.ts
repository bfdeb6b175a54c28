import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { join } from "node:path";
import { events, makeStick, ofType, run, SAMPLES, type Stick } from "./program.ts";
import { atTerminal } from "./terminal.ts";

const known = join(SAMPLES, "known"), album = join(SAMPLES, "album");
const SECRET = "correct horse é", NAME = "Barack Obama";

/** A stick, with a file that holds the passphrase and one that holds another. */
async function makeLocked() {
  const stick = await makeStick(), data = join(stick.folder, "data");
  const file = join(stick.folder, "passphrase"), wrong = join(stick.folder, "wrong");
  await Deno.writeTextFile(file, `${SECRET}\r\nwhat follows doesn't count\n`);
  await Deno.writeTextFile(wrong, "another\n");
  const here = ["--data", data];
  return {
    stick,
    right: ["--passphrase-file", file, ...here],
    wrong: ["--passphrase-file", wrong, ...here],
    none: here,
    index: join(data, "index.encrypted.sqlite"),
    [Symbol.asyncDispose]: () => stick[Symbol.asyncDispose](),
  };
}

const SCAN = ["scan", "--all", "--known", known, album];
/** Of one photo only: each run takes a second for its key alone. */
const ONE = ["scan", "--all", "--known", known, join(album, "obama2.jpg")];
const fromIndex = (stdout: string) =>
  [...ofType(events(stdout), "match"), ...ofType(events(stdout), "photo")].filter((event) => event.from_index)
    .length;

Deno.test("with a passphrase everything is remembered, nothing of it in the clear, and all commands take it", async () => {
  await using locked = await makeLocked();
  const { stick, right } = locked;
  const first = await run(stick, [...SCAN, ...right, "--debug"]);
  deepStrictEqual([first.code, fromIndex(first.stdout)], [0, 0], first.stderr);
  const second = await run(stick, [...SCAN, ...right]);
  deepStrictEqual([second.code, fromIndex(second.stdout)], [0, 7], second.stderr);
  ok(![first, second].some(({ stdout, stderr }) => (stdout + stderr).includes(SECRET)));
  const bytes = new TextDecoder("latin1").decode(await Deno.readFile(locked.index));
  for (const secret of [NAME, "obama2", album, SECRET]) ok(!bytes.includes(secret), secret);

  const index = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(stick, ["index", ...args, ...right]);
    strictEqual(code, 0, stderr);
    return stdout;
  };
  const { photos, people } = JSON.parse(await index("stats", "--json"));
  deepStrictEqual([photos, people], [8, [{ name: NAME, photos: 3 }]]);
  strictEqual(await index("verify"), "the index is whole\n");
  strictEqual(ofType(events(await index("export")), "photo").length, 5);
  const faces = await run(stick, ["faces", album, ...right]);
  deepStrictEqual([faces.code, fromIndex(faces.stdout)], [0, 7], faces.stderr);
  const references = await run(stick, ["known", known, ...right]);
  strictEqual(references.code, 0, references.stderr);
  strictEqual(await index("forget", "--person", NAME), "3 photos forgotten\n");
  strictEqual(JSON.parse(await index("stats", "--json")).photos, 5);
});

Deno.test("a wrong passphrase, none, and one for what isn't encrypted: exit 2, no event, and nothing changed", async () => {
  await using locked = await makeLocked();
  const { stick, right, wrong, none } = locked;
  strictEqual((await run(stick, [...ONE, ...right])).code, 0);
  // In its first hundred bytes SQLite counts how often the file was opened to write.
  const read = async () => (await Deno.readFile(locked.index)).subarray(100);
  const before = await read();
  const refused = async (args: string[], expected: RegExp) => {
    const { code, stdout, stderr } = await run(stick, args);
    deepStrictEqual([args, code, stdout], [args, 2, ""]);
    match(stderr, expected);
  };
  const forget = ["index", "forget", "--all"];
  for (const args of [ONE, ["index", "stats"], forget]) {
    await refused([...args, ...wrong], /the passphrase is not the one that .*index\.encrypted\.sqlite/);
  }
  for (const args of [ONE, ["faces", album], ["known", known], ["index", "stats"], forget]) {
    await refused([...args, ...none], /is encrypted: give its passphrase/);
  }
  deepStrictEqual(await read(), before);
  strictEqual((await run(stick, [...ONE, ...none, "--remember", "none"])).code, 0);

  match((await run(stick, ["index", "decrypt", ...right])).stdout, /2 photos are now in .*anybody can read/);
  await refused([...ONE, ...right], /is not encrypted: encrypt it by "index encrypt"/);
  const clear = await run(stick, [...ONE, ...none]);
  deepStrictEqual([clear.code, fromIndex(clear.stdout)], [0, 1]);
  match((await run(stick, ["index", "encrypt", ...right])).stdout, /2 photos are now in .*, encrypted\n/);
  const again = await run(stick, [...ONE, ...right]);
  deepStrictEqual([again.code, fromIndex(again.stdout)], [0, 1]);
});

Deno.test("an altered entry is told of, and its photo is searched again", async () => {
  await using locked = await makeLocked();
  const { stick, right } = locked;
  strictEqual((await run(stick, [...ONE, ...right])).code, 0);
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(locked.index);
  database.exec("UPDATE content SET faces = zeroblob(length(faces)) WHERE id = 2");
  database.close();
  const verified = await run(stick, ["index", "verify", ...right]);
  deepStrictEqual([verified.code, verified.stdout.split(" ")[0]], [3, "1"], verified.stdout);
  const { code, stdout, stderr } = await run(stick, [...ONE, ...right]);
  deepStrictEqual([code, fromIndex(stdout)], [0, 0], stderr);
  match(stderr, /warning: the index holds a damaged entry/);
  strictEqual((await run(stick, ["index", "verify", ...right])).stdout, "the index is whole\n");
});

Deno.test("where the passphrase comes from is checked, and what is wrong is said", async () => {
  await using locked = await makeLocked();
  const { stick, none } = locked, empty = join(stick.folder, "empty"), binary = join(stick.folder, "binary");
  await Deno.writeTextFile(empty, "\n");
  await Deno.writeFile(binary, Uint8Array.of(0xff, 0xfe, 1));
  for (
    const [options, expected] of [
      [["--passphrase"], /asks at a terminal.*--passphrase-fd or --passphrase-file/],
      [["--passphrase=word"], /unknown option|does not take|--passphrase/],
      [["--passphrase-file", empty], /--passphrase-file .*empty: the passphrase is empty/],
      [["--passphrase-file", binary], /--passphrase-file .*binary: it is not text in UTF-8/],
      [["--passphrase-file", join(album, "obama2.jpg")], /--passphrase-file/],
      [["--passphrase-file", "nowhere"], /--passphrase-file nowhere: there is no such file or folder\./],
      // Some of these are the program's own, or whoever started it left them open: nothing waits for ever.
      ...Array.from(
        { length: 10 },
        (_, i) =>
          [
            ["--passphrase-fd", `${3 + i}`],
            /--passphrase-fd \d+: (it is not open|the passphrase is empty)/,
          ] as const,
      ),
      [["--passphrase-fd", "0", "--files-from", "-"], /both come from standard input/],
      [["--passphrase-fd", "one"], /the number of a file that is open/],
      [["--passphrase", "--passphrase-fd", "3"], /cannot be used with/],
    ] as const
  ) {
    const { code, stdout, stderr } = await run(stick, [...ONE, ...none, ...options]);
    deepStrictEqual([options, code, stdout], [options, 2, ""]);
    match(stderr, expected);
  }
});

Deno.test("the passphrase comes from standard input, too", async () => {
  await using locked = await makeLocked();
  const { stick, right, none } = locked;
  const first = await run(stick, [...ONE, ...none, "--passphrase-fd", "0"], { stdin: `${SECRET}\n` });
  strictEqual(first.code, 0, first.stderr);
  const second = await run(stick, [...ONE, ...right]);
  deepStrictEqual([second.code, fromIndex(second.stdout)], [0, 1]);
});

if (Deno.build.os === "linux") {
  Deno.test("the passphrase comes from another open file", async () => {
    await using locked = await makeLocked();
    const { stick, none } = locked;
    const line = `exec "$@" 3<"${join(stick.folder, "passphrase")}"`;
    const there = { ...stick, program: ["sh", "-c", line, "sh", ...stick.program] };
    const { code, stderr } = await run(there, [...ONE, ...none, "--passphrase-fd", "3"]);
    strictEqual(code, 0, stderr);
    ok((await Deno.stat(locked.index)).isFile);
  });

  /** Types at a terminal, each answer once the program has asked; gives what is seen there. */
  const typed = async (stick: Stick, args: readonly string[], types: readonly string[]) => {
    const answers = types.map((type) => ({ after: /(?<!-)passphrase: |once more: /, type }));
    const { answered: asked, ...ended } = await atTerminal(stick, { args, answers });
    return { asked, ...ended };
  };

  Deno.test("a terminal asks for the passphrase, twice for a new index, and shows nothing of it", async () => {
    await using locked = await makeLocked();
    const { stick, none, right } = locked, ask = ["--passphrase", ...none];
    const differs = await typed(stick, [...ONE, ...ask], [`${SECRET}\r`, "other\r"]);
    deepStrictEqual([differs.code, differs.asked], [2, 2], differs.seen);
    match(differs.seen, /the two differ, and nothing was changed/);
    const made = await typed(stick, [...ONE, ...ask], [`xy\x15${SECRET}z\x7f\r`, `${SECRET}\r`]);
    deepStrictEqual([made.code, made.asked], [0, 2], made.seen);
    const opened = await typed(stick, ["index", "stats", ...ask], [`${SECRET}\r`]);
    deepStrictEqual([opened.code, opened.asked], [0, 1], opened.seen);
    for (const { seen } of [differs, made, opened]) ok(!/horse|other\r|xy/.test(seen), seen);
    const stopped = await typed(stick, [...ONE, ...ask], ["abc\x03"]);
    deepStrictEqual([stopped.code, stopped.asked], [130, 1], stopped.seen);
    strictEqual((await run(stick, ["index", "stats", ...right])).code, 0);
  });
}
