import { deepStrictEqual, ok } from "node:assert";
import { join, relative } from "node:path";
import { belongsTo } from "../../../src/photos/shard.ts";
import { walk } from "../../../src/photos/walk.ts";
import { PLAIN_WALK, type WalkSettings } from "../../../src/photos/walk_item.ts";

/** Walks a fresh folder with these files (and links: `name -> target`); gives `kind path` lines, sorted. */
async function walked(entries: string[], settings: Partial<WalkSettings> = {}): Promise<string[]> {
  const root = await Deno.makeTempDir();
  try {
    for (const entry of entries) {
      const [name, target] = entry.split(" -> ");
      await Deno.mkdir(join(root, name, ".."), { recursive: true });
      if (target) await Deno.symlink(target, join(root, name));
      else await Deno.writeTextFile(join(root, name), "no real photo");
    }
    const lines: string[] = [];
    for await (const item of walk([root], { ...PLAIN_WALK, ...settings })) {
      const what = item.kind === "photo" ? "photo" : item.kind === "skip" ? item.reason : item.failure.code;
      lines.push(`${what} ${relative(root, item.path)}`);
    }
    return lines.sort();
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("walk takes photos by name in any letter case and leaves other names", async () => {
  deepStrictEqual(await walked(["a.JPG", "b/c.Png", "notes.txt"]), [
    "not_a_photo notes.txt",
    "photo a.JPG",
    "photo b/c.Png",
  ]);
});

Deno.test("walk leaves hidden and system folders unless asked", async () => {
  const files = [".trash/a.jpg", "@eaDir/b.jpg", "c.jpg"];
  deepStrictEqual(await walked(files), ["hidden .trash", "hidden @eaDir", "photo c.jpg"]);
  deepStrictEqual(await walked(files, { hidden: true }), [
    "photo .trash/a.jpg",
    "photo @eaDir/b.jpg",
    "photo c.jpg",
  ]);
});

Deno.test("walk goes by include and exclude globs, on paths and on bare names", async () => {
  const files = ["2019/a.jpg", "2019/b.png", "2020/c.jpg"];
  deepStrictEqual(await walked(files, { include: ["*.jpg"], exclude: ["2020"] }), [
    "excluded 2019/b.png",
    "excluded 2020",
    "photo 2019/a.jpg",
  ]);
});

Deno.test("walk reports a file once, by its real place", async () => {
  deepStrictEqual(await walked(["a/link.jpg -> ../b/real.jpg", "b/real.jpg"]), [
    "photo b/real.jpg",
    "same_file a/link.jpg",
  ]);
});

Deno.test("walk tells of links that lead nowhere or to each other, and goes on", async () => {
  deepStrictEqual(await walked(["a.jpg -> b.jpg", "b.jpg -> a.jpg", "c.jpg", "gone.jpg -> nothing.jpg"]), [
    "dangling_link gone.jpg",
    "photo c.jpg",
    "symlink_loop a.jpg",
    "symlink_loop b.jpg",
  ]);
});

Deno.test("walk follows links to folders only when asked, and never upwards", async () => {
  const files = ["a/photo.jpg", "link -> a", "a/up -> .."];
  deepStrictEqual(await walked(files), ["photo a/photo.jpg", "symlink_folder a/up", "symlink_folder link"]);
  deepStrictEqual(await walked(files, { follow: true }), [
    "photo a/photo.jpg",
    "same_file link",
    "symlink_loop a/up",
  ]);
});

Deno.test("walk leaves what is no photo by name alone: films, and text unless any name is taken", async () => {
  deepStrictEqual(await walked(["IMG_1.HEIC", "IMG_1.MOV", "a.txt"]), [
    "not_a_photo a.txt",
    "photo IMG_1.HEIC",
    "video IMG_1.MOV",
  ]);
  deepStrictEqual(await walked(["a.mp4", "b.txt"], { anyName: true }), ["not_a_photo b.txt", "video a.mp4"]);
});

Deno.test("shards of a walk give each of its items once: photos, links, what is left out, and what fails", async () => {
  const files = [
    ...Array.from({ length: 40 }, (_, i) => `${i % 3}/${i}.jpg`),
    ..."abcdefgh".split("").flatMap((
      name,
    ) => [`${name}.txt`, `.${name}.jpg`, `${name}/link.jpg -> ../0/0.jpg`]),
    ...["gone.jpg -> nothing.jpg", "x.jpg -> y.jpg", "y.jpg -> x.jpg", "again -> 1", "1/up -> .."],
  ];
  for (const follow of [false, true]) {
    const all = await walked(files, { follow }), of = 4;
    const shards = [];
    for (let index = 0; index < of; index++) {
      shards.push(await walked(files, { follow, shard: { index, of } }));
    }
    deepStrictEqual(shards.flat().sort(), all);
    ok(shards.every(({ length }) => length > 0 && length < all.length));
  }
});

Deno.test("a root that is a file is in the shard of its whole path, whatever lies beside it", async () => {
  const root = await Deno.makeTempDir();
  try {
    const paths = Array.from({ length: 20 }, (_, i) => join(root, `${i}.jpg`));
    for (const path of paths) await Deno.writeTextFile(path, "no real photo");
    for (const index of [0, 1]) {
      const shard = { index, of: 2 }, found = [];
      for await (const { path } of walk(paths, { ...PLAIN_WALK, shard })) found.push(path);
      deepStrictEqual(found, paths.filter((path) => belongsTo(shard, path)));
    }
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("walk reports a file of several names once", async () => {
  const root = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(root, "a.jpg"), "a photo");
    await Deno.link(join(root, "a.jpg"), join(root, "b.jpg"));
    const kinds = [];
    for await (const item of walk([root], PLAIN_WALK)) {
      kinds.push(item.kind === "skip" ? item.reason : item.kind);
    }
    deepStrictEqual(kinds, ["photo", "same_file"]);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

if (Deno.build.os === "linux") {
  Deno.test("walk stays on a root's file system when told to", async () => {
    const files = ["a.jpg", "elsewhere -> /proc/sys/fs/inotify"];
    deepStrictEqual(await walked(files, { follow: true, oneFileSystem: true }), [
      "other_file_system elsewhere",
      "photo a.jpg",
    ]);
    const everywhere = await walked(files, { follow: true });
    deepStrictEqual(everywhere.filter((line) => line.startsWith("other")), []);
    deepStrictEqual(everywhere.filter((line) => line.includes("elsewhere")).length > 1, true);
  });

  Deno.test("walk reports names that are not valid UTF-8, files that may be photos and folders alike", async () => {
    const root = await Deno.makeTempDir();
    try {
      const script =
        'cd "$1" && for n in caf.jpg caf.txt; do : > "$(printf "\\351")$n"; done && mkdir "$(printf "\\376")"';
      await new Deno.Command("sh", { args: ["-c", script, "sh", root] }).output();
      await Deno.writeTextFile(join(root, "valid \uFFFD.jpg"), "the mark itself is a valid name");
      const lines = [];
      for await (const item of walk([root], PLAIN_WALK)) {
        const what = item.kind === "photo" ? "photo" : item.kind === "skip" ? item.reason : item.failure.code;
        lines.push(`${what} ${relative(root, item.path)}`);
      }
      deepStrictEqual(lines.sort(), [
        "not_a_photo \uFFFDcaf.txt",
        "photo valid \uFFFD.jpg",
        "undecodable_name \uFFFD",
        "undecodable_name \uFFFDcaf.jpg",
      ]);
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  });
}
