import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { join } from "node:path";
import { command, events, fromSource, makeStick, ofType, run, SAMPLES, type Stick } from "./program.ts";

const known = join(SAMPLES, "known"), album = join(SAMPLES, "album");

/** A folder of `count` photos that look alike: what follows the picture makes each another file. */
async function manyPhotos(stick: Stick, count: number): Promise<string> {
  const folder = join(stick.folder, "many");
  await Deno.mkdir(folder);
  const jpeg = await Deno.readFile(join(album, "obama3.jpg"));
  for (let i = 0; i < count; i++) {
    await Deno.writeFile(join(folder, `${i}.jpg`), Uint8Array.from([...jpeg, i]));
  }
  return folder;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`${signal} finishes the photos in hand and ends with 130`, async () => {
    await using stick = await makeStick();
    const photos = await manyPhotos(stick, 60);
    const child = command(stick, ["scan", "--known", known, photos]).spawn();
    let stdout = "", asked = false;
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      stdout += text;
      if (!asked && stdout.includes('"type":"match"')) {
        asked = true;
        child.kill(signal);
      }
    }
    const { code } = await child.status;
    await child.stderr.cancel();
    const all = events(stdout), [end] = ofType(all, "end");
    deepStrictEqual([code, end.exit, end.reason], [130, 130, "interrupted"]);
    ok(end.photos > 0 && end.photos < 60);
    strictEqual(ofType(all, "match").length, end.photos);
  });
}

Deno.test("a reader that goes away is no error", async () => {
  await using stick = await makeStick();
  const photos = await manyPhotos(stick, 20);
  const child = command(stick, ["scan", "--quiet", "--known", known, photos]).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  await reader.cancel();
  const [{ code }, stderr] = await Promise.all([child.status, new Response(child.stderr).text()]);
  deepStrictEqual([code, stderr], [0, ""]);
});

if (!fromSource) {
  Deno.test("nothing is written but facefinder-data beside the executable", async () => {
    await using stick = await makeStick();
    const [home, temp] = [await Deno.makeTempDir(), await Deno.makeTempDir()];
    try {
      const { code, stderr } = await run(stick, ["scan", "--known", known, album], {
        env: { HOME: home, TMPDIR: temp, XDG_CACHE_HOME: join(home, "cache") },
        cwd: "/",
      });
      strictEqual(code, 0, stderr);
      const left = [home, temp].flatMap((folder) => [...Deno.readDirSync(folder)].map(({ name }) => name));
      deepStrictEqual(left, []);
      deepStrictEqual([...Deno.readDirSync(stick.folder)].map(({ name }) => name).sort(), [
        "facefinder",
        "facefinder-data",
      ]);
    } finally {
      await Promise.all([home, temp].map((folder) => Deno.remove(folder, { recursive: true })));
    }
  });

  Deno.test("where the stick cannot be written, a temporary folder is used and removed", async () => {
    await using stick = await makeStick();
    const temp = join(stick.folder, "temp");
    await Deno.mkdir(temp);
    await Deno.writeTextFile(join(stick.folder, "facefinder-data"), "in the way");
    const { code, stderr } = await run(stick, ["scan", "--known", known, album], { env: { TMPDIR: temp } });
    strictEqual(code, 0, stderr);
    match(stderr, /cannot write to .*facefinder-data/);
    deepStrictEqual([...Deno.readDirSync(temp)], []);
  });

  Deno.test("an altered native library is replaced and never loaded", async () => {
    await using stick = await makeStick();
    const photo = join(album, "obama2.jpg"), args = ["scan", "--remember", "none", "--known", known, photo];
    strictEqual((await run(stick, args)).code, 0);
    const native = join(stick.folder, "facefinder-data/native");
    const [{ name }] = [...Deno.readDirSync(native)];
    const library = join(native, name, "libonnxruntime.so.1");
    const { size } = await Deno.stat(library);
    await Deno.writeTextFile(library, "altered");
    strictEqual((await run(stick, args)).code, 0);
    strictEqual((await Deno.stat(library)).size, size);
  });
}
