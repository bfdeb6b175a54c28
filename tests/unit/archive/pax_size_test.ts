import { strictEqual } from "node:assert";
import fc from "fast-check";
import { paxSize } from "../../../src/archive/pax_size.ts";

/** One of pax's records, with its length before it. */
function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`, bytes = new TextEncoder().encode(rest).length;
  const length = bytes + `${bytes + `${bytes}`.length}`.length;
  return `${length}${rest}`;
}

const sizeOf = (records: string) => paxSize(new TextEncoder().encode(records));

Deno.test("the last size of pax's records counts, whatever other values look like", () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom("path", "size", "mtime"), fc.constantFrom("7", "12 size=9\n", "é"))),
      (records) => {
        const last = records.findLast(([key, value]) => key === "size" && value === "7");
        const found = sizeOf(records.map(([key, value]) => record(key, value)).join(""));
        strictEqual(found, last ? 7 : null);
      },
    ),
  ));

Deno.test("of what are no records there is no size", () =>
  fc.assert(fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
    strictEqual(paxSize(bytes), null);
  })));

Deno.test("a size may be larger than a header has room for", () => {
  strictEqual(sizeOf(record("path", "a.jpg") + record("size", "8589934592")), 2 ** 33);
});
