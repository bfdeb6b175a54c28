import { deepStrictEqual, strictEqual } from "node:assert";
import {
  count,
  fileName,
  folderName,
  percent,
  shown,
  strictness,
} from "../../../../src/gallery/page/wording.ts";

Deno.test("what can't be seen in a name is shown as such", () => {
  strictEqual(shown("a\nb\u202ec\u2028d\x1b\ufeff"), "a\ufffdb\ufffdc\ufffdd\ufffd\ufffd");
  strictEqual(shown("Zoë Łukasz 王 <b>"), "Zoë Łukasz 王 <b>");
});

Deno.test("paths of all systems are taken apart", () => {
  deepStrictEqual(["/a/b.jpg", "C:\\a\\b.jpg", "b.jpg"].map(fileName), ["b.jpg", "b.jpg", "b.jpg"]);
  deepStrictEqual(["/a/b.jpg", "C:\\a\\b.jpg", "/b.jpg"].map(folderName), ["/a", "C:\\a", "/"]);
});

Deno.test("no confidence is told as more than it is", () => {
  deepStrictEqual([0.9999, 1, 0.5, null].map(percent), ["99.9 %", "100 %", "50 %", "–"]);
});

Deno.test("numbers and the slider are told in words", () => {
  deepStrictEqual([count(1, "face", "faces"), count(1234, "face", "faces")], ["1 face", "1,234 faces"]);
  deepStrictEqual([0, 0.1, -0.05].map(strictness), ["as searched", "stricter by 0.10", "looser by 0.05"]);
});
