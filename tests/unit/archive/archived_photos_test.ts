import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { join } from "node:path";
import { ArchivedPhotos, type ArchiveSettings } from "../../../src/archive/archived_photos.ts";
import { PLAIN_WALK } from "../../../src/photos/walk_item.ts";
import { makeFolder } from "../output/temporary_folder.ts";
import { CHANGED, streamOf, tarOf } from "./tar_archive.ts";

const JPEG = "\xff\xd8\xff";

interface Met {
  lines: string[];
  below: string[];
  /** Files in the folder, at most and at the end. */
  most: number;
  left: number;
  damage: string | null;
}

/** Goes through an archive of these files, and releases each photo at once. */
async function met(
  files: readonly (readonly [string, string])[],
  settings: Partial<ArchiveSettings> = {},
  cut = Infinity,
): Promise<Met> {
  await using folder = await makeFolder();
  const bytes = (await tarOf(files)).slice(0, cut), signal = new AbortController().signal;
  const archive = new ArchivedPhotos(streamOf(bytes), {
    ...PLAIN_WALK,
    folder: folder.path,
    mostBytes: 1000,
    signal,
    ...settings,
  });
  const count = () => [...Deno.readDirSync(folder.path)].length;
  const lines: string[] = [], below: string[] = [];
  let most = 0;
  for await (const item of archive.items()) {
    lines.push(
      item.kind === "photo"
        ? `photo ${item.path}`
        : item.kind === "skip"
        ? `${item.reason} ${item.path}`
        : item.failure.code,
    );
    if (item.kind === "photo") {
      const { size, mtime } = await Deno.stat(item.at!);
      deepStrictEqual([size, mtime?.getTime(), item.modified], [item.size, CHANGED, CHANGED]);
      below.push(item.below);
      most = Math.max(most, count());
      archive.release(item);
    }
  }
  return { lines, below, most, left: count(), damage: archive.damage?.code ?? null };
}

Deno.test("an archive's photos are taken by their names as a walk's are, and by their content where these don't say", async () => {
  const { lines, most, left, damage } = await met([
    ["./album/a.JPG", "1"],
    ["album/notes.txt", "2"],
    ["album/.hidden/b.jpg", "3"],
    ["@eaDir/b.jpg", "4"],
    ["album/film.mov", "5"],
    ["album/nameless", "no photo"],
    ["../up.jpg", "6"],
    ["/abs/c.jpg", "7"],
    ["large.jpg", "x".repeat(1001)],
    ["album/a.jpg", "8"],
    ["album/a.jpg", "9"],
  ]);
  deepStrictEqual(lines, [
    "photo ./album/a.JPG",
    "not_a_photo album/notes.txt",
    "hidden album/.hidden/b.jpg",
    "hidden @eaDir/b.jpg",
    "video album/film.mov",
    "not_a_photo album/nameless",
    "photo ../up.jpg",
    "photo /abs/c.jpg",
    "too_large large.jpg",
    "photo album/a.jpg",
    "photo album/a.jpg",
  ]);
  deepStrictEqual([most, left, damage], [1, 0, null]);
});

Deno.test("globs, and what is asked for beside photos' names, apply to members", async () => {
  const files = [["./2019/a.jpg", ""], ["2020/b.jpg", ""], ["2020/c.png", ""], [".d.jpg", ""], [
    "2020/e.txt",
    JPEG,
  ]] as const;
  const lines = async (settings: Partial<ArchiveSettings>) =>
    (await met(files, settings)).lines.filter((line) => line.startsWith("photo"));
  deepStrictEqual(await lines({ include: ["2019/*.jpg", "*.png"] }), [
    "photo ./2019/a.jpg",
    "photo 2020/c.png",
  ]);
  deepStrictEqual(await lines({ exclude: ["2020"] }), ["photo ./2019/a.jpg"]);
  deepStrictEqual((await lines({ hidden: true })).includes("photo .d.jpg"), true);
});

