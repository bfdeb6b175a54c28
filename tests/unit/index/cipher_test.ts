import { deepStrictEqual, notDeepStrictEqual, notStrictEqual, strictEqual } from "node:assert";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { type Belonging, Cipher } from "../../../src/index/cipher.ts";

const salt = new Uint8Array(16).fill(7);
// A second each.
const cipher = Cipher.of("pass phrase", salt), other = Cipher.of("pass phrasf", salt);

const text = fc.string({ unit: "binary" });
const belonging: fc.Arbitrary<Belonging> = fc.array(fc.oneof(fc.string(), fc.integer()), { maxLength: 3 });

Deno.test("Cipher makes the same keys of the same characters, however composed, and others with other salt", () => {
  const [composed, decomposed, elsewhere] = [["\u00e9", salt], ["e\u0301", salt], [
    "\u00e9",
    new Uint8Array(16),
  ]]
    .map(([passphrase, salt]) => Cipher.of(passphrase as string, salt as Uint8Array).proof);
  deepStrictEqual(composed, decomposed);
  notDeepStrictEqual(composed, elsewhere);
  notDeepStrictEqual(cipher.proof, other.proof);
});

Deno.test("sealText hides a text, always in the same way, and openText gives it back", () => {
  fc.assert(fc.property(text, belonging, (text, belongs) => {
    const sealed = cipher.sealText(belongs, text);
    strictEqual(sealed, cipher.sealText(belongs, text));
    strictEqual(cipher.openText(belongs, sealed), text);
    strictEqual(other.openText(belongs, sealed), null);
  }));
});

Deno.test("seal hides bytes, each time otherwise, and open gives them back", () => {
  fc.assert(fc.property(fc.uint8Array(), belonging, (bytes, belongs) => {
    const sealed = cipher.seal(belongs, bytes);
    notDeepStrictEqual(sealed, cipher.seal(belongs, bytes));
    deepStrictEqual(new Uint8Array(cipher.open(belongs, sealed)!), bytes);
    strictEqual(other.open(belongs, sealed), null);
  }));
});

Deno.test("what is sealed for one place opens in no other", () => {
  fc.assert(fc.property(belonging, belonging, text, (one, another, text) => {
    fc.pre(JSON.stringify(one) !== JSON.stringify(another));
    notStrictEqual(cipher.sealText(one, text), cipher.sealText(another, text));
    strictEqual(cipher.openText(another, cipher.sealText(one, text)), null);
    strictEqual(cipher.open(another, cipher.seal(one, Buffer.from(text))), null);
  }));
});

Deno.test("whatever bit is turned over, or cut off, nothing opens", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(), fc.nat({ max: 7 }), (bytes, at, bit) => {
    const sealed = cipher.seal([1], bytes), altered = Uint8Array.from(sealed);
    altered[at % altered.length] ^= 1 << bit;
    strictEqual(cipher.open([1], altered), null);
    strictEqual(cipher.open([1], sealed.subarray(0, at % sealed.length)), null);
  }));
});

Deno.test("what is no sealed thing at all opens to nothing", () => {
  for (
    const thing of [null, undefined, 7, "", "text", "é".repeat(40), new Uint8Array(), new Uint8Array(100)]
  ) {
    strictEqual(cipher.open([1], thing), null);
    strictEqual(cipher.openText([1], thing), null);
  }
});
