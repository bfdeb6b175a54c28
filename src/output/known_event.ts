import type { Outlook } from "../matching/outlook.ts";
import { advised, type JudgedReference } from "../matching/references/reference.ts";
import type { Strictness } from "../matching/threshold.ts";
import type { EventOf, Unsent } from "./events.ts";
import { boxFields, qualityFields } from "./photo_event.ts";

/** The `reference` event of a judged photo of `person`. */
export function referenceEvent(
  person: string,
  { photo, face, used, findings }: JudgedReference,
): Unsent<EventOf<"reference">> {
  return {
    type: "reference",
    path: photo.path,
    person,
    used,
    faces: photo.faces.length,
    box: face && boxFields(face.box),
    quality: face && qualityFields(face.quality),
    findings: findings.map((finding) => ({ code: finding.code, message: advised(finding) })),
  };
}

/** The `person` event of somebody with these references. */
export function personEvent(
  { name, thresholds, expectedFalse, lookAlikes, warnings }: Outlook,
  references: readonly JudgedReference[],
): Unsent<EventOf<"person">> {
  return {
    type: "person",
    person: name,
    photos: references.length,
    references: references.filter(({ used }) => used).length,
    thresholds: thresholds && each(thresholds, (similarity) => Math.round(similarity * 1e4) / 1e4),
    expected_false: expectedFalse && each(expectedFalse, (share) => Number((1000 * share).toPrecision(2))),
    confusable_with: lookAlikes.map(({ really, similarity }) => ({
      person: really,
      similarity: Math.round(similarity * 1e4) / 1e4,
    })),
    warnings,
  };
}

function each(values: Record<Strictness, number>, shown: (value: number) => number) {
  const { loose, normal, strict } = values;
  return { loose: shown(loose), normal: shown(normal), strict: shown(strict) };
}
