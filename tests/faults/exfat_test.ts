/** The program on a stick as it is sold. Needs Linux, the tools for exFAT, a loop device and FUSE. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { join } from "node:path";
import { events, executable, makeStick, ofType, run, SAMPLES } from "../end_to_end/program.ts";
import { exfatImpossible, makeExfat } from "./exfat.ts";

const known = join(SAMPLES, "known"), album = join(SAMPLES, "album");
const impossible = await exfatImpossible();
if (impossible) console.log(`exFAT is not tested: ${impossible}`);

Deno.test({
  name: "a stick of exFAT: it starts, remembers, copies, encrypts, and loads no altered library",
  ignore: impossible !== null,
  fn: async () => {
    await using stick = await makeStick();
    await using medium = await makeExfat();
    const program = join(medium.path, "facefinder"),
      there = { ...stick, folder: medium.path, program: [program] };
    await Deno.copyFile(executable(), program);
    const scan = async (...options: string[]) => {
      const { code, stdout, stderr } = await run(there, [
        "scan",
        "--all",
        "--known",
        known,
        album,
        ...options,
      ]);
      deepStrictEqual([code, /warning|cannot/.test(stderr)], [0, false], stderr);
      const all = [...ofType(events(stdout), "match"), ...ofType(events(stdout), "photo")];
      return { all, known: all.filter((event) => event.from_index).length };
    };
    const { all } = await scan("--copy", join(medium.path, "found"));
    const copies = all.flatMap((event) => "copied_to" in event ? event.copied_to ?? [] : []);
    strictEqual(copies.length, 2);
    for (const path of copies) ok((await Deno.stat(path)).isFile);

    const native = join(medium.path, "facefinder-data/native"), [{ name }] = [...Deno.readDirSync(native)];
    const library = join(native, name, "libonnxruntime.so.1"), { size } = await Deno.stat(library);
    await Deno.writeTextFile(library, "altered");
    await Deno.writeTextFile(join(native, name, "libstdc++.so.6"), "planted");
    strictEqual((await scan("--remember", "none")).known, 0);
    strictEqual((await Deno.stat(library)).size, size);

    const secret = join(stick.folder, "secret"), closed = ["--passphrase-file", secret];
    await Deno.writeTextFile(secret, "correct horse");
    const encrypted = await run(there, ["index", "encrypt", ...closed]);
    match(encrypted.stdout, /8 photos are now in .*, encrypted/, encrypted.stderr);
    strictEqual((await scan(...closed)).known, 7);
  },
});

Deno.test({
  name: "a stick of exFAT knows no hard links: photos are copied, which is said once, and sidecars renewed",
  ignore: impossible !== null,
  fn: async () => {
    await using stick = await makeStick();
    await using medium = await makeExfat();
    const photos = join(medium.path, "photos"), found = join(medium.path, "found");
    await Deno.mkdir(photos);
    for (const name of ["obama2.jpg", "obama3.jpg"]) {
      await Deno.copyFile(join(album, name), join(photos, name));
    }
    const writing = ["--copy", found, "--layout", "flat", "--link", "--sidecars"];
    const scan = async (name: string) => {
      const { code, stdout, stderr } = await run(stick, [
        ...["scan", "--known", join(known, "Barack Obama"), "--name", name, photos, ...writing],
      ]);
      strictEqual(code, 0, stderr);
      return { stderr, sidecars: ofType(events(stdout), "match").flatMap(({ sidecars = [] }) => sidecars) };
    };
    const first = await scan("Barack"), second = await scan("Obama");
    strictEqual(first.stderr.match(/--link: no hard link can be made/g)?.length, 1, first.stderr);
    const names = ["obama2.jpg", "obama2.jpg.xmp", "obama3.jpg", "obama3.jpg.xmp"];
    deepStrictEqual([...Deno.readDirSync(found)].map(({ name }) => name).sort(), names);
    deepStrictEqual(second.sidecars.toSorted(), first.sidecars.toSorted());
    const text = await Deno.readTextFile(first.sidecars[0]);
    ok(text.includes("<mwg-rs:Name>Barack<") && text.includes("<mwg-rs:Name>Obama<"), text);
  },
});
