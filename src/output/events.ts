import { type Static, type TSchema, Type } from "@sinclair/typebox";
import { STAGES } from "../failure.ts";
import { PROVIDERS } from "../inference/provider.ts";
import { STRICTNESSES } from "../matching/threshold.ts";

/** The version of the event format, `schema` in `start`: raised when a field changes its meaning or goes. */
export const SCHEMA_VERSION = 1;

const Fields = <P extends Record<string, TSchema>>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });
const Nullable = <T extends TSchema>(schema: T, description?: string) =>
  Type.Union([schema, Type.Null()], description ? { description } : {});
const Text = (description: string) => Type.String({ description });
const Count = (description: string) => Type.Integer({ minimum: 0, description });
const Real = (description: string) => Type.Number({ description });

const common = {
  run: Text("Id of this run, the same on every line."),
  seq: Count("0, 1, 2 …"),
  time: Type.String({ format: "date-time", description: "When the line was written, ISO 8601." }),
};

const Stage = Type.Union(STAGES.map((stage) => Type.Literal(stage)), { description: "Where it went wrong." });

const Box = Fields({
  x: Real("Left edge."),
  y: Real("Top edge."),
  width: Real("Width."),
  height: Real("Height."),
});

const Quality = Fields({
  sharpness: Real("Variance of the Laplacian of the aligned face; below about 50 it is blurred."),
  yaw: Real("Estimated turn of the head in degrees, -90 to 90; positive to the right of the image."),
  size: Real("Shorter side of the box in pixels."),
});

const Likeness = { person: Type.String(), similarity: Type.Number() };

const Face = Fields({
  box: Type.Composite([Box], { description: "Pixels of the upright photo.", additionalProperties: false }),
  detection: Type.Number({ minimum: 0, maximum: 1, description: "The detector's score." }),
  person: Nullable(Type.String(), "Who it is, or null."),
  confirmed: Type.Optional(Type.Literal(true, {
    description: "Somebody has said that it is this person (`--decisions`, `index decisions`).",
  })),
  nearest: Nullable(Type.String(), "Who it is, or else the sought person who is most like it."),
  similarity: Nullable(Type.Number(), "To the nearest person: the score that meets the threshold."),
  runner_up: Nullable(
    Fields(Likeness),
    "The most alike of the other people sought: more than the nearest when another face of the photo is that person.",
  ),
  not: Type.Optional(Type.Object(Likeness, {
    description: "Someone of `--not` whom it shows, and so nobody who is sought.",
    additionalProperties: false,
  })),
  reference: Type.Optional(Text("Path of the nearest person's reference photo that is most like it.")),
  confidence: Nullable(Type.Number({ minimum: 0, maximum: 1 }), "How likely it is the nearest person."),
  quality: Quality,
  landmarks: Type.Optional(Type.Array(Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }), {
    minItems: 5,
    maxItems: 5,
    description:
      "x and y of the eyes (left of the image first), nose tip and corners of the mouth; only from `faces`.",
  })),
  embedding: Type.Optional(
    Text("Base64 of the little-endian float32 unit embedding; only with `--embeddings`."),
  ),
});

/** On every line of `merge` that is about a photo or a file. */
const found_by = Type.Optional(Text("The run that told it; only from `merge`."));

