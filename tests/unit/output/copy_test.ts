import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { promises } from "node:fs";
import { dirname, join } from "node:path";
import { Failure } from "../../../src/failure.ts";
import { PhotoCopier } from "../../../src/output/copy.ts";
import { makeFolder } from "./temporary_folder.ts";

/** Writes photos (content by name) and copies all of them, as one path below one person's folder. */
async function copied(folder: string, contents: Record<string, string>): Promise<string[]> {
  const copier = new PhotoCopier(join(folder, "to")), copies: string[] = [];
  for (const [name, content] of Object.entries(contents)) {
    await Deno.writeTextFile(join(folder, name), content);
    copies.push(...await copier.copy(join(folder, name), "2001/photo.jpg", ["Ann"]));
  }
  return copies;
}

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
const isCopyFailure = (error: unknown) =>
  error instanceof Failure && error.stage === "copy" && error.retryable;

Deno.test("copy puts a photo into each person's folder and keeps its path and time", async () => {
  await using folder = await makeFolder();
  const photo = join(folder.path, "photo.jpg"), time = new Date("2001-02-03T04:05:06Z");
  await Deno.writeTextFile(photo, "one");
  await Deno.utime(photo, time, time);
  const copies = await new PhotoCopier(join(folder.path, "to")).copy(photo, "2001/p.jpg", ["Ann", "Bob"]);
  deepStrictEqual(copies, ["Ann", "Bob"].map((person) => join(folder.path, "to", person, "2001/p.jpg")));
  for (const copy of copies) {
    strictEqual(await Deno.readTextFile(copy), "one");
    strictEqual((await Deno.stat(copy)).mtime?.getTime(), time.getTime());
    deepStrictEqual(names(dirname(copy)), ["p.jpg"]);
  }
  strictEqual(await Deno.readTextFile(photo), "one");
});

Deno.test("copy leaves the same content as it is, also under a number", async () => {
  await using folder = await makeFolder();
  const contents = { a: "one", b: "two", c: "one", d: "two" };
  const [a, b, c, d] = await copied(folder.path, contents);
  deepStrictEqual(
    [a, b],
    ["photo.jpg", "photo (2).jpg"].map((name) => join(folder.path, "to/Ann/2001", name)),
  );
  deepStrictEqual([c, d], [a, b]);
  deepStrictEqual(names(dirname(a)), ["photo (2).jpg", "photo.jpg"]);
});

Deno.test("copy never overwrites other content, of the same length or not", async () => {
  await using folder = await makeFolder();
  const contents = { a: "one", b: "two", c: "three", d: "" };
  const copies = await copied(folder.path, contents);
  strictEqual(new Set(copies).size, 4);
  for (const [i, content] of Object.values(contents).entries()) {
    strictEqual(await Deno.readTextFile(copies[i]), content);
  }
  deepStrictEqual(names(dirname(copies[0])), [
    "photo (2).jpg",
    "photo (3).jpg",
    "photo (4).jpg",
    "photo.jpg",
  ]);
});

Deno.test("copy leaves a folder and a dangling link alone that have the name", async () => {
  await using folder = await makeFolder();
  const target = join(folder.path, "to/Ann/2001");
  await Deno.mkdir(join(target, "photo.jpg"), { recursive: true });
  await Deno.symlink("nothing", join(target, "photo (2).jpg"));
  deepStrictEqual(await copied(folder.path, { a: "one" }), [join(target, "photo (3).jpg")]);
  strictEqual(await Deno.readLink(join(target, "photo (2).jpg")), "nothing");
  deepStrictEqual(names(join(folder.path)), ["a", "to"]);
});

Deno.test("copies of different photos at the same time under one name all survive", async () => {
  await using folder = await makeFolder();
  const copier = new PhotoCopier(join(folder.path, "to")),
    contents = Array.from({ length: 12 }, (_, i) => `photo ${i}`);
  const copies = await Promise.all(contents.map(async (content, i) => {
    await Deno.writeTextFile(join(folder.path, `${i}`), content);
    return (await copier.copy(join(folder.path, `${i}`), "photo.jpg", ["Ann"]))[0];
  }));
  deepStrictEqual(await Promise.all(copies.map((copy) => Deno.readTextFile(copy))), contents);
  strictEqual(names(join(folder.path, "to/Ann")).length, contents.length);
});

Deno.test("copies of the same photo at the same time are one file", async () => {
  await using folder = await makeFolder();
  const photo = join(folder.path, "photo.jpg"), copier = new PhotoCopier(join(folder.path, "to"));
  await Deno.writeTextFile(photo, "one");
  const copies = await Promise.all(Array.from({ length: 8 }, () => copier.copy(photo, "photo.jpg", ["Ann"])));
  deepStrictEqual(new Set(copies.flat()), new Set([join(folder.path, "to/Ann/photo.jpg")]));
  deepStrictEqual(names(join(folder.path, "to/Ann")), ["photo.jpg"]);
});

