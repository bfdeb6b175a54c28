import { type Find, findsOf } from "../../../../src/gallery/page/find.ts";
import type { FaceView, PhotoView } from "../../../../src/gallery/view.ts";

/** What differs between finds. */
export type Fields = Partial<FaceView> & Partial<Pick<PhotoView, "path" | "modified" | "hash">>;

/** Finds of Ann (person 0) and Bob (1), whose thresholds are .5 and .6, each in a photo of its own. */
export function finds(...all: Fields[]): Find[] {
  return findsOf({
    version: 1,
    made: "",
    program: "",
    kind: "search",
    search: { roots: [], photos: null, ending: null },
    people: [["Ann", 0.5], ["Bob", 0.6]].map(([name, threshold]) => ({
      name: String(name),
      unnamed: false,
      threshold: Number(threshold),
      references: [],
    })),
    photos: all.map(({ path = "/a.jpg", modified = "2020-05-06T12:00:00.000Z", hash = "00" }) => ({
      ...{ path, modified, hash, link: null, copies: [], duplicateOf: null, picture: null },
      width: 100,
      height: 100,
    })),
    faces: all.map((fields, photo) => ({
      ...{ photo, person: 0, named: true, confirmed: false, similarity: 0.7, confidence: 0.9 },
      ...{ runnerUp: null, box: { x: 10, y: 10, width: 20, height: 20 }, picture: null, reference: null },
      ...fields,
    })),
    pictures: [],
  });
}
