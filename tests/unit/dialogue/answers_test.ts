import { strictEqual } from "node:assert";
import fc from "fast-check";
import { chosen, typedPath, yesOrNo } from "../../../src/dialogue/answers.ts";

const PATHS: [string, boolean, string][] = [
  ["  /media/Ann/Photos  ", false, "/media/Ann/Photos"],
  ["'/media/My Photos'", false, "/media/My Photos"],
  ['"/media/My Photos" ', false, "/media/My Photos"],
  ["/media/My\\ Photos\\ \\(2\\)", false, "/media/My Photos (2)"],
  ['"C:\\Users\\Jörg B\\Pictures"', true, "C:\\Users\\Jörg B\\Pictures"],
  ["D:\\", true, "D:\\"],
  ["'half", false, "'half"],
  ["", false, ""],
];
for (const [answer, isWindows, path] of PATHS) {
  Deno.test(`typedPath of ${JSON.stringify(answer)} is ${JSON.stringify(path)}`, () =>
    strictEqual(typedPath(answer, isWindows), path));
}

Deno.test("typedPath gives any path back that was dragged into a terminal", () => {
  const path = fc.string({ unit: "grapheme", minLength: 1 }).map((text) => `/${text.trim()}`);
  fc.assert(fc.property(path, (path) => {
    strictEqual(typedPath(path.replace(/[^\w/]/gu, "\\$&") + " ", false), path);
    strictEqual(typedPath(`"${path}"`, true), path);
  }));
});

Deno.test("yesOrNo takes Enter for yes, and nothing else for an answer", () => {
  for (const yes of ["", "y", "Y", " yes ", "YES"]) strictEqual(yesOrNo(yes), true);
  for (const no of ["n", "No "]) strictEqual(yesOrNo(no), false);
  for (const neither of ["x", "1", "yes please", "\u0000"]) strictEqual(yesOrNo(neither), null);
});

Deno.test("chosen takes the numbers that were shown, and Enter for the first", () => {
  strictEqual(chosen("", 3), 0);
  strictEqual(chosen("", 0), null);
  strictEqual(chosen(" 3 ", 3), 2);
  for (const none of ["0", "4", "-1", "1.5", "1e0", "one", "0x1"]) strictEqual(chosen(none, 3), null);
});