const photo = {
  path: Text("Absolute path as walked, or the name in an archive."),
  size: Count("Bytes."),
  modified: Nullable(Type.String({ format: "date-time" }), "Last change of the file."),
  hash: Text("SHA-256 of the content."),
  width: Count("Pixels, upright."),
  height: Count("Pixels, upright."),
  rotated: Type.Optional(Type.Union([90, 180, 270].map((turn) => Type.Literal(turn)), {
    description:
      "Degrees clockwise that the upright photo (as its file says) must be turned for most of its faces to " +
      "be upright, where that isn't 0: the photo lies on its side. Boxes are not turned.",
  })),
  people: Type.Array(Type.String(), { description: "Names of the people found, each once." }),
  faces: Type.Array(Face, { description: "Largest first." }),
  copied_to: Type.Optional(Type.Array(Type.String(), { description: "Absolute paths of the copies." })),
  sidecars: Type.Optional(
    Type.Array(Type.String(), {
      description: "Absolute paths of the XMP files that tell its faces to other programs.",
    }),
  ),
  duplicate_of: Type.Optional(Text("Path of a photo with the same content.")),
  revised: Type.Optional(Type.Literal(true, {
    description:
      "Told before, in this run or in the one that it goes on from: a harder look, or what was learnt since, found " +
      "somebody else in it too. " +
      "Takes the place of the earlier event.",
  })),
  from_index: Type.Boolean({ description: "Answered from memory, without decoding the photo." }),
  found_by,
};

const event = <K extends string, P extends Record<string, TSchema>>(type: K, properties: P) =>
  Fields({ type: Type.Literal(type), ...common, ...properties });

const KnownPerson = Fields({
  name: Type.String(),
  references: Count("Reference faces in use."),
  threshold: Real("Similarity from which on a face counts as this person."),
  warnings: Type.Array(Type.String()),
  photos: Type.Optional(Type.Array(
    Fields({
      path: Text("Absolute path as walked."),
      hash: Text("SHA-256 of the content."),
      box: Type.Composite([Box], {
        description: "Pixels of the upright photo.",
        additionalProperties: false,
      }),
    }),
    { description: "The reference photos in use, and the face in each." },
  )),
});

const Shard = Type.Object({ index: Count("0, 1 … of - 1."), of: Type.Integer({ minimum: 1 }) }, {
  description: "`--shard`: which part of the photos is searched.",
  additionalProperties: false,
});

/** How a run ended. */
const Reason = Type.Union(
  (["done", "interrupted", "deadline", "target_lost", "failed"] as const).map((r) => Type.Literal(r)),
);

/** A run whose results were merged. */
const MergedRun = Fields({
  run: Text("Its id."),
  search: Text("What decided its result."),
  version: Text("Of the program."),
  started: Type.String({ format: "date-time", description: "When it began." }),
  shard: Type.Optional(Shard),
  reason: Nullable(Reason, "How it ended; null where its results end without saying so."),
  photos: Count("Photos analysed."),
  errors: Count("Error events."),
  skipped: Count("Files and folders left out, printed or not."),
  seconds: Real("From start to end."),
});

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
  resumed: Count("Photos already known when the run began."),
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
const Finding = Fields({
  code: Text("A stable code."),
  message: Text("For people, with what to do; may change."),
});

/** A number for each strictness. */
const EachStrictness = (description: string) =>
  Nullable(
    Fields({ loose: Type.Number(), normal: Type.Number(), strict: Type.Number() }),
    description,
  );

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
/** A face of a group. */
const GroupedFace = Fields({
  path: Text("Absolute path of the photo as walked."),
  modified: Nullable(Type.String({ format: "date-time" }), "Last change of the file."),
  also_at: Type.Optional(
    Type.Array(Type.String(), { description: "Paths of photos with the same content." }),
  ),
  hash: Text("SHA-256 of the photo's content."),
  width: Count("Pixels of the photo, upright."),
  height: Count("Pixels of the photo, upright."),
  box: Type.Composite([Box], { description: "Pixels of the upright photo.", additionalProperties: false }),
  similarity: Real("Cosine with the middle of the group."),
  quality: Quality,
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

/**
 * The JSON Schema (draft 2020-12) of the events. `strict` refuses unknown fields: for tests. Readers must not.
 */
export function eventSchema(strict = false): Record<string, unknown> {
  const title = `facefinder events, schema ${SCHEMA_VERSION}`;
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title,
    ...structuredClone(Event),
  };
  return JSON.parse(
    JSON.stringify(schema, (key, value) => key === "additionalProperties" && !strict ? undefined : value),
  );
}
