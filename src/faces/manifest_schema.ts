import { type Static, type TProperties, type TSchema, Type } from "@sinclair/typebox";

/*
 * A field's `description` says what is right, after "expected": it is printed where something else stands there.
 */

const Strict = <P extends TProperties>(properties: P, description?: string) =>
  Type.Object(properties, { additionalProperties: false, ...(description && { description }) });
const Rate = Type.Number({ exclusiveMinimum: 0, maximum: 1 });
/** Has log-odds. */
const Share = Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 });

const Source = Strict({
  registry: Type.String(),
  package: Type.String(),
  version: Type.String(),
  path: Type.String(),
});

const fileBeside = (extension: string) =>
  Type.String({
    pattern: `^[A-Za-z0-9._-]+\\.${extension}$`,
    description:
      `the name of an .${extension} file beside the manifest, of letters, digits, ".", "_" and "-"`,
  });
const Sha256 = Type.String({
  pattern: "^[0-9a-f]{64}$",
  description: "the file's SHA-256 as 64 digits 0-9 and a-f",
});

/** What every model file of a pack states about itself. */
const modelFile = {
  file: fileBeside("onnx"),
  sha256: Sha256,
  bytes: Type.Optional(Type.Integer({ minimum: 1 })),
  source: Type.Optional(Source),
  licence: Type.String(),
};

const perPlane = (what: string) =>
  Type.Union([Type.Number(), Type.Tuple([Type.Number(), Type.Number(), Type.Number()])], {
    description: `a number, or a list of three: ${what} of each colour plane in the order of "colour"`,
  });
const Mean = perPlane("what is subtracted from the values 0 to 255");
const Scale = perPlane("the factor after that");
const Colour = Type.Union([Type.Literal("rgb"), Type.Literal("bgr")], {
  description: '"rgb" or "bgr"',
});
const Template = Type.Array(Type.Tuple([Type.Number(), Type.Number()]), {
  minItems: 5,
  maxItems: 5,
  description:
    "five points [x, y]: left eye, right eye, nose tip, left and right corner of the mouth, as seen in the picture",
});
const Stride = Type.Integer({ minimum: 1 });
/** What an input's sides are rounded up to: twice as much of it is tried out. */
const MultipleOf = Type.Integer({
  minimum: 1,
  maximum: 1024,
  description: "a whole number from 1 to 1024",
});
const Output = Type.String({ description: "the name of one of the model's outputs" });

/** What all kinds of detectors have. */
const detector = {
  ...modelFile,
  input: Strict({
    name: Type.String(),
    colour: Colour,
    mean: Type.Optional(Mean),
    scale: Type.Optional(Scale),
    multiple_of: MultipleOf,
  }),
  score_threshold: Rate,
  nms_threshold: Rate,
  /** Long sides in pixels that a photo is searched at: the closest look, the overview. */
  passes: Type.Tuple([Type.Integer({ minimum: 64 }), Type.Integer({ minimum: 64 })]),
  /** Face widths, in pixels of a pass, between which that pass is trusted. */
  smallest: Type.Number({ minimum: 1 }),
  largest: Type.Number({ minimum: 1 }),
};

const CenterFace = Strict({
  ...detector,
  kind: Type.Literal("centerface"),
  outputs: Strict({ heatmap: Output, size: Output, offset: Output, landmarks: Output }),
  stride: Stride,
});

const YuNet = Strict({
  ...detector,
  kind: Type.Literal("yunet"),
  levels: Type.Array(
    Strict({ stride: Stride, class: Output, object: Output, box: Output, landmarks: Output }),
    { minItems: 1 },
  ),
});

const Scrfd = Strict({
  ...detector,
  kind: Type.Literal("scrfd"),
  /** Guesses in each cell. */
  anchors: Type.Integer({ minimum: 1 }),
  levels: Type.Array(Strict({ stride: Stride, score: Output, box: Output, landmarks: Output }), {
    minItems: 1,
  }),
});