Deno.test("shards part an archive by its members' names", async () => {
  const files = Array.from({ length: 30 }, (_, i) => [`${i}.jpg`, ""] as const);
  const shards = await Promise.all([0, 1, 2].map((index) => met(files, { shard: { index, of: 3 } })));
  ok(shards.every(({ lines }) => lines.length > 3));
  deepStrictEqual(shards.flatMap(({ lines }) => lines).sort(), (await met(files)).lines.sort());
});

Deno.test("an archive that ends early gives what came before, and leaves no file of what didn't", async () => {
  const { lines, left, damage } = await met(
    [["a.jpg", "1"], ["b.jpg", "x".repeat(900)]],
    {},
    1024 + 512 + 100,
  );
  deepStrictEqual(lines, ["photo a.jpg", "archive_damaged"]);
  deepStrictEqual([left, damage], [0, "archive_damaged"]);
});

Deno.test("a member that cannot be written is an error of its own, and the others are given", async () => {
  await using folder = await makeFolder();
  await Deno.writeTextFile(join(folder.path, "0"), "in the way");
  const archive = new ArchivedPhotos(streamOf(await tarOf([["a.jpg", "1"], ["b.jpg", "2"]])), {
    ...PLAIN_WALK,
    folder: folder.path,
    mostBytes: 1000,
    signal: new AbortController().signal,
  });
  const kinds = [], messages = [];
  for await (const item of archive.items()) {
    kinds.push([item.kind, item.path]);
    if (item.kind === "error") messages.push(item.failure.message);
  }
  deepStrictEqual(kinds, [["error", "a.jpg"], ["photo", "b.jpg"]]);
  match(messages.join(), /could not be kept in .*something else has that name.*--data/);
});

Deno.test("who is asked to stop doesn't wait for a stream that hangs, and no damage is told of", async () => {
  await using folder = await makeFolder();
  const stop = new AbortController(), bytes = await tarOf([["a.jpg", "1"]]);
  let sent = false;
  const hanging = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent) return new Promise(() => {});
      sent = true;
      controller.enqueue(bytes.slice(0, 1024));
    },
  });
  const archive = new ArchivedPhotos(hanging, {
    ...PLAIN_WALK,
    folder: folder.path,
    mostBytes: 1000,
    signal: stop.signal,
  });
  const kinds = [];
  for await (const { kind } of archive.items()) {
    kinds.push(kind);
    setTimeout(() => stop.abort());
  }
  deepStrictEqual([kinds, archive.damage], [["photo"], null]);
  strictEqual([...Deno.readDirSync(folder.path)].length, 1);
});

if (Deno.build.os === "linux") {
  Deno.test("a photo that tar has stored without its holes is an error, and the others are given", async () => {
    await using folder = await makeFolder();
    for (const name of ["hole.jpg", "hole.txt"]) {
      await Deno.writeTextFile(join(folder.path, name), "x".repeat(99));
      await Deno.truncate(join(folder.path, name), 100_000);
    }
    await Deno.writeTextFile(join(folder.path, "whole.jpg"), "a photo");
    const names = ["hole.jpg", "hole.txt", "whole.jpg"];
    const args = ["c", "--sparse", "--hole-detection=raw", "--format=gnu", ...names];
    const { stdout } = await new Deno.Command("tar", { args, cwd: folder.path }).output();
    const archive = new ArchivedPhotos(streamOf(stdout), {
      ...PLAIN_WALK,
      folder: folder.path,
      mostBytes: 1000,
      signal: new AbortController().signal,
    });
    const told = [];
    for await (const item of archive.items()) {
      told.push([item.path, item.kind === "error" ? item.failure.code : item.kind]);
      if (item.kind === "error") {
        match(item.failure.message, /without its holes.*make the archive without --sparse/);
      }
    }
    deepStrictEqual(told, [["hole.jpg", "sparse_member"], ["hole.txt", "skip"], ["whole.jpg", "photo"]]);
  });
}
