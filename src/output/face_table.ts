import type { EventOf, Unsent } from "./events.ts";
import type { Column, Value } from "./parquet.ts";

/** The columns of the table of faces: what `faces --embeddings` tells of each, a row a face. */
export const FACE_COLUMNS: readonly Column[] = [
  column("path", "text"),
  column("root", "text"),
  column("hash", "text"),
  column("size", "integer"),
  column("modified", "time", true),
  column("width", "integer"),
  column("height", "integer"),
  column("face", "integer"),
  column("x", "number"),
  column("y", "number"),
  column("box_width", "number"),
  column("box_height", "number"),
  column("detection", "number"),
  column("sharpness", "number"),
  column("yaw", "number"),
  column("person", "text", true),
  column("embedding", "floats", true),
  column("processing", "text"),
];

function column(name: string, kind: Column["kind"], nullable = false): Column {
  return { name, kind, nullable };
}

/** Where a photo was found, and by what its faces were. */
export interface FaceOrigin {
  root: string;
  /** Names models and processing. */
  processing: string;
  /** The faces' embeddings, by their positions; those that were not kept are empty. */
  embeddings: readonly Float32Array[];
}

/** The rows of a photo's faces, as its event tells them. */
export function faceRows(
  photo: Unsent<EventOf<"match"> | EventOf<"photo">>,
  { root, processing, embeddings }: FaceOrigin,
): Value[][] {
  const { path, hash, size, modified, width, height } = photo;
  return photo.faces.map(({ box, detection, quality, person }, face) => [
    path,
    root,
    hash,
    size,
    modified === null ? null : new Date(modified),
    width,
    height,
    face,
    box.x,
    box.y,
    box.width,
    box.height,
    detection,
    quality.sharpness,
    quality.yaw,
    person,
    embeddings[face].length > 0 ? embeddings[face] : null,
    processing,
  ]);
}
