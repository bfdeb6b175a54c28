import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { join } from "node:path";
import fc from "fast-check";
import { Failure } from "../../../src/failure.ts";
import { packItems, unpackItems } from "../../../src/photos/packed_walk.ts";
import type { WalkItem } from "../../../src/photos/walk_item.ts";

const name = fc.string({ minLength: 1, maxLength: 20, unit: "binary" });
const place = fc.record({
  kind: fc.constant("photo" as const),
  root: fc.constantFrom("/", "/photos", "/photos/a.jpg"),
  below: name,
  size: fc.nat(),
  modified: fc.option(fc.maxSafeInteger()),
});
const failure = new Failure("walk", "io_error", "gone", true);
const item: fc.Arbitrary<WalkItem> = fc.oneof(
  place.map((fields) => ({ ...fields, path: join(fields.root, fields.below) })),
  fc.tuple(place, name).map(([fields, path]) => ({ ...fields, path })),
  name.map((path) => ({ kind: "skip" as const, path, reason: "hidden" as const })),
  name.map((path) => ({ kind: "error" as const, path, root: "/photos", failure })),
);

Deno.test("packed items are the same again, in their order", () => {
  fc.assert(fc.property(fc.array(item), (items) => deepStrictEqual(unpackItems(packItems(items)), items)));
});

Deno.test("a failure stays the failure that it was", () => {
  const [item] = unpackItems(packItems([{ kind: "error", path: "/a", root: "/", failure }]));
  ok(item.kind === "error");
  strictEqual(item.failure, failure);
});

Deno.test("a photo of a walk takes little more than its path below the root", () => {
  const photos = Array.from({ length: 1000 }, (_, i): WalkItem => {
    const root = "/media/uncle/Pictures", below = `2012/IMG_${i}.jpg`;
    return { kind: "photo", path: join(root, below), root, below, size: 3_000_000, modified: 1.7e12 + i };
  });
  ok(packItems(photos).bytes.length < 50 * photos.length);
});
