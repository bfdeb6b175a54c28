import { deepStrictEqual, strictEqual } from "node:assert";
import fc from "fast-check";
import { compareTexts } from "../../src/text_order.ts";

Deno.test("texts stand in the order of their code units, whatever the language", () => {
  const texts = ["é", "\uFFFD", "b", "10", "", "a", "B", "9", "ab", "\u{1F600}"];
  deepStrictEqual(texts.toSorted(compareTexts), [
    "",
    "10",
    "9",
    "B",
    "a",
    "ab",
    "b",
    "é",
    "\u{1F600}",
    "\uFFFD",
  ]);
});

Deno.test("the order of two texts is turned round with them, and none comes before itself", () => {
  const text = fc.string({ unit: "binary" });
  fc.assert(fc.property(text, text, (a, b) => {
    strictEqual(compareTexts(a, b) + compareTexts(b, a), 0);
    strictEqual(compareTexts(a, b) === 0, a === b);
    strictEqual(compareTexts(a, a), 0);
  }));
});
