import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { join } from "node:path";
import fc from "fast-check";
import { PhotoCopier } from "../../../src/output/copy.ts";
import { folderNames, numbered, portableName, portablePath } from "../../../src/output/file_names.ts";
import { makeFolder } from "./temporary_folder.ts";

const bytes = (text: string) => new TextEncoder().encode(text).length;

/** Any text, long ones too, and what names in trouble are made of. */
const anyName = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary", minLength: 60, maxLength: 300 }),
  fc.string({
    unit: fc.constantFrom(".", " ", "..", "con", "NUL", "com1", "/", "\\", ":", "\0", "a", "é", "\u{1F600}"),
  }),
  fc.tuple(fc.string({ minLength: 150, maxLength: 300 }), fc.string({ unit: "grapheme", maxLength: 20 })).map(
    (parts) => parts.join("."),
  ),
);

/** What Windows takes for a device, whatever follows a dot; spaces before that don't count. */
const DEVICES = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\.|$)/i;

Deno.test("portableName makes names that FAT32, exFAT, Windows and Unix take", () => {
  fc.assert(
    fc.property(anyName, (name) => {
      const safe = portableName(name);
      // deno-lint-ignore no-control-regex -- what FAT forbids
      ok(!/[\x00-\x1f\x7f<>:"/\\|?*]/.test(safe), safe);
      ok(safe !== "" && !/[. ]$/.test(safe), safe);
      ok(!DEVICES.test(safe), safe);
      ok(bytes(safe) <= 200, `${bytes(safe)} bytes`);
      ok(bytes(numbered(safe, 10_000)) <= 255);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("portableName leaves a name alone that it has made", () => {
  fc.assert(
    fc.property(anyName, (name) => strictEqual(portableName(portableName(name)), portableName(name))),
    { numRuns: 1000 },
  );
});

Deno.test("portableName keeps good names", () => {
  for (
    const name of [
      "Été à la mer (2).jpg",
      "照片.png",
      ".hidden",
      "a.b.c",
      "console.jpg",
      "com10",
      "Ann & Bob's",
    ]
  ) {
    strictEqual(portableName(name), name);
  }
});

Deno.test("portableName disarms what Windows takes for a device, dots at the end and nothing", () => {
  const made = ["con.jpg", "NUL", "Com1.tar.gz", "LPT¹", "aux .jpg", "CONIN$", "..", "a. .", " ", ""].map(
    portableName,
  );
  deepStrictEqual(made, [
    "_con.jpg",
    "_NUL",
    "_Com1.tar.gz",
    "_LPT¹",
    "_aux .jpg",
    "_CONIN$",
    "__",
    "a___",
    "_",
    "_",
  ]);
});

Deno.test("portableName shortens the stem, keeps the extension and tears no character", () => {
  strictEqual(portableName("é".repeat(150) + ".jpeg"), "é".repeat(97) + ".jpeg");
  strictEqual(portableName("\u{1F600}".repeat(60)), "\u{1F600}".repeat(50));
  strictEqual(portableName("a".repeat(150) + " ".repeat(100) + ".jpg"), "a".repeat(150) + "_.jpg");
});

Deno.test("two long names that become one are two files still when their content differs", async () => {
  await using folder = await makeFolder();
  const long = "a".repeat(210), copier = new PhotoCopier(join(folder.path, "to"));
  strictEqual(portableName(`${long}1.jpg`), portableName(`${long}2.jpg`));
  const copies = [];
  for (const content of ["1", "2"]) {
    await Deno.writeTextFile(join(folder.path, content), content);
    copies.push(...await copier.copy(join(folder.path, content), `${long}${content}.jpg`, ["Ann"]));
  }
  deepStrictEqual(await Promise.all(copies.map((copy) => Deno.readTextFile(copy))), ["1", "2"]);
});

Deno.test("folderNames gives each person a folder, however alike the names are, in whatever order they come", () => {
  const alike = fc.string({
    unit: fc.constantFrom("A", "a", ".", ":", "?", "_", "(", "2", ")", " "),
    maxLength: 8,
  });
  const people = fc.array(fc.oneof(alike, anyName, fc.constantFrom("A_b", "A:b", "a?B", "A_b (2)")));
  fc.assert(
    fc.property(people, (people) => {
      const names = folderNames(people);
      deepStrictEqual(new Set(names.keys()), new Set(people));
      const folders = [...names.values()];
      strictEqual(new Set(folders.map((name) => name.toLowerCase())).size, folders.length);
      strictEqual(new Set(folders.map((name) => name.toUpperCase())).size, folders.length);
      for (const folder of folders) {
        ok(bytes(folder) <= 220);
        ok(!folder.startsWith("."));
        strictEqual(portableName(folder).slice(0, 40), folder.slice(0, 40));
      }
      deepStrictEqual(folderNames(people.toReversed()), names);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("folderNames numbers by the order of names, and leaves good names alone", () => {
  deepStrictEqual([...folderNames(["Bob", "A?b", "A:b", "a_b", "Ann"])].sort(), [
    ["A:b", "A_b (2)"],
    ["A?b", "A_b (3)"],
    ["Ann", "Ann"],
    ["Bob", "Bob"],
    ["a_b", "a_b"],
  ]);
});

Deno.test("folderNames hides nobody: a folder that begins with a dot is not looked into for references", () => {
  const names = folderNames(["..", "../x", ".Ann", "_Ann"]);
  deepStrictEqual([...names].sort(), [["..", "__"], ["../x", "_._x"], [".Ann", "_Ann (2)"], [
    "_Ann",
    "_Ann",
  ]]);
});

Deno.test("portablePath never leaves its folder", () => {
  strictEqual(portablePath("a/../b: c/d.jpg", "/"), "a/__/b_ c/d.jpg");
  strictEqual(portablePath("a\\..\\b.jpg", "\\"), "a/__/b.jpg");
  fc.assert(fc.property(fc.array(anyName), (parts) => {
    const made = portablePath(parts.join("/"), "/").split("/");
    return made.every((part) => part !== "." && part !== ".." && !part.includes("\\"));
  }));
});

Deno.test("numbered puts the number before the extension", () => {
  const made = ["photo.jpg", "photo", ".hidden", "a.b.c", "no.extension so long as this"].map((name) =>
    numbered(name, 2)
  );
  deepStrictEqual(made, [
    "photo (2).jpg",
    "photo (2)",
    ".hidden (2)",
    "a.b (2).c",
    "no.extension so long as this (2)",
  ]);
});
