import type { FaceDecision } from "../decisions/decisions_file.ts";
import { isSameFace } from "../decisions/verdicts.ts";
import { overlap } from "../faces/boxes.ts";
import type { Face } from "../faces/face.ts";
import type { PhotoIndex } from "../index/photo_index.ts";
import { isFile } from "../system/path_kind.ts";
import { loadReferencePhotos, type ReferenceExaminer } from "./references.ts";

/** A face about which somebody has said something, as it was seen. */
export interface DecidedFace {
  decision: FaceDecision;
  face: Face;
}

/**
 * Finds the faces that decisions are about: in what is remembered of their photos, or in the photos where they still lie.
 * Those that are nowhere, or whose embedding isn't kept, are left out.
 */
export async function findDecidedFaces(
  decisions: readonly FaceDecision[],
  index: Pick<PhotoIndex, "of">,
  examiner: ReferenceExaminer,
): Promise<DecidedFace[]> {
  const found: DecidedFace[] = [];
  for (const [hash, own] of Map.groupBy(decisions, ({ hash }) => hash)) {
    const path = own.find(({ path }) => path !== undefined)?.path;
    const faces = remembered(hash, index) ?? await seen(hash, path, examiner);
    for (const decision of own) {
      const face = faces.toSorted((a, b) =>
        overlap(b.box, decision.box).union - overlap(a.box, decision.box).union
      )[0];
      if (face && isSameFace(face.box, decision.box)) found.push({ decision, face });
    }
  }
  return found;
}

/** Null where the photo, or the embedding of one of its faces, is not remembered. */
function remembered(hash: string, index: Pick<PhotoIndex, "of">): readonly Face[] | null {
  const finding = index.of(hash);
  if (finding?.kind !== "done") return null;
  const { faces } = finding.analysis;
  return faces.every(({ embedding }) => embedding.length > 0) ? faces : null;
}

async function seen(
  hash: string,
  path: string | undefined,
  examiner: ReferenceExaminer,
): Promise<readonly Face[]> {
  // A folder would be searched as a whole.
  if (path === undefined || !isFile(path)) return [];
  const { photos } = await loadReferencePhotos(path, examiner);
  return photos.find(({ examined: { file } }) => file.hash === hash)?.examined.analysis.faces ?? [];
}
