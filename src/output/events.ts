import { type Static, type TSchema, Type } from "@sinclair/typebox";
import { PROVIDERS } from "../inference/provider.ts";
import { STRICTNESSES } from "../matching/threshold.ts";
import { Count, Fields, Nullable, Real, Text } from "./event_fields.ts";
import {
  Box,
  EachStrictness,
  Face,
  Finding,
  found_by,
  GroupedFace,
  KnownPerson,
  MergedRun,
  photo,
  Quality,
  Reason,
  Shard,
  Stage,
} from "./event_parts.ts";

/*
 * What the program tells, a line an event: `start` first, `end` last, and between them what is found, in the order in
 * which it is found. Every line is whole by itself. A file whose name is no UTF-8 is an `error`, `undecodable_name`.
 * The schema that is printed, the types here and the checks of what is read are made of the same definitions. {@link
 * EXAMPLE_RUN} is what that looks like.
 */

/** A real run: one photo was searched for one person, who is on it. Only the folders have other names. */
export const EXAMPLE_RUN: readonly Event[] = [
  {
    type: "start",
    run: "bb6ae805-a96a-4a3b-ad01-41056750bdf9",
    seq: 0,
    time: "2026-11-25T19:34:15.297Z",
    schema: 1,
    version: "0.1.0",
    models: [
      {
        name: "centerface.onnx",
        sha256: "b78b2932da530f7e678d7808c4c3c6a41fed87c9e6eb71638a3a6adc0fe3c953",
        licence: "MIT",
      },
      {
        name: "proposals.onnx",
        sha256: "55901a833a901bdeea1c93e2ba57ecdc28720764b42ce041c232bcfc698c3c35",
        licence: "MIT",
      },
      {
        name: "mobilefacenet192.onnx",
        sha256: "ef5dcdee5c5db988a5d0e13a20ec5e540c2313ec0fe4bff23af947d2d6d2c642",
        licence: "MIT",
      },
      {
        name: "fr512.onnx",
        sha256: "1034768c243df7fb81dafcae189738b0bee636bdc9f022a14079f9a1da41eb01",
        licence: "MIT",
      },
    ],
    provider: { requested: "auto", used: "cpu", reason: "the native library loads on this system" },
    workers: 2,
    roots: ["/media/uncle/Pictures"],
    people: [{
      name: "Barack Obama",
      references: 1,
      threshold: 0.385,
      warnings: [],
      photos: [{
        path: "/media/stick/family/Barack Obama/obama.jpg",
        hash: "0930e3aa8cae5920329c0c8cbc6a2ab70f47b0e67b432875beaa95cbf7e741f6",
        box: { x: 375.69, y: 76.99, width: 241.53, height: 348.55 },
      }],
    }],
    not_people: [],
    strictness: "normal",
    threshold: 0.385,
    search: "f7e5f13079652230e3662edde595d1a62771708344777ecd63ac402dc9174580",
    resumed: 0,
  },
  {
    type: "match",
    run: "bb6ae805-a96a-4a3b-ad01-41056750bdf9",
    seq: 1,
    time: "2026-11-25T19:34:15.598Z",
    path: "/media/uncle/Pictures/obama2.jpg",
    size: 184455,
    modified: "2026-11-25T19:34:07.995Z",
    hash: "a7efcc907375274796f39646510704aa86672d59f6d5469d69af3c85590976a6",
    width: 626,
    height: 1200,
    people: ["Barack Obama"],
    faces: [{
      box: { x: 198.88, y: 239.32, width: 270.85, height: 391.69 },
      detection: 0.8986,
      person: "Barack Obama",
      nearest: "Barack Obama",
      similarity: 0.7686,
      runner_up: null,
      reference: "/media/stick/family/Barack Obama/obama.jpg",
      confidence: 1,
      quality: { sharpness: 792.2, yaw: -13.2, size: 270.8 },
    }],
    from_index: false,
  },
  {
    type: "end",
    run: "bb6ae805-a96a-4a3b-ad01-41056750bdf9",
    seq: 2,
    time: "2026-11-25T19:34:15.622Z",
    reason: "done",
    exit: 0,
    photos: 1,
    matches: 1,
    errors: 0,
    skipped: 0,
    seconds: 6.887,
  },
];

/** The version of the event format, `schema` in `start`: raised when a field changes its meaning or goes. */
export const SCHEMA_VERSION = 1;

const common = {
  run: Text("Id of this run, the same on every line."),
  seq: Count("0, 1, 2 …"),
  time: Type.String({ format: "date-time", description: "When the line was written, ISO 8601." }),
};

const event = <K extends string, P extends Record<string, TSchema>>(type: K, properties: P) =>
  Fields({ type: Type.Literal(type), ...common, ...properties });