const DETECTORS = { centerface: CenterFace, yunet: YuNet, scrfd: Scrfd };

/** A cheap network that says where small faces may be; takes RGB 0..255. */
const Proposals = Strict({
  ...modelFile,
  input: Strict({ name: Type.String(), multiple_of: MultipleOf }),
  levels: Type.Array(
    Strict({
      output: Output,
      stride: Stride,
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
    size: Type.Integer({ minimum: 16, maximum: 1024 }),
    colour: Colour,
    mean: Mean,
    scale: Scale,
  }),
  output: Output,
  dimension: Type.Integer({ minimum: 1, maximum: 8192 }),
  /** Its own, where it differs from the pack's. */
  template: Type.Optional(Template),
});

/** How strangers' embeddings are spread (see matching/strangers/strangers.ts), for `known`. */
const StrangersFile = Strict({
  /** How it was made. */
  basis: Type.String(),
  file: fileBeside("bin"),
  sha256: Sha256,
  bytes: Type.Integer({ minimum: 1 }),
  tail: Strict({ intercept: Type.Number(), slope: Type.Number({ exclusiveMinimum: 0 }) }),
});

const FITTED = "what `facefinder calibrate` finds out";

const Thresholds = Strict({
  /** How they were found. */
  basis: Type.String(),
  /** Numbers of reference photos, ascending: the rows of `similarity`. */
  references: Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1 }),
  /** False matches a photo and person sought, descending: the columns of `similarity`. */
  false_match_rates: Type.Array(Rate, { minItems: 2 }),
  similarity: Type.Array(Type.Array(Type.Number({ minimum: -1, maximum: 1 }))),
}, FITTED);

const Confidence = Strict({
  basis: Type.String(),
  /** Log-odds of a true match, of one person sought: `intercept + slope * (similarity - threshold at this rate)`. */
  false_match_rate: Rate,
  intercept: Type.Number(),
  slope: Type.Number({ exclusiveMinimum: 0 }),
  /** Share of photos that show a given person, and that show anyone sought, that the odds assume. */
  prior: Share,
  most_prior: Share,
}, FITTED);

const Common = Strict({
  name: Type.String({ pattern: "^[A-Za-z0-9._-]+$" }),
  version: Type.Integer({ minimum: 1 }),
  description: Type.String(),
  licence_notes: Type.String(),
  recognizers: Type.Array(Recognizer, { minItems: 1 }),
  /** Numbers in a joined embedding: the sum over the recognizers. */
  dimension: Type.Integer({ minimum: 1 }),
  /** Where the five landmarks of an upright face lie in the input of a recognizer without a template of its own. */
  template: Type.Optional(Template),
  proposals: Type.Optional(Proposals),
  strangers: Type.Optional(StrangersFile),
});

/** How faces are judged. */
const Judged = Strict({ thresholds: Thresholds, confidence: Confidence });

/** A pack's networks, with or without how their faces are judged: `manifest.json` before calibration and after. */
export function manifestSchema(kind: DetectorKind, judged: boolean): TSchema {
  return Strict({
    ...Common.properties,
    detector: DETECTORS[kind],
    ...(judged ? Judged.properties : {
      thresholds: Type.Optional(Thresholds),
      confidence: Type.Optional(Confidence),
    }),
  });
}

/** The kinds of detectors, by what their outputs mean. */
export type DetectorKind = keyof typeof DETECTORS;
export const DETECTOR_KINDS = Object.keys(DETECTORS) as DetectorKind[];
export type DetectorSettings = { [K in DetectorKind]: Static<(typeof DETECTORS)[K]> }[DetectorKind];
export type ProposalSettings = Static<typeof Proposals>;
export type RecognizerSettings = Static<typeof Recognizer>;
/** `manifest.json` of a model pack, without how faces are judged. */
export type Networks = Static<typeof Common> & { detector: DetectorSettings };
/** How the faces of a pack are judged. */
export type Judgement = Static<typeof Judged>;
export type ThresholdTable = Judgement["thresholds"];
