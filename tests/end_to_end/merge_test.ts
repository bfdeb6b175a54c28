import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { basename, join } from "node:path";
import { aRun } from "../unit/merging/a_run.ts";
import { aMatch } from "../unit/output/sample_events.ts";
import { command, events, interruptAtStart, makeStick, ofType, run, SAMPLES, type Stick } from "./program.ts";

const known = join(SAMPLES, "known"), album = join(SAMPLES, "album");

/** Merges files on the stick, and gives what was printed. */
async function merge(stick: Stick, ...args: string[]) {
  return await run(stick, ["merge", ...args], { cwd: stick.folder });
}

/** Files on the stick by their names. */
const read = (stick: Stick, name: string) => Deno.readTextFile(join(stick.folder, name));
const write = (stick: Stick, name: string, text: string) =>
  Deno.writeTextFile(join(stick.folder, name), text);
const namesIn = (stick: Stick) => [...Deno.readDirSync(stick.folder)].map(({ name }) => name).sort();

Deno.test("scans of two folders, one of which went on after a stop, are one result in any order", async () => {
  await using stick = await makeStick();
  const other = join(stick.folder, "other");
  await Deno.mkdir(other);
  for (const name of ["obama2.jpg", "biden.jpg"]) await Deno.copyFile(join(album, name), join(other, name));
  const cut = (await Deno.readFile(join(album, "obama2.jpg"))).slice(0, -9000);
  await Deno.writeFile(join(other, "cut.jpg"), cut);
  const scan = (...args: string[]) => ["scan", "--known", known, "--all", "--remember", "none", ...args];
  const first = scan("--output", join(stick.folder, "album.ndjson"), album);
  strictEqual((await interruptAtStart(stick, first)).code, 130);
  strictEqual((await run(stick, first)).code, 0);
  const second = await run(stick, scan(other));
  strictEqual(second.code, 3, second.stderr);
  await write(stick, "other.ndjson", second.stdout);

  const { code, stdout, stderr } = await merge(stick, "other.ndjson", "album.ndjson");
  strictEqual(code, 3, stderr);
  const all = events(stdout), [start] = ofType(all, "start"), [end] = ofType(all, "end");
  deepStrictEqual(start.merged!.map(({ reason }) => reason), ["interrupted", "done", "done"]);
  deepStrictEqual(start.roots, [album, other].sort());
  deepStrictEqual([end.reason, end.photos, end.errors], ["done", 10, 1]);
  const matches = ofType(all, "match").map((
    { path, duplicate_of },
  ) => [basename(path), duplicate_of !== undefined]);
  const expected = [["cut.jpg", false], ["obama2.jpg", false], ["obama2.jpg", true], ["obama3.jpg", false]];
  deepStrictEqual(matches.sort(), expected);
  strictEqual(ofType(all, "photo").length, 6);
  const [error] = ofType(all, "error");
  deepStrictEqual([error.code, basename(error.path!), all[all.indexOf(error) - 1].type], [
    "truncated",
    "cut.jpg",
    "match",
  ]);
  match(stderr, /^3 runs: 10 photos, 4 with a match, 1 error$/m);

  await write(stick, "revised.ndjson", revised(second.stdout, "obama2.jpg"));
  const files = ["album.ndjson", "other.ndjson", "revised.ndjson"];
  const { stdout: whole } = await merge(stick, ...files);
  const again = ofType(events(whole), "match").filter(({ path }) => basename(path) === "obama2.jpg");
  deepStrictEqual(again.map(({ people }) => people.includes("Somebody else")), [true, true]);
  await write(stick, "two.ndjson", (await merge(stick, "revised.ndjson", "album.ndjson")).stdout);
  for (
    const args of [files.toReversed(), ["two.ndjson", "other.ndjson"], ["two.ndjson", ...files, "two.ndjson"]]
  ) {
    strictEqual((await merge(stick, ...args)).stdout, whole, args.join(" "));
  }

  await write(stick, "all.ndjson", stdout);
  const page = await run(stick, [
    "report",
    join(stick.folder, "all.ndjson"),
    "-o",
    join(stick.folder, "all.html"),
  ]);
  strictEqual(page.code, 0, page.stderr);
  ok((await read(stick, "all.html")).includes("cut.jpg"));
});

/** Results of a later run which tells the match of the file `name`, and then once more, with somebody else in it. */
function revised(results: string, name: string): string {
  const all = events(results), [start] = ofType(all, "start"), [end] = ofType(all, "end");
  const told = ofType(all, "match").find(({ path }) => basename(path) === name)!;
  const time = new Date(Date.parse(end.time) + 60_000).toISOString();
  return [
    { ...start, time },
    told,
    { ...told, people: [...told.people, "Somebody else"], revised: true },
    end,
  ]
    .map((event, seq) => JSON.stringify({ ...event, run: "later", seq }) + "\n").join("");
}

Deno.test("the output is written whole, replaces merged results and what is merged, and nothing else", async () => {
  await using stick = await makeStick();
  const texts = ["a", "b"].map((run) =>
    aRun({ run, search: run }, [aMatch({ path: `/${run}.jpg`, hash: run })])
  );
  await write(stick, "a.ndjson", texts[0]);
  await write(stick, "b.ndjson", texts[1]);
  await write(stick, "text.txt", "mine\n");
  const before = namesIn(stick), { stdout } = await merge(stick, "a.ndjson", "b.ndjson");
  for (const name of ["text.txt", "b.ndjson", ".", "no/all.ndjson"]) {
    const { code, stderr } = await merge(stick, "a.ndjson", "-o", name);
    deepStrictEqual([code, namesIn(stick)], [2, before], stderr);
  }
  deepStrictEqual([await read(stick, "text.txt"), await read(stick, "b.ndjson")], ["mine\n", texts[1]]);
  for (const inputs of [["a.ndjson", "b.ndjson"], ["all.ndjson", "b.ndjson"], ["all.ndjson"]]) {
    const { code, stdout: printed, stderr } = await merge(stick, ...inputs, "-o", "all.ndjson");
    deepStrictEqual([code, printed, await read(stick, "all.ndjson")], [0, "", stdout], stderr);
  }
  strictEqual((await merge(stick, "a.ndjson", "b.ndjson", "-o", "a.ndjson")).code, 0);
  strictEqual((await merge(stick, "all.ndjson", "-o", "text.txt", "--overwrite")).code, 0);
  deepStrictEqual([await read(stick, "a.ndjson"), await read(stick, "text.txt")], [stdout, stdout]);
  deepStrictEqual(namesIn(stick), [...before, "all.ndjson"].sort());
});

