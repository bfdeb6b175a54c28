import type { EventOf, FaceFields, Unsent } from "../../../src/output/events.ts";

/** A face of Ann, or with other fields. */
export function aFace(fields: Partial<FaceFields> = {}): FaceFields {
  return {
    box: { x: 1.5, y: 2, width: 30, height: 40 },
    detection: 0.9,
    person: "Ann",
    nearest: "Ann",
    similarity: 0.61,
    runner_up: { person: "Bob", similarity: 0.1 },
    confidence: 0.987,
    quality: { sharpness: 80, yaw: -3.5, size: 30 },
    ...fields,
  };
}

/** A photo of Ann, or with other fields. */
export function aMatch(fields: Partial<Unsent<EventOf<"match">>> = {}): Unsent<EventOf<"match">> {
  return {
    type: "match",
    path: "/photos/a.jpg",
    size: 12345,
    modified: "2001-02-03T04:05:06.000Z",
    hash: "00ff",
    width: 640,
    height: 480,
    people: ["Ann"],
    faces: [aFace()],
    from_index: false,
    ...fields,
  };
}

/** A group of two faces, or with other fields. */
export function aGroup(fields: Partial<Unsent<EventOf<"group">>> = {}): Unsent<EventOf<"group">> {
  const face = {
    modified: "2001-02-03T04:05:06.000Z",
    hash: "00ff",
    width: 640,
    height: 480,
    box: { x: 1, y: 2, width: 30, height: 40 },
    quality: { sharpness: 80, yaw: -3.5, size: 30 },
  };
  return {
    type: "group",
    group: "person-001",
    photos: 2,
    representative: 1,
    faces: [
      { ...face, path: "/photos/a.jpg", similarity: 0.9 },
      { ...face, path: "/photos/b.jpg", also_at: ["/photos/c.jpg"], hash: "11ff", similarity: 0.8 },
    ],
    ...fields,
  };
}

/** One event of every type. */
export function everyEvent(): Unsent[] {
  return [
    {
      type: "start",
      schema: 1,
      version: "1.0.0",
      models: [{ name: "centerface.onnx", sha256: "00ff", licence: "MIT" }],
      provider: { requested: "auto", used: "cpu", reason: "it loads" },
      workers: 2,
      people: [{ name: "Ann", references: 3, threshold: 0.4, warnings: [] }],
      not_people: [{ name: "Amy", references: 1, threshold: 0.38, warnings: ["b.jpg: no face found"] }],
      strictness: "normal",
      roots: ["/photos"],
      threshold: 0.4,
      resumed: 0,
      search: "00ff",
    },
    aMatch({ copied_to: ["/found/Ann/a.jpg"] }),
    { ...aMatch({ people: [], faces: [] }), type: "photo", modified: null },
    { type: "skip", path: "/photos/huge.png", reason: "too_large" },
    {
      type: "error",
      path: "/photos/b.jpg",
      stage: "read",
      code: "not_found",
      message: "gone",
      retryable: true,
    },
    {
      type: "progress",
      done: 1,
      found: 2,
      total: null,
      matches: 1,
      errors: 0,
      again: null,
      rate: 3.5,
      eta_s: null,
    },
    { type: "end", reason: "done", exit: 3, photos: 2, matches: 1, errors: 1, skipped: 1, seconds: 1.25 },
    {
      type: "reference",
      path: "/known/Ann/a.jpg",
      person: "Ann",
      used: false,
      faces: 1,
      box: { x: 1, y: 2, width: 30, height: 40 },
      quality: { sharpness: 9, yaw: 0, size: 30 },
      findings: [
        { code: "blurred", message: "the face is blurred" },
        { code: "different_person", message: "somebody else" },
      ],
    },
    {
      type: "person",
      person: "Ann",
      photos: 4,
      references: 3,
      thresholds: { loose: 0.3, normal: 0.4, strict: 0.5 },
      expected_false: { loose: 8.1, normal: 0.72, strict: 0.0004 },
      confusable_with: [{ person: "Bob", similarity: 0.47 }],
      warnings: [{ code: "look_alike", message: "Bob looks like Ann" }],
    },
    aGroup(),
  ];
}
