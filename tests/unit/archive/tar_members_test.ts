import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { join } from "node:path";
import fc from "fast-check";
import { type Member, tarMembers } from "../../../src/archive/tar_members.ts";
import { Failure } from "../../../src/failure.ts";
import { makeFolder } from "../output/temporary_folder.ts";
import { CHANGED, streamOf, tarOf } from "./tar_archive.ts";

async function textOf(member: Member): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of member.bytes()) parts.push(part);
  return await new Blob(parts as BlobPart[]).text();
}

/** The members of an archive, and the code of what damages it. */
async function read(
  stream: ReadableStream<Uint8Array>,
): Promise<{ members: [string, string][]; code: string | null }> {
  const members: [string, string][] = [];
  try {
    for await (const member of tarMembers(stream)) members.push([member.name, await textOf(member)]);
    return { members, code: null };
  } catch (error) {
    ok(error instanceof Failure && error.stage === "read" && error.retryable);
    return { members, code: error.code };
  }
}

const name = fc.array(fc.constantFrom("a", "bc", "Ä", "..", "日本", "x".repeat(60)), {
  minLength: 1,
  maxLength: 6,
})
  .map((parts) => parts.join("/"));
const files = fc.array(fc.tuple(name, fc.string({ maxLength: 3000 })), { maxLength: 8 });

Deno.test("members come with their names and bytes, in their order, however the stream is cut into chunks", () =>
  fc.assert(
    fc.asyncProperty(files, fc.integer({ min: 1, max: 5000 }), async (files, chunk) => {
      deepStrictEqual(await read(streamOf(await tarOf(files), chunk)), { members: files, code: null });
    }),
    { numRuns: 50 },
  ));

Deno.test("of an archive that ends early, all members before are given, then that it is damaged", () =>
  fc.assert(
    fc.asyncProperty(files, fc.double({ min: 0, max: 1, noNaN: true }), async (files, part) => {
      const whole = await tarOf(files),
        { members, code } = await read(streamOf(whole.slice(0, part * (whole.length - 1))));
      strictEqual(code, "archive_damaged");
      deepStrictEqual(members, files.slice(0, members.length));
      const complete = (await tarOf(files.slice(0, members.length + 1))).length - 1024;
      ok(
        members.length === files.length || part * (whole.length - 1) < complete,
        "none is lost that was there",
      );
    }),
    { numRuns: 100 },
  ));

Deno.test("a damaged header, bytes after the end, and what is no archive are told of", async () => {
  const files = [["a", "1"], ["b", "2"], ["c", "3"]] as const, whole = await tarOf(files);
  const altered = whole.slice();
  altered[1024 + 3] ^= 1;
  deepStrictEqual(await read(streamOf(altered)), { members: [["a", "1"]], code: "archive_damaged" });
  const twice = Uint8Array.from([...whole, ...whole]);
  deepStrictEqual(await read(streamOf(twice)), {
    members: files.map(([...file]) => file),
    code: "archive_damaged",
  });
  for (
    const bytes of [
      new Uint8Array(),
      new Uint8Array([0x1f, 0x8b, 8, 0]),
      new TextEncoder().encode("no".repeat(999)),
    ]
  ) {
    await rejects(
      async () => {
        for await (const _ of tarMembers(streamOf(bytes)));
      },
      /no tar archive, or a compressed one, .*zcat/,
    );
  }
});

Deno.test("a stream that fails is a damaged archive", async () => {
  const whole = await tarOf([["a", "1"], ["b", "2"]]);
  let chunks = 0;
  const failing = streamOf(whole, 1024, () => {
    if (chunks++ === 1) throw new Error("the network went away");
  });
  deepStrictEqual(await read(failing), { members: [["a", "1"]], code: "archive_damaged" });
});

