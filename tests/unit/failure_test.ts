import { deepStrictEqual, doesNotMatch, match, strictEqual } from "node:assert";
import { join } from "node:path";
import { Failure, fileFailure, isFull, reasonOf } from "../../src/failure.ts";
import { makeFolder } from "./output/temporary_folder.ts";

/** What `work` throws. */
function thrown(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

/** An error as the system's code makes Deno throw it. */
const withCode = (code: string) => Object.assign(new Error(`${code} (os error 1): open '/a'`), { code });

Deno.test("what the system refuses is said in words, without the call, its number or the path", async () => {
  await using folder = await makeFolder();
  const file = join(folder.path, "it's a file");
  await Deno.writeTextFile(file, "");
  const reasons = [
    () => Deno.readTextFileSync(join(folder.path, "none")),
    () => Deno.readTextFileSync(folder.path),
    () => Deno.readTextFileSync(join(file, "below")),
  ].map((work) => reasonOf(thrown(work)));
  if (Deno.build.os !== "windows") {
    deepStrictEqual(reasons, [
      "there is no such file or folder",
      "it is a folder",
      "it is a file, or leads through one as if that were a folder",
    ]);
  }
  for (const reason of reasons) doesNotMatch(reason, /os error|readfile|none|it's a file/);
});

Deno.test("of an error that is not the system's, its own words are the reason", () => {
  strictEqual(reasonOf(new Error("is no event of facefinder")), "is no event of facefinder");
  strictEqual(reasonOf(withCode("EODD")), "EODD");
  strictEqual(reasonOf("thrown as it is"), "thrown as it is");
});

Deno.test("no room is left, on the medium or for this user: nothing else is full", () => {
  deepStrictEqual(["ENOSPC", "EDQUOT", "EIO", "ENOENT"].map(withCode).map(isFull), [
    true,
    true,
    false,
    false,
  ]);
  strictEqual(isFull("ENOSPC"), false);
  match(reasonOf(withCode("ENOSPC")), /no room is left/);
});

Deno.test("a photo that can't be read says what to do about it, and whether trying again helps", () => {
  const seen = [
    new Deno.errors.NotFound("a"),
    new Deno.errors.PermissionDenied("a"),
    withCode("EIO"),
    new Failure("copy", "own", "its own"),
  ].map((error) => fileFailure(error, "read").fields);
  deepStrictEqual(seen.map(({ stage, code, retryable }) => [stage, code, retryable]), [
    ["read", "not_found", true],
    ["read", "permission_denied", false],
    ["read", "io_error", true],
    ["copy", "own", false],
  ]);
  match(seen[1].message, /change its permissions, or ask its owner/);
  match(seen[2].message, /the medium failed: it may be damaged, or loose/);
});
