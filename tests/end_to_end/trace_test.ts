import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { join } from "node:path";
import { until } from "../until.ts";
import {
  command,
  events,
  executable,
  fromSource,
  makeStick,
  ofType,
  run,
  SAMPLES,
  type Stick,
} from "./program.ts";

const known = join(SAMPLES, "known"), album = join(SAMPLES, "album"), photo = join(album, "obama2.jpg");
const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

/** Fails unless the scan of one photo finds it; gives what it said. */
async function find(stick: Stick, options: readonly string[] = [], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await run(stick, ["scan", "--known", known, photo, ...options], { env });
  strictEqual(code, 0, stderr);
  strictEqual(ofType(events(stdout), "match").length, 1);
  return stderr;
}

/** The stick can't be written, and temporary files go to a folder of their own. */
async function makeUnwritable() {
  const stick = await makeStick(), temp = join(stick.folder, "temp");
  await Deno.mkdir(temp);
  await Deno.writeTextFile(join(stick.folder, "facefinder-data"), "in the way");
  return { stick, temp, env: { TMPDIR: temp }, [Symbol.asyncDispose]: () => stick[Symbol.asyncDispose]() };
}

/** A scan that takes long enough to be met in its midst. */
async function startLongScan({ stick, temp, env }: Awaited<ReturnType<typeof makeUnwritable>>) {
  const photos = join(stick.folder, "photos");
  await Deno.mkdir(photos, { recursive: true });
  const jpeg = await Deno.readFile(join(album, "obama3.jpg"));
  for (let i = 0; i < 60; i++) await Deno.writeFile(join(photos, `${i}.jpg`), Uint8Array.from([...jpeg, i]));
  const before = names(temp);
  const child = command(stick, ["scan", "--known", known, photos], { env }).spawn();
  const reading = Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  const added = () => names(temp).filter((name) => !before.includes(name));
  await until(() => added().length > 0);
  const [folder] = added();
  await until(() => names(join(temp, folder)).includes("native"));
  return { child, folder, ended: () => Promise.all([child.status, reading]) };
}

if (!fromSource) {
  Deno.test("what a killed run has left among the temporary files is removed by the next, not what one that goes on has", async () => {
    await using unwritable = await makeUnwritable();
    const { stick, temp, env } = unwritable;
    const killed = await startLongScan(unwritable);
    killed.child.kill("SIGKILL");
    await killed.ended();
    deepStrictEqual(names(temp), [killed.folder]);
    const other = join(temp, "facefinder-of-somebody");
    await Deno.mkdir(other);
    const running = await startLongScan(unwritable);
    await find(stick, [], env);
    deepStrictEqual(names(temp), [running.folder, "facefinder-of-somebody"].sort());
    running.child.kill("SIGINT");
    const [{ code }] = await running.ended();
    deepStrictEqual([code, names(temp)], [130, ["facefinder-of-somebody"]]);
  });

  Deno.test("a library that was planted where the loader looks first is never loaded", async () => {
    await using stick = await makeStick();
    await find(stick, ["--remember", "none"]);
    const native = join(stick.folder, "facefinder-data/native"), [inner] = names(native);
    const folder = join(native, inner), whole = names(folder);
    for (const name of ["libstdc++.so.6", "libgcc_s.so.1", "libm.so.6"]) {
      await Deno.writeTextFile(join(folder, name), "no library: whoever loads it fails");
    }
    await find(stick, ["--remember", "none"]);
    deepStrictEqual(names(folder), whole);
  });

  Deno.test("a link that was planted as the data folder, or in it, leads nowhere", async () => {
    await using stick = await makeStick();
    const data = join(stick.folder, "facefinder-data"), letters = join(stick.folder, "letters");
    await Deno.mkdir(letters);
    await Deno.writeTextFile(join(letters, "letter"), "precious");
    const temp = join(stick.folder, "temp");
    await Deno.mkdir(temp);
    await Deno.symlink(letters, data);
    match(await find(stick, [], { TMPDIR: temp }), /facefinder-data \(it is a symbolic link: --data chooses/);
    await Deno.remove(data);
    await Deno.mkdir(data);
    await Deno.symlink(letters, join(data, "native"));
    for (const ends of [["-wal"], ["-journal", "-shm"]]) {
      const links = ends.map((end) => join(data, `index.sqlite${end}`));
      for (const link of links) await Deno.symlink(join(letters, "letter"), link);
      await find(stick);
      for (const link of links) await Deno.remove(link).catch(() => {});
    }
    deepStrictEqual([names(letters), Deno.readTextFileSync(join(letters, "letter"))], [
      ["letter"],
      "precious",
    ]);
    deepStrictEqual(names(temp), []);
  });

  Deno.test("four at once, for the first time, all find what there is", async () => {
    await using stick = await makeStick();
    const said = await Promise.all([1, 2, 3, 4].map(() => find(stick, ["--parallel", "1"])));
    ok(!said.some((text) => /warning/.test(text)), said.join());
    const [inner] = names(join(stick.folder, "facefinder-data/native"));
    strictEqual(names(join(stick.folder, "facefinder-data/native", inner)).length, 2);
  });

  Deno.test("it starts from a path with spaces, by a link, and without any environment; its data lie beside the real file", async () => {
    await using stick = await makeStick();
    const folder = join(stick.folder, 'a folder \' with "spaces" é'), link = join(stick.folder, "link");
    await Deno.mkdir(folder);
    await Deno.copyFile(executable(), join(folder, "face finder"));
    await Deno.symlink(join(folder, "face finder"), link);
    await find({ ...stick, program: [join(folder, "face finder")] });
    deepStrictEqual(names(folder), ["face finder", "facefinder-data"]);
    await find({ ...stick, program: [link] });
    deepStrictEqual(names(stick.folder).includes("facefinder-data"), false);
  });
}

Deno.test("--copy and its events stay in their folder, whatever people and photos are called", async () => {
  await using stick = await makeStick();
  const evil = "../../evil",
    photos = join(stick.folder, "in/photos"),
    copies = join(stick.folder, "in/copies");
  await Deno.mkdir(photos, { recursive: true });
  for (const name of ["..\\..\\evil.jpg", "C:evil.jpg", "=cmd|'calc'!A0.jpg", "\x1b]0;evil\x07.jpg"]) {
    await Deno.copyFile(photo, join(photos, name));
  }
  const before = names(stick.folder);
  const args = [
    "scan",
    "--known",
    join(known, "Barack Obama"),
    "--name",
    evil,
    "--hidden",
    photos,
    "--copy",
    copies,
  ];
  const { code, stdout, stderr } = await run(stick, [...args, "--data", join(stick.folder, "in/data")]);
  strictEqual(code, 0, stderr);
  const copied = ofType(events(stdout), "match").flatMap(({ copied_to }) => copied_to ?? []);
  strictEqual(copied.length, 4);
  for (const path of copied) {
    ok(path.startsWith(`${copies}/`) && !path.includes("/../") && Deno.lstatSync(path).isFile, path);
  }
  deepStrictEqual([names(stick.folder), names(join(stick.folder, "in"))], [before, [
    "copies",
    "data",
    "photos",
  ]]);
  // deno-lint-ignore no-control-regex -- that is what must not get to a terminal
  ok(!/[\x00-\x08\x0b-\x1f\x7f]/.test(stdout + stderr));
  const text = await run(stick, [...args, "--format", "text", "--data", join(stick.folder, "in/data")]);
  // deno-lint-ignore no-control-regex -- as above
  ok(text.code === 0 && !/[\x00-\x08\x0b-\x1f\x7f]/.test(text.stdout + text.stderr), text.stdout);
});
