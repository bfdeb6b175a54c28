import { deepStrictEqual, ok, strictEqual } from "node:assert";
import fc from "fast-check";
import type { Face } from "../../../src/faces/face.ts";
import type { Decision } from "../../../src/matching/decision/decide.ts";
import { makePerson } from "../../../src/matching/person.ts";
import { photoEvent } from "../../../src/output/photo_event.ts";
import type { Examined } from "../../../src/index/examined.ts";

const face: Face = {
  box: { x: -1.23456, y: 2.005001, width: 30.4999, height: 40.1 },
  landmarks: [[1.111, 2.226], [3, 4], [5, 6], [7, 8], [9, 10.999]],
  score: 0.987654,
  embedding: Float32Array.of(0.6, -0.8),
  quality: { sharpness: 123.456, yaw: -12.345, size: 30.4999 },
};
const examined: Examined = {
  file: { hash: "00ff", size: 12345, modified: null },
  analysis: { width: 640, height: 480, effort: "normal", faces: [face], damage: null },
  source: "analysis",
};
/** The photo with other faces. */
const withFaces = (...faces: Face[]): Examined => ({
  ...examined,
  analysis: { ...examined.analysis, faces },
});
const sought = (name: string) => ({
  ...makePerson(name, [Float32Array.of(1, 0)]),
  threshold: 0.5,
  certain: 0.7,
});
const ann = sought("Ann"), bob = sought("Bob");
const stranger: Decision = {
  person: null,
  nearest: null,
  similarity: null,
  runnerUp: null,
  rival: null,
  isRival: false,
};
const found: Decision = {
  person: ann,
  nearest: ann,
  similarity: 0.61237,
  runnerUp: { person: bob, similarity: 0.123456 },
  rival: { person: sought("Amy"), similarity: 0.567891 },
  isRival: false,
};
const BRIEF = { landmarks: false, embeddings: false };

Deno.test("photoEvent of someone sought is a match, with rounded numbers", () => {
  deepStrictEqual(photoEvent("/a.jpg", examined, [found], () => 0.98765432, BRIEF), {
    type: "match",
    path: "/a.jpg",
    size: 12345,
    modified: null,
    hash: "00ff",
    width: 640,
    height: 480,
    people: ["Ann"],
    faces: [{
      box: { x: -1.23, y: 2.01, width: 30.5, height: 40.1 },
      detection: 0.9877,
      person: "Ann",
      nearest: "Ann",
      similarity: 0.6124,
      runner_up: { person: "Bob", similarity: 0.1235 },
      confidence: 0.9877,
      quality: { sharpness: 123.5, yaw: -12.3, size: 30.5 },
    }],
    from_index: false,
  });
});

Deno.test("photoEvent tells what comes from memory, and when the file was changed", () => {
  const told = (source: Examined["source"]) =>
    photoEvent("/a.jpg", { ...examined, source }, [stranger], () => null, BRIEF).from_index;
  deepStrictEqual([told("place"), told("content"), told("analysis")], [true, true, false]);
  const file = { ...examined.file, modified: 981173106789 };
  strictEqual(
    photoEvent("/a.jpg", { ...examined, file }, [stranger], () => null, BRIEF).modified,
    "2001-02-03T04:05:06.789Z",
  );
});

Deno.test("photoEvent without anybody sought is a photo, with null for what isn't known", () => {
  const event = photoEvent("/a.jpg", examined, [stranger], () => null, BRIEF), [told] = event.faces;
  deepStrictEqual([event.type, event.people], ["photo", []]);
  deepStrictEqual(
    [told.person, told.nearest, told.similarity, told.runner_up, told.confidence],
    Array(5).fill(null),
  );
});

Deno.test("photoEvent names someone who is not wanted only where the face is theirs", () => {
  const [told] = photoEvent("/a.jpg", examined, [found], () => null, BRIEF).faces;
  ok(!("not" in told));
  const decision = { ...found, person: null, isRival: true };
  const event = photoEvent("/a.jpg", examined, [decision], () => null, BRIEF);
  deepStrictEqual([event.type, event.people], ["photo", []]);
  deepStrictEqual([event.faces[0].person, event.faces[0].nearest], [null, "Ann"]);
  deepStrictEqual(event.faces[0].not, { person: "Amy", similarity: 0.5679 });
});

Deno.test("photoEvent takes decisions and confidence in the order of the faces", () => {
  const two = withFaces(face, { ...face, score: 0.5 });
  const event = photoEvent("/a.jpg", two, [stranger, found], ({ person }) => person ? 0.75 : 0.25, BRIEF);
  deepStrictEqual(
    event.faces.map(({ detection, person, confidence }) => [detection, person, confidence]),
    [[0.9877, null, 0.25], [0.5, "Ann", 0.75]],
  );
});

Deno.test("photoEvent adds landmarks and embeddings only when asked", () => {
  const [told] = photoEvent("/a.jpg", examined, [stranger], () => null, { ...BRIEF, landmarks: true }).faces;
  deepStrictEqual(told.landmarks, [[1.11, 2.23], [3, 4], [5, 6], [7, 8], [9, 11]]);
  ok(!("embedding" in told));
  const [other] =
    photoEvent("/a.jpg", examined, [stranger], () => null, { ...BRIEF, embeddings: true }).faces;
  ok(!("landmarks" in other));
  // 0.6 and -0.8 as float32 are 3f19999a and bf4ccccd; little-endian that is 9a 99 19 3f cd cc 4c bf.
  strictEqual(other.embedding, "mpkZP83MTL8=");
});

Deno.test("photoEvent's embeddings can be read back exactly", () => {
  fc.assert(fc.property(fc.float32Array({ maxLength: 40 }), (embedding) => {
    const one = withFaces({ ...face, embedding });
    const [told] = photoEvent("/a.jpg", one, [stranger], () => null, { ...BRIEF, embeddings: true }).faces;
    const bytes = Uint8Array.from(atob(told.embedding!), (c) => c.charCodeAt(0)),
      view = new DataView(bytes.buffer);
    strictEqual(bytes.length, 4 * embedding.length);
    embedding.forEach((value, i) => ok(Object.is(view.getFloat32(4 * i, true), value)));
  }));
});

Deno.test("photoEvent says how a photo lies when most of its faces need the same turn", () => {
  const rotated = (...turns: Face["turn"][]) => {
    const faces = turns.map((turn): Face => ({ ...face, turn }));
    const event = photoEvent("/a.jpg", withFaces(...faces), faces.map(() => stranger), () => null, BRIEF);
    return event.rotated;
  };
  strictEqual(rotated(), undefined);
  strictEqual(rotated(undefined), undefined);
  strictEqual(rotated(90), 90);
  strictEqual(rotated(270, 270, undefined), 270);
  strictEqual(rotated(90, undefined), undefined);
});
