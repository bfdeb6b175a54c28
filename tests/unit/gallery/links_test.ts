import { strictEqual } from "node:assert";
import fc from "fast-check";
import { linkTo } from "../../../src/gallery/links.ts";

const LINKS: [string, string, boolean, string | null][] = [
  ["/stick/found/Ann/a.jpg", "/stick", false, "./found/Ann/a.jpg"],
  ["/stick/a.jpg", "/stick/", false, "./a.jpg"],
  ["/sticker/a.jpg", "/stick", false, "file:///sticker/a.jpg"],
  ["/media/a b/#1?.jpg", "/stick", false, "file:///media/a%20b/%231%3F.jpg"],
  ["/stick/javascript:alert(1).jpg", "/stick", false, "./javascript%3Aalert(1).jpg"],
  ["/stick/back\\slash.jpg", "/stick", false, "./back%5Cslash.jpg"],
  ["C:\\photos\\a.jpg", "E:\\", true, "file:///C:/photos/a.jpg"],
  ["E:\\photos\\a.jpg", "E:\\", true, "./photos/a.jpg"],
  ["\\\\nas\\share\\a.jpg", "E:\\", true, "file://nas/share/a.jpg"],
  ["\\\\?\\C:\\a.jpg", "E:\\", true, null],
  ["/photos/\ud800.jpg", "/stick", false, null],
];
for (const [path, folder, windows, link] of LINKS) {
  Deno.test(`a page in ${folder} links to ${JSON.stringify(path)} by ${link}`, () => {
    strictEqual(linkTo(path, folder, { windows }), link);
  });
}

const part = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 })
  .filter((part) => !/[/\0]/.test(part) && part.isWellFormed() && part !== "." && part !== "..");

Deno.test("from any folder a browser finds the very file by the link", () => {
  const parts = fc.array(part, { minLength: 1, maxLength: 4 });
  fc.assert(fc.property(parts, parts, (path, folder) => {
    const link = linkTo(`/${path.join("/")}`, `/${folder.join("/")}`, { windows: false })!;
    const base = `file:///${folder.map(encodeURIComponent).join("/")}/page.html`;
    strictEqual(decodeURIComponent(new URL(link, base).pathname), `/${path.join("/")}`);
  }));
});
