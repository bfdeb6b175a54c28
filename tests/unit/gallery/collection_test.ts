import { deepStrictEqual, strictEqual } from "node:assert";
import { Collection } from "../../../src/gallery/collection.ts";
import type { EventOf, Unsent } from "../../../src/output/events.ts";
import { aFace, aGroup, aMatch, everyEvent } from "../output/sample_events.ts";

/** Ann is sought; her threshold is .4. */
const start = (search = "s"): Unsent<EventOf<"start">> => ({
  ...everyEvent().find((event) => event.type === "start")!,
  search,
});

function collected(...events: Unsent[]): Collection {
  const collection = new Collection();
  events.forEach((event) => collection.add(event));
  return collection;
}
const shown = ({ photos }: Collection) =>
  photos.map(({ path, faces }) => [path, faces.map(({ person }) => person)]);
const unnamed = (similarity: number | null, nearest: string | null = "Ann") =>
  aFace({ person: null, nearest, similarity });

Deno.test("faces that were named or nearly so are collected, and photos without any are not", () => {
  const photo = (faces: ReturnType<typeof aFace>[]) => ({
    ...aMatch({ path: "/p.jpg", faces }),
    type: "photo" as const,
  });
  const faces = [unnamed(0.3), unnamed(0.2), unnamed(null, null), unnamed(0.9, "Zoe")];
  deepStrictEqual(shown(collected(start(), aMatch({ faces: [aFace(), ...faces] }))), [["/photos/a.jpg", [
    "Ann",
    null,
  ]]]);
  deepStrictEqual(shown(collected(start(), photo([unnamed(0.3)]))), [["/p.jpg", [null]]]);
  deepStrictEqual(shown(collected(start(), photo([unnamed(0.2)]))), []);
});

Deno.test("a face of somebody who isn't wanted is not collected", () => {
  const face = aFace({ person: null, not: { person: "Amy", similarity: 0.7 } });
  deepStrictEqual(shown(collected(start(), aMatch({ faces: [face] }))), []);
});

Deno.test("the last event of a photo counts, and so does the last search; runs of one search go together", () => {
  const a = aMatch(), b = aMatch({ path: "/photos/b.jpg" });
  const revised = aMatch({ faces: [aFace(), aFace({ confidence: 0.5 })], revised: true });
  deepStrictEqual(shown(collected(start(), a, revised)), [["/photos/a.jpg", ["Ann", "Ann"]]]);
  deepStrictEqual(shown(collected(start(), a, start(), b)).length, 2);
  deepStrictEqual(shown(collected(start(), a, start("other"), b)), [["/photos/b.jpg", ["Ann"]]]);
});

Deno.test("a search that was cut off has no end", () => {
  strictEqual(collected(start(), aMatch()).end, null);
  strictEqual(collected(start(), ...everyEvent().filter(({ type }) => type === "end")).end?.reason, "done");
});

Deno.test("groups of faces are collected as people whom nobody has named, or with the name that they have", () => {
  const collection = collected(
    start(),
    aGroup(),
    aGroup({ group: "Ann", named: true, faces: [aGroup().faces[1]] }),
  );
  const nobody = collected({ ...start(), people: [] } as Unsent<EventOf<"start">>, aGroup());
  deepStrictEqual(
    collection.people.slice(1).map(({ name, unnamed, threshold }) => [name, unnamed, threshold]),
    [
      ["person-001", true, 0.8],
      ["Ann", false, 0.8],
    ],
  );
  deepStrictEqual(shown(collection), [
    ["/photos/a.jpg", ["person-001"]],
    ["/photos/b.jpg", ["person-001", "Ann"]],
  ]);
  deepStrictEqual([nobody.hasGroups, nobody.isSearch, collected(start(), aMatch()).hasGroups], [
    true,
    true,
    false,
  ]);
});

Deno.test("of two groupings the last counts", () => {
  const again = aGroup({ faces: [aGroup().faces[0]] });
  deepStrictEqual(shown(collected(start(), aGroup(), start(), again)), [["/photos/a.jpg", ["person-001"]]]);
});

Deno.test("of merged results two photos with one path and other contents are both collected", () => {
  const merged = { ...start(), merged: [] };
  const photos = ["00", "11"].map((hash) => aMatch({ hash }));
  deepStrictEqual(shown(collected(merged, ...photos)).length, 2);
  deepStrictEqual(shown(collected(start(), ...photos)).length, 1);
});