Deno.test("copy makes names that every file system takes, and stays in its folder", async () => {
  await using folder = await makeFolder();
  const photo = join(folder.path, "photo"), to = join(folder.path, "to");
  await Deno.writeTextFile(photo, "one");
  const [copy] = await new PhotoCopier(to).copy(photo, "../a:b/CON.jpg", ["../../Ann?"]);
  strictEqual(copy, join(to, ".._.._Ann_/__/a_b/_CON.jpg"));
  const [long] = await new PhotoCopier(to).copy(photo, `${"é".repeat(127)}`, ["Ann"]);
  ok(long.startsWith(join(to, "Ann/éé")));
  deepStrictEqual(names(folder.path), ["photo", "to"]);
});

Deno.test("copy keeps people apart whose names make the same folder", async () => {
  await using folder = await makeFolder();
  const photo = join(folder.path, "photo.jpg"), people = ["A?b", "A:b", "a:B"];
  await Deno.writeTextFile(photo, "one");
  const copies = await new PhotoCopier(join(folder.path, "to"), { people }).copy(photo, "p.jpg", people);
  deepStrictEqual(
    copies,
    ["A_b (2)", "A_b", "a_B (3)"].map((name) => join(folder.path, "to", name, "p.jpg")),
  );
});

/** Milliseconds in which a busy computer copies a small file, too. */
const PATIENCE = 2000;

const isTimeout = (error: unknown) => isCopyFailure(error) && (error as Failure).code === "copy_timeout";

Deno.test("copy of a photo on a medium that hangs gives up, and other photos are copied", async () => {
  await using folder = await makeFolder();
  const photo = join(folder.path, "photo.jpg"),
    copier = new PhotoCopier(join(folder.path, "to"), { people: ["Ann"], timeout: PATIENCE });
  await Deno.writeTextFile(photo, "one");
  const { open } = promises, { open: plainly } = Deno;
  promises.open = () => new Promise(() => {});
  Deno.open = () => new Promise(() => {});
  try {
    await rejects(copier.copy(photo, "hung.jpg", ["Ann"]), isTimeout);
  } finally {
    promises.open = open;
    Deno.open = plainly;
  }
  deepStrictEqual(await copier.copy(photo, "p.jpg", ["Ann"]), [join(folder.path, "to/Ann/p.jpg")]);
  deepStrictEqual(names(join(folder.path, "to/Ann")), ["p.jpg"]);
});

