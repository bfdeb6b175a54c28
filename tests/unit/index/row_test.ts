import { deepStrictEqual, notStrictEqual, strictEqual } from "node:assert";
import fc from "fast-check";
import { EFFORTS } from "../../../src/faces/effort.ts";
import type { Finding } from "../../../src/index/remembered.ts";
import { CONTENT_COLUMNS, type ContentRow, fromRow, placeChecksum, toRow } from "../../../src/index/row.ts";
import { Buffer } from "node:buffer";
import { anyFace } from "../faces/any_face.ts";
import { done, failed, hashOf } from "./sample_findings.ts";

const plain = { noNullPrototype: true } as const;
const text = fc.string({ unit: "grapheme" });
const count = fc.nat();
const damage = fc.option(fc.record({ code: text, message: text }, plain));
const analysis = fc.record(
  { width: count, height: count, faces: fc.array(anyFace, { maxLength: 4 }), damage },
  plain,
);
const stage = fc.constantFrom("walk", "read", "decode", "detect", "embed", "copy", "index");
const failure = fc.record({ stage, code: text, message: text, retryable: fc.boolean() }, plain);
const anyFinding: fc.Arbitrary<Finding> = fc.oneof(
  fc.record({ kind: fc.constant("done"), analysis, search: fc.option(text) }, plain),
  fc.record({ kind: fc.constant("failed"), failure, attempts: count }, plain),
  fc.record(
    { kind: fc.constant("failed"), failure, attempts: count, effort: fc.constantFrom(...EFFORTS) },
    plain,
  ),
) as fc.Arbitrary<Finding>;
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) =>
  Buffer.from(bytes).toString("hex")
);

Deno.test("a finding comes back from its row", () => {
  fc.assert(fc.property(hash, anyFinding, (hash, finding) => {
    deepStrictEqual(fromRow(toRow(hash, finding)), finding);
  }));
});

Deno.test("a message that is no valid Unicode comes back as it was", () => {
  const finding = failed({ message: "a\ud800b" });
  deepStrictEqual(fromRow(toRow(hashOf(1), finding)), finding);
});

/** The value with one bit turned over, as a value of the same type. */
function flipped(value: ContentRow[keyof ContentRow], bit: number): ContentRow[keyof ContentRow] {
  if (typeof value === "number") return value ^ 1 << bit % 31;
  const bytes = typeof value === "string" ? new TextEncoder().encode(value) : Uint8Array.from(value!);
  const at = bit % (8 * bytes.length);
  bytes[at >> 3] ^= 1 << (at & 7);
  return typeof value === "string" ? new TextDecoder().decode(bytes) : bytes;
}

Deno.test("a bit that is turned over in any field is noticed", () => {
  fc.assert(
    fc.property(
      hash,
      anyFinding,
      fc.constantFrom(...CONTENT_COLUMNS),
      fc.nat(),
      (hash, finding, name, bit) => {
        const row = toRow(hash, finding), value = row[name];
        if (value === null || value instanceof Uint8Array && value.length === 0 || value === "") return;
        const other = flipped(value, bit);
        strictEqual(fromRow({ ...row, [name]: other }), null);
      },
    ),
    { numRuns: 2000 },
  );
});

Deno.test("a field that has become another field's kind is noticed, and nothing is thrown", () => {
  const values = fc.constantFrom(null, 0, 1, 1.5, "", "text", new Uint8Array(), new Uint8Array(76));
  const samples = fc.constantFrom<Finding>(done(1, 0), done(2), failed({ retryable: true }), done(3, 0, "s"));
  fc.assert(fc.property(samples, fc.constantFrom(...CONTENT_COLUMNS), values, (finding, name, value) => {
    const row = toRow(hashOf(1), finding);
    if (row[name] === value || row[name] instanceof Uint8Array && value instanceof Uint8Array) return;
    const other = fromRow({ ...row, [name]: value } as ContentRow);
    strictEqual(other, null, `${name} ${value}`);
  }));
});

Deno.test("a row under another content's hash is noticed", () => {
  const row = toRow(hashOf(1), done(1));
  strictEqual(fromRow({ ...row, hash: toRow(hashOf(2), done(1)).hash }), null);
  notStrictEqual(fromRow(row), null);
});

Deno.test("a place that leads to another content, or that is another place, is noticed", () => {
  const place = { below: "a/1.jpg", size: 12, modified: 34 }, hash = hashOf(1);
  const others = [
    placeChecksum({ ...place, below: "a/2.jpg" }, 1, hash),
    placeChecksum({ ...place, size: 13 }, 1, hash),
    placeChecksum({ ...place, modified: 35 }, 1, hash),
    placeChecksum(place, 2, hash),
    placeChecksum(place, 1, hashOf(2)),
    placeChecksum(place, 1, null),
  ];
  const checksum = placeChecksum(place, 1, hash);
  strictEqual(placeChecksum({ ...place }, 1, hash), checksum);
  deepStrictEqual(others.filter((other) => other === checksum), []);
});
