import { strictEqual } from "node:assert";
import fc from "fast-check";
import { toHex } from "../../src/hex.ts";

Deno.test("hexadecimal digits are small, two a byte, also from the middle of other bytes", () => {
  strictEqual(toHex(Uint8Array.of(0, 1, 0xab, 0xff)), "0001abff");
  fc.assert(fc.property(fc.uint8Array(), fc.nat({ max: 5 }), (bytes, skip) => {
    const part = bytes.subarray(skip);
    strictEqual(toHex(part), [...part].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
  }));
});