Deno.test("copy to a medium that hangs gives up; the next one does at once, until it answers", async () => {
  await using folder = await makeFolder();
  const photo = join(folder.path, "photo.jpg"),
    copier = new PhotoCopier(join(folder.path, "to"), { people: ["Ann"], timeout: PATIENCE });
  await Deno.writeTextFile(photo, "one");
  const { utime } = Deno, hang = Promise.withResolvers<void>();
  let begun = 0;
  Deno.utime = async (...args) => {
    begun++;
    await hang.promise;
    await utime(...args);
  };
  try {
    await rejects(copier.copy(photo, "p.jpg", ["Ann"]), isTimeout);
    await rejects(copier.copy(photo, "q.jpg", ["Ann"]), isTimeout);
    strictEqual(begun, 1);
  } finally {
    Deno.utime = utime;
  }
  hang.resolve();
  // The copier is told of the answer a moment after the unfinished file is gone.
  let copies: string[] | null = null;
  while (copies === null) {
    copies = await copier.copy(photo, "q.jpg", ["Ann"]).catch((error) => {
      ok(isTimeout(error), String(error));
      return null;
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  // What was given up gets no name later on.
  deepStrictEqual(copies, [join(folder.path, "to/Ann/q.jpg")]);
  deepStrictEqual(names(join(folder.path, "to/Ann")), ["q.jpg"]);
});

Deno.test("copy removes what a killed run left half-done, and nothing else", async () => {
  await using folder = await makeFolder();
  const photo = join(folder.path, "photo.jpg"), to = join(folder.path, "to/Ann");
  await Deno.writeTextFile(photo, "one");
  await Deno.mkdir(to, { recursive: true });
  const part = (age: number) => `.facefinder-${Date.now() - age}-${crypto.randomUUID()}.part`;
  const hour = 3_600_000, gone = [part(2 * hour), part(-48 * hour)];
  const stay = [
    part(0),
    part(hour / 2),
    ".facefinder-1-notes.part",
    `.facefinder-${crypto.randomUUID()}.part`,
  ];
  for (const name of [...gone, ...stay]) await Deno.writeTextFile(join(to, name), "half");
  await Deno.mkdir(join(to, part(3 * hour)));
  const before = names(to);
  await new PhotoCopier(join(folder.path, "to"), { people: ["Ann"] }).copy(photo, "p.jpg", ["Ann"]);
  deepStrictEqual(names(to), [...before.filter((name) => !gone.includes(name)), "p.jpg"].sort());
});

Deno.test("copy to a place that is a file fails with stage copy and changes nothing", async () => {
  await using folder = await makeFolder();
  const photo = join(folder.path, "photo.jpg");
  await Deno.writeTextFile(photo, "one");
  await rejects(new PhotoCopier(photo).copy(photo, "photo.jpg", ["Ann"]), (error: Failure) => {
    // The photo has a path of its own in the event: this is of the copy.
    ok(error.message.startsWith(`${photo}: `), error.message);
    return isCopyFailure(error);
  });
  deepStrictEqual([names(folder.path), await Deno.readTextFile(photo)], [["photo.jpg"], "one"]);
});

Deno.test("copy of a photo that has vanished fails with stage copy and leaves nothing behind", async () => {
  await using folder = await makeFolder();
  const copying = new PhotoCopier(join(folder.path, "to")).copy(join(folder.path, "gone"), "gone.jpg", [
    "Ann",
  ]);
  await rejects(copying, (error: Failure) => {
    strictEqual(error.message, "the photo could not be read again: there is no such file or folder");
    return isCopyFailure(error);
  });
  deepStrictEqual(names(folder.path), []);
});

/** Two folders with a photo of the same content each, and another photo of the same name. */
async function twins(folder: string) {
  const photos = [["a/x.jpg", "one"], ["b/y.jpg", "one"], ["b/x.jpg", "two"]];
  for (const [below, content] of photos) {
    await Deno.mkdir(dirname(join(folder, below)), { recursive: true });
    await Deno.writeTextFile(join(folder, below), content);
    await Deno.utime(join(folder, below), new Date(2009, 6, 1), new Date(2009, 6, 1));
  }
  return photos.map(([below]) => below);
}

for (
  const [layout, people, expected] of [
    ["flat", ["Ann", "Bob"], ["x (2).jpg", "x.jpg"]],
    ["person-year", ["Ann"], ["Ann/2009/x (2).jpg", "Ann/2009/x.jpg"]],
  ] as const
) {
  Deno.test(`copies in the layout ${layout}: each content once, whatever the order and however often`, async () => {
    await using folder = await makeFolder();
    const below = await twins(folder.path), to = join(folder.path, "to");
    for (const order of [below, below.toReversed(), below]) {
      const copier = new PhotoCopier(to, { layout, people });
      for (const path of order) {
        strictEqual((await copier.copy(join(folder.path, path), path, people)).length, 1);
      }
    }
    const at = dirname(join(to, expected[0]));
    deepStrictEqual(names(at), expected.map((path) => path.split("/").at(-1)));
    deepStrictEqual(
      await Promise.all(names(at).map((name) => Deno.readTextFile(join(at, name)))),
      ["two", "one"],
    );
  });
}

Deno.test("a hard link is made where it can be, to the file that a link leads to, and nothing is overwritten", async () => {
  await using folder = await makeFolder();
  const photo = join(folder.path, "photo.jpg"), link = join(folder.path, "link.jpg"), warnings: string[] = [];
  await Deno.writeTextFile(photo, "one");
  await Deno.symlink(photo, link);
  const copier = new PhotoCopier(join(folder.path, "to"), {
    link: true,
    warn: (text) => warnings.push(text),
  });
  for (let run = 0; run < 2; run++) {
    deepStrictEqual(await copier.copy(link, "p.jpg", ["Ann"]), [join(folder.path, "to/Ann/p.jpg")]);
  }
  const copy = await Deno.lstat(join(folder.path, "to/Ann/p.jpg"));
  deepStrictEqual([copy.isFile, copy.ino, copy.nlink], [true, (await Deno.stat(photo)).ino, 2]);
  await Deno.writeTextFile(join(folder.path, "other.jpg"), "two");
  deepStrictEqual(await copier.copy(join(folder.path, "other.jpg"), "p.jpg", ["Ann"]), [
    join(folder.path, "to/Ann/p (2).jpg"),
  ]);
  deepStrictEqual(warnings, []);
});

Deno.test("where no hard link can be made the photos are copied, which is said once", async () => {
  await using folder = await makeFolder();
  const photo = join(folder.path, "photo.jpg"), warnings: string[] = [];
  await Deno.writeTextFile(photo, "one");
  const { link } = Deno;
  // As between two file systems; the copy's own name is made by a link too.
  Deno.link = (from, to) =>
    from === photo ? Promise.reject(new Error("Invalid cross-device link")) : link(from, to);
  try {
    const to = join(folder.path, "to");
    const copier = new PhotoCopier(to, { link: true, warn: (text) => warnings.push(text) });
    for (const name of ["p.jpg", "q.jpg"]) {
      deepStrictEqual(await copier.copy(photo, name, ["Ann"]), [join(to, "Ann", name)]);
    }
  } finally {
    Deno.link = link;
  }
  strictEqual((await Deno.stat(photo)).nlink, 1);
  strictEqual(warnings.length, 1);
  ok(/--link.*cross-device.*copied/.test(warnings[0]), warnings[0]);
});