Deno.test("standard input is merged too", async () => {
  await using stick = await makeStick();
  const text = aRun({}, [aMatch()]);
  await write(stick, "a.ndjson", text);
  const { code, stdout, stderr } = await run(stick, ["merge", "-", "--quiet"], { stdin: text });
  deepStrictEqual([code, stdout, stderr], [0, (await merge(stick, "a.ndjson")).stdout, ""]);
});

if (Deno.build.os !== "windows") {
  Deno.test("a named pipe is merged too", async () => {
    await using stick = await makeStick();
    const text = aRun({}, [aMatch()]), pipe = join(stick.folder, "pipe");
    await write(stick, "a.ndjson", text);
    strictEqual((await new Deno.Command("mkfifo", { args: [pipe] }).output()).code, 0);
    const merging = merge(stick, "pipe", "a.ndjson");
    await Deno.writeTextFile(pipe, text, { create: false });
    const { code, stdout, stderr } = await merging;
    deepStrictEqual([code, stdout], [0, (await merge(stick, "a.ndjson")).stdout], stderr);
  });
}

Deno.test("what can't be merged ends with 2, names what is wrong, and prints nothing", async () => {
  await using stick = await makeStick();
  await write(stick, "a.ndjson", aRun({ run: "a" }));
  await write(stick, "b.ndjson", aRun({ run: "b", strictness: "loose" }));
  await write(stick, "c.txt", "hello\n");
  for (
    const [args, expected] of [
      [["a.ndjson", "b.ndjson"], /a\.ndjson and b\.ndjson do not ask the same: .* normal, the second loose/],
      [["a.ndjson", "c.txt"], /c\.txt, line 1: .*no event of facefinder: hello/],
      [["d.ndjson"], /d\.ndjson: .*there is no such file or folder\. Expected the events of a scan/],
      [["."], /\.: it is a folder\. Expected the events of a scan/],
      [[], /missing required argument 'results'/],
    ] as const
  ) {
    const { code, stdout, stderr } = await merge(stick, ...args);
    deepStrictEqual([code, stdout], [2, ""]);
    match(stderr, expected);
  }
});

Deno.test("a missing shard is said, and what is there is merged", async () => {
  await using stick = await makeStick();
  await write(stick, "0.ndjson", aRun({ shard: { index: 0, of: 2 } }, [aMatch()]));
  const { code, stdout, stderr } = await merge(stick, "--quiet", "0.ndjson");
  deepStrictEqual([code, stderr], [3, "warning: shard 1/2 is missing\n"]);
  strictEqual(ofType(events(stdout), "match").length, 1);
});

if (Deno.build.os === "linux") {
  Deno.test("more files are merged than a program may have open", async () => {
    await using stick = await makeStick();
    const of = 300, indexes = Array.from({ length: of }, (_, index) => index);
    for (const index of indexes) {
      const matches = [aMatch({ path: `/${index}.jpg`, hash: `${index}` })];
      await write(
        stick,
        `${index}.ndjson`,
        aRun({ run: `r${index}`, search: `s${index}`, shard: { index, of } }, matches),
      );
    }
    const files = indexes.map((index) => `${index}.ndjson`);
    const { code, stdout, stderr } = await new Deno.Command("bash", {
      args: ["-c", 'ulimit -n 256; "$@"', "bash", ...stick.program, "merge", "--quiet", ...files],
      cwd: stick.folder,
    }).output();
    deepStrictEqual([code, new TextDecoder().decode(stderr)], [0, ""]);
    strictEqual(ofType(events(new TextDecoder().decode(stdout)), "match").length, of);
  });
}

Deno.test("Ctrl-C ends with 130, and leaves nothing half written", async () => {
  await using stick = await makeStick();
  const before = namesIn(stick),
    child = command(stick, ["merge", "-", "-o", join(stick.folder, "all.ndjson")], { stdin: "" })
      .spawn();
  const writer = child.stdin.getWriter(), matches = Array.from({ length: 5000 }, () => aMatch());
  // More than a pipe holds: it is read by then.
  await writer.write(new TextEncoder().encode(aRun({}, matches)));
  child.kill("SIGINT");
  const { code } = await child.status;
  await Promise.allSettled([writer.close(), child.stdout.cancel(), child.stderr.cancel()]);
  deepStrictEqual([code, namesIn(stick)], [130, before]);
});

Deno.test("a reader that goes away is no error", async () => {
  await using stick = await makeStick();
  const matches = Array.from({ length: 5000 }, (_, i) => aMatch({ path: `/${i}.jpg`, hash: `${i}` }));
  await write(stick, "a.ndjson", aRun({}, matches));
  const child = command(stick, ["merge", "--quiet", join(stick.folder, "a.ndjson")]).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  await reader.cancel();
  const [{ code }, stderr] = await Promise.all([child.status, new Response(child.stderr).text()]);
  deepStrictEqual([code, stderr], [0, ""]);
});
