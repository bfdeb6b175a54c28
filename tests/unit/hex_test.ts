import { deepStrictEqual, strictEqual } from "node:assert";
import fc from "fast-check";
import { fromHex, toHex } from "../../src/hex.ts";

Deno.test("bytes come back from hexadecimal digits, also from the middle of others", () => {
  fc.assert(fc.property(fc.uint8Array(), fc.nat({ max: 5 }), (bytes, skip) => {
    const part = bytes.subarray(skip);
    deepStrictEqual(fromHex(toHex(part)), Uint8Array.from(part));
  }));
});

Deno.test("hexadecimal digits are small, two a byte", () => {
  strictEqual(toHex(Uint8Array.of(0, 1, 0xab, 0xff)), "0001abff");
});
