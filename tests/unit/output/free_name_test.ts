import { deepStrictEqual, rejects, strictEqual } from "node:assert";
import { join } from "node:path";
import { Failure } from "../../../src/failure.ts";
import { nameIfFree, place } from "../../../src/output/free_name.ts";
import { makeFolder } from "./temporary_folder.ts";

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

/** Does some work on a file system without hard links, such as exFAT. */
async function withoutLinks(work: () => Promise<void>) {
  const { link } = Deno;
  Deno.link = () => Promise.reject(new Deno.errors.NotSupported("no hard links"));
  try {
    await work();
  } finally {
    Deno.link = link;
  }
}

Deno.test("where there are no hard links, a free name is given", () =>
  withoutLinks(async () => {
    await using folder = await makeFolder();
    const partial = join(folder.path, "partial"), target = join(folder.path, "photo.jpg");
    await Deno.writeTextFile(partial, "mine");
    strictEqual(await nameIfFree(partial, target), true);
    deepStrictEqual([names(folder.path), await Deno.readTextFile(target)], [["photo.jpg"], "mine"]);
  }));

Deno.test("where there are no hard links, a name that somebody has just taken is left to them", () =>
  withoutLinks(async () => {
    await using folder = await makeFolder();
    const partial = join(folder.path, "partial"), target = join(folder.path, "photo.jpg");
    await Deno.writeTextFile(partial, "mine");
    await Deno.writeTextFile(target, "theirs");
    strictEqual(await nameIfFree(partial, target), false);
    strictEqual(await Deno.readTextFile(target), "theirs");
  }));

Deno.test("a copy that reads back otherwise than it was written gets no name, and is removed", async () => {
  await using folder = await makeFolder();
  const { utime } = Deno;
  // A medium that is broken: what was written is not what is there.
  Deno.utime = async (path, ...times) => {
    await Deno.writeTextFile(path, "otherwise");
    await utime(path, ...times);
  };
  const placing = place({
    bytes: new TextEncoder().encode("a photo's"),
    mtime: new Date(0),
    original: null,
    unlinkable: () => {},
    stop: new AbortController().signal,
  }, join(folder.path, "photo.jpg"));
  try {
    await rejects(placing, (error) => error instanceof Failure && error.code === "verify_failed");
  } finally {
    Deno.utime = utime;
  }
  deepStrictEqual(names(folder.path), []);
});
