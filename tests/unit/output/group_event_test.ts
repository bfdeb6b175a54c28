import { deepStrictEqual, strictEqual } from "node:assert";
import fc from "fast-check";
import { groupEvent, groupName, groupNames } from "../../../src/output/group_event.ts";

const BOX = { x: 1.006, y: 2, width: 30, height: 40 }, QUALITY = { sharpness: 80.04, yaw: -3.5, size: 30 };
const photo = (hash: string, ...paths: string[]) => ({
  hash,
  files: paths.map((path) => ({ path, modified: 1000 })),
  width: 640,
  height: 480,
});

Deno.test("groups are named so that they sort by size", () => {
  const names = [1, 12, 123, 1234].map(groupName);
  deepStrictEqual(names, ["person-001", "person-012", "person-123", "person-1234"]);
});

Deno.test("a group without a name never gets one that somebody has given to another", () => {
  deepStrictEqual(groupNames([null, "Ann", "person-001", null, null]), [
    "person-006",
    "Ann",
    "person-001",
    "person-004",
    "person-005",
  ]);
  const someName = fc.option(fc.oneof(fc.integer({ min: 1, max: 9 }).map(groupName), fc.string()));
  fc.assert(fc.property(fc.uniqueArray(someName, { selector: (name) => name ?? {} }), (given) => {
    const names = groupNames(given);
    strictEqual(new Set(names).size, given.length);
    deepStrictEqual(given.map((name, i) => name === null ? null : names[i]), given);
  }));
});

Deno.test("a group's event tells where each face is, how typical, and under which other paths the photo lies", () => {
  const photos = [photo("00", "/a.jpg"), photo("11", "/b.jpg", "/c.jpg"), photo("00", "/a.jpg")];
  const group = {
    faces: [{ face: 1, similarity: 0.912345 }, { face: 0, similarity: 0.8 }, { face: 2, similarity: 0.7 }],
  };
  const event = groupEvent(
    "person-001",
    group,
    1,
    (face) => ({ photo: photos[face], box: BOX, quality: QUALITY }),
  );
  deepStrictEqual([event.type, event.group, event.photos, event.representative], [
    "group",
    "person-001",
    2,
    1,
  ]);
  deepStrictEqual(event.faces.map(({ path, also_at, similarity }) => [path, also_at, similarity]), [
    ["/b.jpg", ["/c.jpg"], 0.9123],
    ["/a.jpg", undefined, 0.8],
    ["/a.jpg", undefined, 0.7],
  ]);
  deepStrictEqual(event.faces[1], {
    path: "/a.jpg",
    modified: "1970-01-01T00:00:01.000Z",
    hash: "00",
    width: 640,
    height: 480,
    box: { x: 1.01, y: 2, width: 30, height: 40 },
    similarity: 0.8,
    quality: { sharpness: 80, yaw: -3.5, size: 30 },
  });
});
