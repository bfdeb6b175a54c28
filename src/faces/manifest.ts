import { Value, type ValueError, ValueErrorType } from "@sinclair/typebox/value";
import {
  DETECTOR_KINDS,
  type DetectorKind,
  type Judgement,
  manifestSchema,
  type Networks,
  type RecognizerSettings,
} from "./manifest_schema.ts";

export type {
  DetectorSettings,
  Judgement,
  Networks,
  ProposalSettings,
  RecognizerSettings,
  ThresholdTable,
} from "./manifest_schema.ts";

/** `manifest.json` of a model pack. */
export type Manifest = Networks & Judgement;

/** Reads a manifest's text. Throws an Error that names the first field that is wrong, and what would be right. */
export function parseManifest(text: string): Manifest {
  const value = parsed(text, true) as Manifest;
  checkThresholds(value.thresholds);
  return value;
}

/** The same of a manifest that may still lack thresholds and confidence. */
export function parseNetworks(text: string): Networks {
  return parsed(text, false);
}

function parsed(text: string, judged: boolean): Networks {
  const value: unknown = JSON.parse(text), schema = manifestSchema(kindOf(value), judged);
  if (!Value.Check(schema, value)) {
    const first = Value.Errors(schema, value).First();
    throw new Error(first ? complaint(first) : "/: not a manifest");
  }
  const networks = value as Networks;
  checkNetworks(networks);
  return networks;
}

/** Which kind's fields are expected. Of what isn't even an object the schema complains. */
function kindOf(value: unknown): DetectorKind {
  const detector = at(value, "detector"), kind = at(detector, "kind");
  if (typeof detector !== "object" || detector === null) return DETECTOR_KINDS[0];
  const known = DETECTOR_KINDS.find((name) => name === kind);
  if (!known) throw new Error(`/detector/kind: expected one of ${DETECTOR_KINDS.join(", ")}`);
  return known;
}

function at(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([k]) => k === key)?.[1]
    : undefined;
}

function complaint({ path, message, schema, type }: ValueError): string {
  const { description } = schema, where = path || "/";
  if (type === ValueErrorType.ObjectRequiredProperty) {
    return `${where}: is missing${description ? `; expected ${description}` : ""}`;
  }
  return `${where}: ${description ? `expected ${description}` : message}`;
}

/** What a schema cannot say. */
function checkNetworks({ detector, proposals, ...rest }: Networks) {
  const strides = detector.kind === "centerface"
    ? [detector.stride]
    : detector.levels.map(({ stride }) => stride);
  checkMultiple("/detector", detector.input.multiple_of, strides);
  if (detector.passes[0] < detector.passes[1]) {
    throw new Error("/detector/passes: expected the larger side first");
  }
  if (detector.smallest >= detector.largest) {
    throw new Error("/detector/largest: expected a number above that of smallest");
  }
  checkScale("/detector", detector.input.scale ?? 1);
  if (proposals) {
    checkMultiple("/proposals", proposals.input.multiple_of, proposals.levels.map(({ stride }) => stride));
  }
  checkRecognizers(rest);
}

function checkRecognizers(
  { recognizers, dimension, template }: Pick<Networks, "recognizers" | "dimension" | "template">,
) {
  if (recognizers.reduce((sum, r) => sum + r.dimension, 0) !== dimension) {
    throw new Error("/dimension: expected the sum of the recognizers' dimensions");
  }
  if (!template && !recognizers.every((r) => r.template)) {
    throw new Error("/template: is missing; not every one of the recognizers has one of its own");
  }
  if (template) checkTemplate("/template", template);
  recognizers.forEach(({ input, template }, i) => {
    checkScale(`/recognizers/${i}`, input.scale);
    if (template) checkTemplate(`/recognizers/${i}/template`, template);
  });
}

/** All pictures would look the same: then every face is everybody's. */
function checkScale(path: string, scale: RecognizerSettings["input"]["scale"]) {
  if ([scale].flat().includes(0)) throw new Error(`${path}/input/scale: expected numbers other than 0`);
}

/** Points on one another cut the same spot out of every face; swapped ones turn it upside down. */
function checkTemplate(path: string, points: NonNullable<Networks["template"]>) {
  const [leftEye, rightEye, , leftCorner, rightCorner] = points;
  const lowestEye = Math.max(leftEye[1], rightEye[1]),
    highestCorner = Math.min(leftCorner[1], rightCorner[1]);
  if (leftEye[0] < rightEye[0] && leftCorner[0] < rightCorner[0] && lowestEye < highestCorner) return;
  throw new Error(
    `${path}: expected the left eye and corner left of the right ones, and the eyes above the mouth`,
  );
}

function checkMultiple(path: string, multiple: number, strides: readonly number[]) {
  if (strides.every((stride) => multiple % stride === 0)) return;
  throw new Error(`${path}/input/multiple_of: expected a multiple of the strides (${strides.join(", ")})`);
}

function checkThresholds({ references, false_match_rates, similarity }: Judgement["thresholds"]) {
  // Two alike can give a threshold that is no number, which every face reaches; out of order they give a wrong one.
  if (!ascends(references)) throw new Error("/thresholds/references: expected ascending numbers");
  if (!ascends(false_match_rates.toReversed())) {
    throw new Error("/thresholds/false_match_rates: expected descending numbers");
  }
  if (
    similarity.length !== references.length ||
    similarity.some((row) => row.length !== false_match_rates.length)
  ) {
    throw new Error(
      "/thresholds/similarity: expected a row for each of references, a number for each of false_match_rates",
    );
  }
  checkRows(similarity);
}

/** A rarer false match must not be easier to reach. */
function checkRows(rows: Judgement["thresholds"]["similarity"]) {
  rows.forEach((row, i) => {
    if (row.every((value, column) => column === 0 || value >= row[column - 1])) return;
    throw new Error(`/thresholds/similarity/${i}: expected numbers of which none is below the one before it`);
  });
}

function ascends(numbers: readonly number[]): boolean {
  return numbers.every((number, i) => i === 0 || number > numbers[i - 1]);
}
