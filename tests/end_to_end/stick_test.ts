import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { until } from "../until.ts";
import { command, events, fromSource, makeStick, ofType, run, SAMPLES, type Stick } from "./program.ts";

const known = join(SAMPLES, "known"), album = join(SAMPLES, "album");
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A scan of one photo with its data in a folder. */
async function scan(stick: Stick, data: string) {
  const args = ["scan", "--known", known, join(album, "obama2.jpg"), "--data", data];
  const { code, stdout, stderr } = await run(stick, args, { cwd: stick.folder });
  strictEqual(code, 0, stderr);
  strictEqual(ofType(events(stdout), "match").length, 1);
  return stderr;
}

Deno.test("a link that was planted as the index leads nowhere", async () => {
  await using stick = await makeStick();
  const data = join(stick.folder, "data"), letter = join(stick.folder, "letter.txt");
  await Deno.mkdir(data);
  await Deno.writeTextFile(letter, "precious ".repeat(9000));
  for (const target of [letter, join(stick.folder, "elsewhere")]) {
    await Deno.symlink(target, join(data, "index.sqlite"));
    match(await scan(stick, data), /warning: the index .*it is no file/);
    await Deno.remove(join(data, "index.sqlite"));
  }
  strictEqual(await Deno.readTextFile(letter), "precious ".repeat(9000));
  ok(![...Deno.readDirSync(stick.folder)].some(({ name }) => name === "elsewhere"));
});

Deno.test("another program's database is left as it is, and so is a text", async () => {
  await using stick = await makeStick();
  const data = join(stick.folder, "data"), file = join(data, "index.sqlite");
  await Deno.mkdir(data);
  const theirs = new DatabaseSync(file);
  theirs.exec("CREATE TABLE notes (text); INSERT INTO notes VALUES ('mine')");
  theirs.close();
  const before = await Deno.readFile(file);
  match(await scan(stick, data), /warning: the index .*another program's database/);
  deepStrictEqual(await Deno.readFile(file), before);
  await Deno.writeTextFile(file, "a text ".repeat(5000));
  match(await scan(stick, data), /warning: the index was damaged .*is kept as .*damaged/);
  strictEqual(await Deno.readTextFile(file + ".damaged"), "a text ".repeat(5000));
});

Deno.test("--data may be relative, and its index is for its owner alone", async () => {
  await using stick = await makeStick();
  await scan(stick, "somewhere");
  const { mode } = await Deno.stat(join(stick.folder, "somewhere/index.sqlite"));
  if (Deno.build.os !== "windows") strictEqual(mode! & 0o777, 0o600);
});

Deno.test("a photo that became another one since an unfinished run is told", async () => {
  await using stick = await makeStick();
  const photos = join(stick.folder, "photos"), output = join(stick.folder, "results.ndjson");
  await Deno.mkdir(photos);
  await Deno.copyFile(join(album, "rocket.jpg"), join(photos, "a.jpg"));
  const jpeg = await Deno.readFile(join(album, "biden.jpg"));
  for (let i = 0; i < 30; i++) await Deno.writeFile(join(photos, `b${i}.jpg`), Uint8Array.from([...jpeg, i]));
  const args = ["scan", "--all", "--known", known, photos, "--output", output];
  strictEqual((await run(stick, [...args, "--max-duration", "2s"])).code, 4);
  match(await Deno.readTextFile(output), /a\.jpg/);
  await Deno.copyFile(join(album, "obama2.jpg"), join(photos, "a.jpg"));
  const { code, stdout, stderr } = await run(stick, args);
  strictEqual(code, 0, stderr);
  deepStrictEqual(ofType(events(stdout), "match").map(({ path }) => basename(path)), ["a.jpg"]);
});

Deno.test("the copies are not searched, whatever way leads to them", async () => {
  await using stick = await makeStick();
  const photos = join(stick.folder, "photos"), link = join(stick.folder, "link");
  await Deno.mkdir(photos);
  await Deno.copyFile(join(album, "obama2.jpg"), join(photos, "a.jpg"));
  await Deno.symlink(photos, link);
  for (let round = 0; round < 2; round++) {
    const { code, stdout } = await run(stick, ["scan", "--known", known, link, "--copy", "found"], {
      cwd: photos,
    });
    deepStrictEqual([code, ofType(events(stdout), "end")[0].photos], [0, 1]);
  }
});

Deno.test("one listed file that has vanished is an error, not a lost target", async () => {
  await using stick = await makeStick();
  const gone = join(stick.folder, "gone.jpg");
  const { code, stdout } = await run(stick, ["scan", "--known", known, "-"], {
    stdin: [join(album, "obama2.jpg"), gone].join("\n"),
  });
  const all = events(stdout);
  deepStrictEqual([code, ofType(all, "end")[0].reason, ofType(all, "match").length], [3, "done", 1]);
});

Deno.test("asked to stop while it looks at reference photos, it begins and ends", async () => {
  await using stick = await makeStick();
  const people = join(stick.folder, "people/Joe");
  await Deno.mkdir(people, { recursive: true });
  const jpeg = await Deno.readFile(join(album, "biden.jpg"));
  for (let i = 0; i < 60; i++) await Deno.writeFile(join(people, `${i}.jpg`), Uint8Array.from([...jpeg, i]));
  const args = ["scan", "--known", people, album, "--max-duration", "1s"];
  const { code, stdout, stderr } = await run(stick, args);
  const [end] = ofType(events(stdout), "end");
  deepStrictEqual([code, end.reason, end.photos], [4, "deadline", 0], stderr);
});

if (Deno.build.os === "linux") {
  Deno.test("started with SIGHUP ignored, as nohup does, it lives on when the terminal is closed", async () => {
    await using stick = await makeStick();
    const program = [...stick.program, "scan", "--quiet", "--known", known, album];
    const script = `trap '' HUP; exec "$@"`;
    const child = new Deno.Command("sh", {
      args: ["-c", script, "sh", ...program],
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    await pause(800);
    child.kill("SIGHUP");
    const { code, stdout } = await child.output();
    deepStrictEqual([code, ofType(events(new TextDecoder().decode(stdout)), "end")[0].reason], [0, "done"]);
  });
}

if (!fromSource) {
  Deno.test("asked twice to stop, it leaves no temporary folder", async () => {
    await using stick = await makeStick();
    const temp = join(stick.folder, "temp"), photos = join(stick.folder, "photos");
    await Deno.mkdir(temp);
    await Deno.mkdir(photos);
    await Deno.writeTextFile(join(stick.folder, "facefinder-data"), "in the way");
    const jpeg = await Deno.readFile(join(album, "obama3.jpg"));
    for (let i = 0; i < 60; i++) {
      await Deno.writeFile(join(photos, `${i}.jpg`), Uint8Array.from([...jpeg, i]));
    }
    const child = command(stick, ["scan", "--known", known, photos], { env: { TMPDIR: temp } }).spawn();
    const reading = new Response(child.stdout).text();
    await until(() => [...Deno.readDirSync(temp)].length > 0);
    await pause(1500);
    child.kill("SIGINT");
    await pause(350);
    try {
      child.kill("SIGINT");
    } catch { /* it was quick, and has ended already */ }
    const { code } = await child.status;
    await Promise.all([reading, child.stderr.cancel()]);
    deepStrictEqual([code, [...Deno.readDirSync(temp)]], [130, []]);
  });
}
