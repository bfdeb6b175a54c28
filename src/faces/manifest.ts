import { type Static, type TSchema, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";

const Strict = <P extends Record<string, TSchema>>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });
const Rate = Type.Number({ exclusiveMinimum: 0, maximum: 1 });
/** Has log-odds. */
const Share = Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 });

const Source = Strict({
  registry: Type.String(),
  package: Type.String(),
  version: Type.String(),
  path: Type.String(),
});

/** What every model file of a pack states about itself. */
const modelFile = {
  /** Beside the manifest; no folders, so that a pack cannot reach outside of its own. */
  file: Type.String({ pattern: "^[A-Za-z0-9._-]+\\.onnx$" }),
  sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }),
  bytes: Type.Integer({ minimum: 1 }),
  source: Source,
  licence: Type.String(),
};

const Detector = Strict({
  ...modelFile,
  kind: Type.Literal("centerface"),
  input: Strict({
    name: Type.String(),
    colour: Type.Literal("rgb"),
    multiple_of: Type.Integer({ minimum: 1 }),
  }),
  outputs: Strict({
    heatmap: Type.String(),
    size: Type.String(),
    offset: Type.String(),
    landmarks: Type.String(),
  }),
  stride: Type.Integer({ minimum: 1 }),
  score_threshold: Rate,
  nms_threshold: Rate,
  /** Long sides in pixels that a photo is searched at: the closest look, the overview. */
  passes: Type.Tuple([Type.Integer({ minimum: 64 }), Type.Integer({ minimum: 64 })]),
  /** Face widths, in pixels of a pass, between which that pass is trusted. */
  smallest: Type.Number({ minimum: 1 }),
  largest: Type.Number({ minimum: 1 }),
});

/** A cheap network that says where small faces may be; takes RGB 0..255. */
const Proposals = Strict({
  ...modelFile,
  input: Strict({ name: Type.String(), multiple_of: Type.Integer({ minimum: 1 }) }),
  levels: Type.Array(
    Strict({
      output: Type.String(),
      stride: Type.Integer({ minimum: 1 }),
      anchors: Type.Array(Type.Number({ minimum: 1 }), { minItems: 1 }),
    }),
    { minItems: 1 },
  ),
  /** Scale of the network's numbers for centres and for sizes. */
  variances: Type.Tuple([Type.Number(), Type.Number()]),
  score_threshold: Rate,
  nms_threshold: Rate,
});

const Recognizer = Strict({
  ...modelFile,
  input: Strict({
    name: Type.String(),
    size: Type.Integer({ minimum: 16 }),
    colour: Type.Literal("rgb"),
    mean: Type.Number(),
    scale: Type.Number(),
  }),
  output: Type.String(),
  dimension: Type.Integer({ minimum: 1 }),
});

const Thresholds = Strict({
  /** How they were found. */
  basis: Type.String(),
  /** Numbers of reference photos, ascending: the rows of `similarity`. */
  references: Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1 }),
  /** False matches a photo and person sought, descending: the columns of `similarity`. */
  false_match_rates: Type.Array(Rate, { minItems: 2 }),
  similarity: Type.Array(Type.Array(Type.Number({ minimum: -1, maximum: 1 }))),
});

const Confidence = Strict({
  basis: Type.String(),
  /** Log-odds of a true match, of one person sought: `intercept + slope * (similarity - threshold at this rate)`. */
  false_match_rate: Rate,
  intercept: Type.Number(),
  slope: Type.Number(),
  /** Share of photos that show a given person, and that show anyone sought, that the odds assume. */
  prior: Share,
  most_prior: Share,
});

/** How strangers' embeddings are spread (see matching/strangers.ts), for `known`. */
const StrangersFile = Strict({
  /** How it was made. */
  basis: Type.String(),
  /** Beside the manifest, as the models are. */
  file: Type.String({ pattern: "^[A-Za-z0-9._-]+\\.bin$" }),
  sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }),
  bytes: Type.Integer({ minimum: 1 }),
  tail: Strict({ intercept: Type.Number(), slope: Type.Number({ exclusiveMinimum: 0 }) }),
});

/** `manifest.json` of a model pack. */
export const Manifest = Strict({
  name: Type.String({ pattern: "^[A-Za-z0-9._-]+$" }),
  version: Type.Integer({ minimum: 1 }),
  description: Type.String(),
  licence_notes: Type.String(),
  detector: Detector,
  recognizers: Type.Array(Recognizer, { minItems: 1 }),
  /** Numbers in a joined embedding: the sum over the recognizers. */
  dimension: Type.Integer({ minimum: 1 }),
  /** Where the five landmarks of an upright face lie in a recognizer's input. */
  template: Type.Array(Type.Tuple([Type.Number(), Type.Number()]), { minItems: 5, maxItems: 5 }),
  proposals: Proposals,
  thresholds: Thresholds,
  confidence: Confidence,
  strangers: Type.Optional(StrangersFile),
});
export type Manifest = Static<typeof Manifest>;
export type ThresholdTable = Static<typeof Thresholds>;
export type DetectorSettings = Static<typeof Detector>;
export type ProposalSettings = Static<typeof Proposals>;
export type RecognizerSettings = Static<typeof Recognizer>;

/** Reads a manifest's text. Throws an Error that names the first field that is wrong, and how. */
export function parseManifest(text: string): Manifest {
  const value: unknown = JSON.parse(text);
  if (!Value.Check(Manifest, value)) {
    const first = Value.Errors(Manifest, value).First();
    throw new Error(`${first?.path || "/"}: ${first?.message}`);
  }
  const { references, false_match_rates, similarity } = value.thresholds;
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
  if (value.recognizers.reduce((sum, r) => sum + r.dimension, 0) !== value.dimension) {
    throw new Error("/dimension: expected the sum of the recognizers' dimensions");
  }
  return value;
}

function ascends(numbers: readonly number[]): boolean {
  return numbers.every((number, i) => i === 0 || number > numbers[i - 1]);
}
