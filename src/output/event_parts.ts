import { Type } from "@sinclair/typebox";
import { STAGES } from "../failure.ts";
import { BLURRED } from "../matching/references/reference.ts";
import { Count, Fields, Nullable, Real, Text } from "./event_fields.ts";

/** Where it went wrong: see `Failure`. */
export const Stage = Type.Union(STAGES.map((stage) => Type.Literal(stage)), {
  description: "Where it went wrong.",
});

/** A box; in which pixels, the field says. */
export const Box = Fields({
  x: Real("Left edge."),
  y: Real("Top edge."),
  width: Real("Width."),
  height: Real("Height."),
});

/** See `Quality` of faces. */
export const Quality = Fields({
  sharpness: Real(`Variance of the Laplacian of the aligned face; below ${BLURRED} it is blurred.`),
  yaw: Real("Estimated turn of the head in degrees, -90 to 90; positive to the right of the image."),
  size: Real("Shorter side of the box in pixels."),
});

/** Whom a face is like, and how much. */
const Likeness = { person: Type.String(), similarity: Type.Number() };

/** A face of a photo. */
export const Face = Fields({
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
export const found_by = Type.Optional(Text("The run that told it; only from `merge`."));

/** What `match` and `photo` tell of a photo. */
export const photo = {
  path: Text(
    "Absolute path as walked, or the name in an archive. A file whose name is no UTF-8 is an error, undecodable_name.",
  ),
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

/** Somebody who is sought, or not wanted. */
export const KnownPerson = Fields({
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

/** A part of a search. */
export const Shard = Type.Object({ index: Count("0, 1 … of - 1."), of: Type.Integer({ minimum: 1 }) }, {
  description: "`--shard`: which part of the photos is searched.",
  additionalProperties: false,
});

/** How a run ended. */
export const Reason = Type.Union(
  (["done", "interrupted", "deadline", "target_lost", "failed"] as const).map((r) => Type.Literal(r)),
);

/** A run whose results were merged. */
export const MergedRun = Fields({
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

/** Something odd, and what to do about it. */
export const Finding = Fields({
  code: Text("A stable code."),
  message: Text("For people, with what to do; may change."),
});

/** A number for each strictness. */
export const EachStrictness = (description: string) =>
  Nullable(
    Fields({ loose: Type.Number(), normal: Type.Number(), strict: Type.Number() }),
    description,
  );

/** A face of a group. */
export const GroupedFace = Fields({
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