/** `start`: the first line. */
const StartEvent = event("start", {
  schema: Type.Literal(SCHEMA_VERSION),
  version: Text("Of the program."),
  models: Type.Array(Fields({ name: Type.String(), sha256: Type.String(), licence: Type.String() })),
  provider: Fields({
    requested: Text("`--device`."),
    used: Text(
      `Where the networks run: ${
        PROVIDERS.join(", ")
      }, or none; by wasm several times as slowly as on the cpu.`,
    ),
    reason: Text("Why there, and why not on what was tried beside it."),
  }),
  workers: Count("Photos analysed side by side."),
  people: Type.Array(KnownPerson, { description: "Who is sought." }),
  not_people: Type.Array(KnownPerson, { description: "Who is not wanted (`--not`)." }),
  strictness: Nullable(
    Type.Union(STRICTNESSES.map((strictness) => Type.Literal(strictness))),
    "Which promise the thresholds keep: a false match in 100, 1,000 or 10,000 photos; null with a threshold given.",
  ),
  roots: Type.Array(Type.String(), { description: "Absolute paths; - for an archive on standard input." }),
  threshold: Nullable(Type.Number(), "The lowest of the people's thresholds; null when nobody is sought."),
  resumed: Count(
    "Photos below the roots that were known when the run began, also those that options leave out; from index search: " +
      "different photos in the whole index, at most.",
  ),
  search: Text(
    "What decides the result (people, thresholds, models, options), as a hash: the same for the same scan.",
  ),
  shard: Type.Optional(Shard),
  merged: Type.Optional(
    Type.Array(MergedRun, { description: "The runs whose results these are; only from `merge`." }),
  ),
});
/** `match`: a photo with someone who is sought. */
const MatchEvent = event("match", photo);
/** `photo`: a photo with nobody who is sought. */
const PhotoEvent = event("photo", photo);
/** `skip`: something left out on purpose. */
const SkipEvent = event("skip", {
  path: Text("Absolute path as walked."),
  reason: Text("A stable code."),
  found_by,
});
/** `error`: something that could not be done; the run goes on. */
const ErrorEvent = event("error", {
  path: Type.Optional(Text("Absolute path as walked.")),
  stage: Stage,
  code: Text("A stable code."),
  message: Text("For people; may change."),
  retryable: Type.Boolean({ description: "Whether it may work later." }),
  found_by,
});
/** `reference`: a reference photo of `known`. */
const ReferenceEvent = event("reference", {
  path: Text("Absolute path as walked."),
  person: Text("Whose folder it is in."),
  used: Type.Boolean({ description: "Whether `scan` seeks the person by it." }),
  faces: Count("Faces found."),
  box: Nullable(
    Type.Composite([Box], { additionalProperties: false }),
    "The face that is taken for the person's, in pixels of the upright photo.",
  ),
  quality: Nullable(Quality, "Of that face."),
  findings: Type.Array(Finding, {
    description:
      "What is odd: no_face, several_faces, blurred, small, turned_away, damaged, duplicate, near_duplicate, " +
      "different_person.",
  }),
});
/** `person`: a person whose reference photos `known` has looked at. */
const PersonEvent = event("person", {
  person: Text("Their name."),
  photos: Count("Reference photos that could be read."),
  references: Count("Those that are used."),
  thresholds: EachStrictness(
    "Similarity from which on a face counts as this person, when all of these people are sought; null without references.",
  ),
  expected_false: EachStrictness(
    "Of 1,000 photos of one stranger each, how many to expect that are taken for this person; null without references " +
      "or when the pack has no model of strangers.",
  ),
  confusable_with: Type.Array(Fields({ person: Type.String(), similarity: Type.Number() }), {
    description: "People whose photos may be taken for this person's.",
  }),
  warnings: Type.Array(Finding, {
    description:
      "no_usable_reference, few_references, disagreeing_references, look_alike, many_false_matches.",
  }),
});
/** `group`: faces that `people` takes for one person's. */
const GroupEvent = event("group", {
  group: Text("Names the group in this run: person-001 is the largest, unless somebody has given it a name."),
  named: Type.Optional(Type.Literal(true, {
    description: "Somebody has given this name to a face of the group (`--decisions`, `index decisions`).",
  })),
  photos: Count("Photos with a face of the group; those with the same content count once."),
  representative: Count("Which of the faces shows the person best: its position among them."),
  faces: Type.Array(GroupedFace, { description: "The most typical first." }),
  copied_to: Type.Optional(
    Type.Array(Type.String(), { description: "Absolute paths of the reference photos that `--out` made." }),
  ),
});
/** `progress`: how far the run is. */
const ProgressEvent = event("progress", {
  done: Count("Photos finished."),
  found: Count("Photos met so far."),
  total: Nullable(Type.Integer(), "Photos in all, once the walk has ended."),
  matches: Count("Photos with a match."),
  errors: Count("Error events."),
  again: Nullable(
    Fields({ done: Count("Photos."), total: Count("Photos.") }),
    "The second, thorough look at some photos, once it begins.",
  ),
  grouping: Type.Optional(Type.Number({
    minimum: 0,
    maximum: 1,
    description: "The part that is done of the grouping of faces, once it begins; only from `people`.",
  })),
  rate: Real("Photos a second, over the last two minutes and at least 20 photos."),
  eta_s: Nullable(Type.Number(), "Seconds left, once the total is known."),
});
/** `end`: always the last line. */
const EndEvent = event("end", {
  reason: Reason,
  exit: Type.Integer({ description: "The exit code." }),
  photos: Count("Photos analysed."),
  matches: Count("Photos with a match."),
  errors: Count("Error events."),
  skipped: Count("Files and folders left out, printed or not."),
  groups: Type.Optional(Count("Groups of faces told; only from `people`.")),
  grouped: Type.Optional(Count("Faces in them; those of photos with the same content count once.")),
  alone: Type.Optional(Count("Faces in none.")),
  seconds: Real("From start to end."),
});

/** Every line on stdout. */
export const Event = Type.Union(
  [
    StartEvent,
    MatchEvent,
    PhotoEvent,
    SkipEvent,
    ErrorEvent,
    ReferenceEvent,
    PersonEvent,
    GroupEvent,
    ProgressEvent,
    EndEvent,
  ],
);
export type Event = Static<typeof Event>;
export type FaceFields = Static<typeof Face>;
export type EventOf<K extends Event["type"]> = Extract<Event, { type: K }>;
/** An event before the writer has put the common fields to it. */
export type Unsent<E extends Event = Event> = E extends Event ? Omit<E, keyof typeof common> : never;
