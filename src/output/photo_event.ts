import { Buffer } from "node:buffer";
import type { Box, Face, Point, Quality } from "../faces/face.ts";
import type { Decision } from "../matching/decision/decide.ts";
import type { Likeness } from "../matching/decision/known_person.ts";
import { nearestSource, type Person } from "../matching/person.ts";
import type { Examined } from "../index/examined.ts";
import { rounded } from "./amounts.ts";
import type { EventOf, FaceFields, Unsent } from "./events.ts";

/** Which optional fields a face gets. */
export interface FaceDetail {
  landmarks: boolean;
  embeddings: boolean;
}

/**
 * The `match` or `photo` event of an examined photo. `decisions` are for its faces, in their order;
 * `confidence` says how likely a decision's nearest person is right.
 */
export function photoEvent(
  path: string,
  { file, analysis, source }: Examined,
  decisions: readonly Decision[],
  confidence: (decision: Decision) => number | null,
  detail: FaceDetail,
): Unsent<EventOf<"match"> | EventOf<"photo">> {
  const { size, modified, hash } = file, { width, height } = analysis;
  const people = [...new Set(decisions.flatMap(({ person }) => person ? [person.name] : []))];
  const faces = analysis.faces.map((face, i) =>
    faceFields(face, decisions[i], confidence(decisions[i]), detail)
  );
  return {
    type: people.length ? "match" : "photo",
    path,
    size,
    modified: modified === null ? null : new Date(modified).toISOString(),
    hash,
    width,
    height,
    ...rotated(analysis.faces),
    people,
    faces,
    from_index: source !== "analysis",
  };
}

/** The turn that most of the faces need, where that is any. */
function rotated(faces: readonly Face[]): { rotated?: number } {
  const turn = ([90, 180, 270] as const).find((turn) =>
    2 * faces.filter((face) => face.turn === turn).length > faces.length
  );
  return turn ? { rotated: turn } : {};
}

function faceFields(
  face: Face,
  decision: Decision,
  confidence: number | null,
  detail: FaceDetail,
): FaceFields {
  const { person, nearest, similarity, runnerUp, rival, isRival } = decision;
  return {
    box: boxFields(face.box),
    detection: rounded(face.score, 4),
    person: person?.name ?? null,
    ...(decision.confirmed && { confirmed: decision.confirmed }),
    nearest: nearest?.name ?? null,
    similarity: similarity === null ? null : rounded(similarity, 4),
    runner_up: runnerUp && likenessFields(runnerUp),
    ...referenceField(nearest, face),
    ...(rival && isRival && { not: likenessFields(rival) }),
    confidence: confidence === null ? null : rounded(confidence, 4),
    quality: qualityFields(face.quality),
    ...(detail.landmarks &&
      { landmarks: face.landmarks.map(([x, y]: Point) => [rounded(x, 2), rounded(y, 2)]) }),
    ...(detail.embeddings && { embedding: toBase64(face.embedding) }),
  };
}

function referenceField(nearest: Person | null, { embedding }: Face): Pick<FaceFields, "reference"> {
  const source = nearest && nearestSource(nearest, embedding);
  return source ? { reference: source.path } : {};
}

/** A box as events tell it. */
export function boxFields({ x, y, width, height }: Box): Box {
  return { x: rounded(x, 2), y: rounded(y, 2), width: rounded(width, 2), height: rounded(height, 2) };
}

/** A face's quality as events tell it. */
export function qualityFields({ sharpness, yaw, size }: Quality): Quality {
  return { sharpness: rounded(sharpness, 1), yaw: rounded(yaw, 1), size: rounded(size, 1) };
}

function likenessFields({ person, similarity }: Likeness) {
  return { person: person.name, similarity: rounded(similarity, 4) };
}

/** Little-endian float32, whatever the computer's own order. */
function toBase64(embedding: Float32Array): string {
  const bytes = new DataView(new ArrayBuffer(4 * embedding.length));
  embedding.forEach((value, i) => bytes.setFloat32(4 * i, value, true));
  return Buffer.from(bytes.buffer).toString("base64");
}
