import { strictEqual } from "node:assert";
import fc from "fast-check";
import { FirstSeen } from "../../../src/scan/first_seen.ts";

Deno.test("FirstSeen gives the path at which a content was met first", () => {
  const seen = new FirstSeen(), [a, b] = ["a".repeat(64), "b".repeat(64)];
  strictEqual(seen.meet(a, "/1"), null);
  strictEqual(seen.meet(b, "/2"), null);
  strictEqual(seen.meet(a, "/3"), "/1");
  strictEqual(seen.meet(a, "/4"), "/1");
  strictEqual(seen.meet(b, "/5"), "/2");
});

Deno.test("FirstSeen tells contents apart whose hashes begin alike", () => {
  const digit = fc.constantFrom(..."0123456789abcdef");
  const hash = fc.array(digit, { minLength: 64, maxLength: 64 }).map((digits) => digits.join(""));
  fc.assert(fc.property(hash, fc.nat({ max: 23 }), (hash, at) => {
    const other = hash.slice(0, at) + (hash[at] === "0" ? "1" : "0") + hash.slice(at + 1);
    const seen = new FirstSeen();
    strictEqual(seen.meet(hash, "/1"), null);
    strictEqual(seen.meet(other, "/2"), null);
  }));
});
