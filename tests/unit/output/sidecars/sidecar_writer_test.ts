import { deepStrictEqual, match, strictEqual } from "node:assert";
import { join } from "node:path";
import { SidecarWriter } from "../../../../src/output/sidecars/sidecar_writer.ts";
import { readXmp } from "../../../../src/output/sidecars/xmp.ts";
import { fixture } from "../../photos/decoders.ts";
import { makeFolder } from "../temporary_folder.ts";

const face = (person: string) => ({ box: { x: 10, y: 20, width: 30, height: 40 }, person });
const tagged = (...people: string[]) => ({ width: 100, height: 200, faces: people.map(face) });
const writer = (people: string[], besideOriginals = false) =>
  new SidecarWriter({ people, besideOriginals, timeout: 10_000 });
const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
const tellsOf = (sidecar: string) => readXmp(Deno.readTextFileSync(sidecar))?.list.map(({ name }) => name);

async function makePhoto() {
  const folder = await makeFolder(),
    photo = join(folder.path, "a.jpg"),
    copy = join(folder.path, "copy (2).jpg");
  for (const path of [photo, copy]) await Deno.writeFile(path, fixture("baseline.jpg"));
  return { folder: folder.path, photo, copy, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

Deno.test("a sidecar lies beside each copy, and beside the photo only when that is asked for", async () => {
  await using there = await makePhoto();
  const { folder, photo, copy } = there;
  deepStrictEqual(await writer(["Ann"]).write(photo, tagged("Ann"), [copy]), {
    paths: [`${copy}.xmp`],
    failures: [],
  });
  deepStrictEqual(namesIn(folder), ["a.jpg", "copy (2).jpg", "copy (2).jpg.xmp"]);
  deepStrictEqual((await writer(["Ann"]).write(photo, tagged("Ann"), [])).paths, []);
  const both = await writer(["Ann"], true).write(photo, tagged("Ann"), [copy]);
  deepStrictEqual(both.paths, [`${photo}.xmp`, `${copy}.xmp`]);
  deepStrictEqual(namesIn(folder), ["a.jpg", "a.jpg.xmp", "copy (2).jpg", "copy (2).jpg.xmp"]);
});

Deno.test("a photo that lies in the folder of copies itself is no copy: nothing is written beside it", async () => {
  await using there = await makePhoto();
  const { folder, photo, copy } = there, link = join(folder, "link.jpg");
  await Deno.symlink(photo, link);
  for (const path of [photo, link]) {
    deepStrictEqual(await writer(["Ann"]).write(path, tagged("Ann"), [photo]), { paths: [], failures: [] });
  }
  deepStrictEqual(namesIn(folder), ["a.jpg", "copy (2).jpg", "link.jpg"]);
  const asked = await writer(["Ann"], true).write(photo, tagged("Ann"), [photo, copy]);
  deepStrictEqual(asked, { paths: [`${photo}.xmp`, `${copy}.xmp`], failures: [] });
});

Deno.test("what a killed run left is removed, but nothing that may be written just now", async () => {
  await using there = await makePhoto();
  const { folder, photo } = there;
  const begun = (hours: number) => `.facefinder-${Date.now() - 3.6e6 * hours}-${crypto.randomUUID()}.part`;
  const [old, recent, other] = [begun(2), begun(0), ".facefinder-notes.part"];
  for (const name of [old, recent, other]) await Deno.writeTextFile(join(folder, name), "");
  await writer(["Ann"], true).write(photo, tagged("Ann"), []);
  deepStrictEqual(namesIn(folder), [recent, other, "a.jpg", "a.jpg.xmp", "copy (2).jpg"]);
});

Deno.test("our own sidecar is renewed, and what it says of people who aren't sought now stays", async () => {
  await using there = await makePhoto();
  const { photo, copy } = there, sidecar = `${copy}.xmp`;
  await writer(["Ann", "Bob"]).write(photo, tagged("Ann"), [copy]);
  const time = new Date("2001-01-01T00:00:00Z");
  await Deno.utime(sidecar, time, time);
  await writer(["Ann", "Bob"]).write(photo, tagged("Ann"), [copy]);
  strictEqual(
    (await Deno.stat(sidecar)).mtime?.getTime(),
    time.getTime(),
    "what says the same is left as it is",
  );
  await writer(["Ann", "Bob"]).write(photo, tagged("Ann", "Bob"), [copy]);
  deepStrictEqual(tellsOf(sidecar), ["Ann", "Bob"]);
  await writer(["Bob", "Cid"]).write(photo, tagged("Cid"), [copy]);
  deepStrictEqual(tellsOf(sidecar), ["Cid", "Ann"]);
});

Deno.test("anything else of that name is left as it is, and told of", async () => {
  await using there = await makePhoto();
  const { folder, photo, copy } = there, sidecar = `${copy}.xmp`;
  const refused = async () => {
    const { paths, failures: [failure, ...more] } = await writer(["Ann"]).write(photo, tagged("Ann"), [copy]);
    deepStrictEqual([paths, more], [[], []]);
    deepStrictEqual([failure.stage, failure.code, failure.retryable], ["sidecar", "sidecar_not_ours", false]);
    match(failure.message, /copy \(2\)\.jpg\.xmp/);
  };
  await Deno.writeTextFile(sidecar, "somebody else's");
  await refused();
  strictEqual(await Deno.readTextFile(sidecar), "somebody else's");
  await Deno.remove(sidecar);
  const elsewhere = join(folder, "elsewhere");
  await Deno.symlink(elsewhere, sidecar);
  await refused();
  await Deno.remove(sidecar);
  await Deno.mkdir(sidecar);
  await refused();
  deepStrictEqual(namesIn(folder), ["a.jpg", "copy (2).jpg", "copy (2).jpg.xmp"]);
});

Deno.test("one sidecar that can't be written keeps no other from being", async () => {
  await using there = await makePhoto();
  const { folder, photo, copy } = there;
  const { paths, failures } = await writer(["Ann"]).write(photo, tagged("Ann"), [
    join(folder, "no/b.jpg"),
    copy,
  ]);
  deepStrictEqual(paths, [`${copy}.xmp`]);
  deepStrictEqual(failures.map(({ code, retryable }) => [code, retryable]), [["sidecar_failed", true]]);
  const gone = await writer(["Ann"]).write(join(folder, "gone.jpg"), tagged("Ann"), [copy]);
  deepStrictEqual([gone.paths, gone.failures.length], [[], 1]);
});