Deno.test("two archives one after the other are told of as what they are, after the first one's members", async () => {
  const one = await tarOf([["a", "1"]]), names: string[] = [];
  await rejects(async () => {
    for await (const { name } of tarMembers(streamOf(Uint8Array.from([...one, ...one])))) names.push(name);
  }, /more follows on the archive's end mark: tar --concatenate makes one .*\(in or after a\)/);
  deepStrictEqual(names, ["a"]);
});

Deno.test("no more is read than what is asked for", async () => {
  const whole = await tarOf(Array.from({ length: 50 }, (_, i) => [`${i}`, "x".repeat(20_000)]));
  let chunks = 0;
  for await (const { name } of tarMembers(streamOf(whole, 1000, () => chunks++))) {
    if (name === "3") break;
  }
  ok(chunks < 70, `${chunks}`);
});

Deno.test("members that nobody reads are passed over, and have their time", async () => {
  const names = [];
  for await (
    const { name, modified, size } of tarMembers(streamOf(await tarOf([["a", "1234"], ["b", "12"]])))
  ) {
    names.push([name, modified, size]);
  }
  deepStrictEqual(names, [["a", CHANGED, 4], ["b", CHANGED, 2]]);
});

if (Deno.build.os === "linux") {
  for (const format of ["v7", "ustar", "gnu", "pax"]) {
    Deno.test(`tar's ${format} archives are read: long names, folders, links`, async () => {
      await using folder = await makeFolder();
      const long = format === "v7" ? "é.jpg" : join("f".repeat(60), `${"é".repeat(30)}.jpg`);
      await Deno.mkdir(join(folder.path, long, ".."), { recursive: true });
      await Deno.writeTextFile(join(folder.path, long), "a photo");
      await Deno.symlink("nowhere", join(folder.path, "link.jpg"));
      await Deno.mkdir(join(folder.path, "empty"));
      await Deno.writeTextFile(join(folder.path, "short.jpg"), "another");
      await Deno.link(join(folder.path, "short.jpg"), join(folder.path, "same.jpg"));
      const args = [
        "c",
        `--format=${format}`,
        "-C",
        folder.path,
        long,
        "link.jpg",
        "short.jpg",
        "same.jpg",
        "empty",
      ];
      const { stdout, success } = await new Deno.Command("tar", { args }).output();
      ok(success);
      const found: Record<string, boolean> = {};
      for await (const member of tarMembers(streamOf(stdout))) {
        found[member.name] = member.isFile;
        if (member.name === long) strictEqual(await textOf(member), "a photo");
      }
      deepStrictEqual([found[long], found["link.jpg"], found["same.jpg"], found["empty/"]], [
        true,
        false,
        false,
        false,
      ]);
    });
  }

  for (
    const format of [
      "gnu",
      "pax --sparse-version=0.0",
      "pax --sparse-version=0.1",
      "pax --sparse-version=1.0",
    ]
  ) {
    Deno.test(`members that tar's ${format} has stored without their holes are told of, and the others are read`, async () => {
      await using folder = await makeFolder();
      // One has more holes than a header tells of.
      const holes = { "few.jpg": 2, "many.jpg": 60 };
      for (const [name, count] of Object.entries(holes)) {
        using file = await Deno.open(join(folder.path, name), { write: true, create: true });
        for (let i = 0; i < count; i++) {
          await file.seek(i * 16384, Deno.SeekMode.Start);
          await file.write(new Uint8Array(4096).fill(i + 1));
        }
      }
      for (const name of ["a.jpg", "m.jpg", "z.jpg"]) await Deno.writeTextFile(join(folder.path, name), name);
      const names = ["a.jpg", "few.jpg", "m.jpg", "many.jpg", "z.jpg"];
      const args = ["c", "--sparse", "--hole-detection=raw", ...`--format=${format}`.split(" "), ...names];
      const { stdout, success } = await new Deno.Command("tar", { args, cwd: folder.path }).output();
      ok(success);
      for (const chunk of [100, 512, 100_000]) {
        const met: [string, boolean, string?][] = [];
        for await (const member of tarMembers(streamOf(stdout, chunk))) {
          const { name, isSparse } = member;
          met.push(isSparse ? [name, isSparse] : [name, isSparse, await textOf(member)]);
        }
        deepStrictEqual(met, names.map((name) => name in holes ? [name, true] : [name, false, name]));
      }
    });
  }
}
