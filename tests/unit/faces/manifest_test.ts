import { doesNotThrow, strictEqual, throws } from "node:assert";
import { parseManifest, parseNetworks } from "../../../src/faces/manifest.ts";

const text = Deno.readTextFileSync(new URL("../../../models/manifest.json", import.meta.url));

/** The real manifest with another value at `path` (undefined: without the field), as a text. */
function broken(path: string, value: unknown): string {
  const manifest = JSON.parse(text), keys = path.slice(1).split("/"), last = keys.pop()!;
  const parent = keys.reduce((at, key) => at[key], manifest);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return JSON.stringify(manifest);
}

/** Every field of the real manifest, objects and lists too, by its path. */
function* paths(value: unknown, path = ""): Generator<string> {
  if (path) yield path;
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* paths(inner, `${path}/${key}`);
}

/** What a manifest need not have. */
const OPTIONAL = [
  "/proposals",
  "/strangers",
  ...["/detector", "/proposals", "/recognizers/0", "/recognizers/1"].flatMap((
    model,
  ) => [`${model}/source`, `${model}/bytes`]),
];

const names = (path: string) => (error: unknown) =>
  error instanceof Error && error.message.startsWith(path + ":");

Deno.test("parseManifest takes the manifest that comes with the program", () => {
  strictEqual(parseManifest(text).name, JSON.parse(text).name);
});

Deno.test("parseManifest names the field that has another type", () => {
  for (const path of paths(JSON.parse(text))) throws(() => parseManifest(broken(path, null)), names(path));
});

Deno.test("parseManifest names the field that is missing", () => {
  for (const path of paths(JSON.parse(text))) {
    // An entry that is missing from a list leaves a shorter list.
    if (/\/\d+$/.test(path) || OPTIONAL.includes(path)) continue;
    throws(() => parseManifest(broken(path, undefined)), names(path));
  }
});

const WRONG: [string, unknown][] = [
  ["/name", "a/b"],
  ["/version", 1.5],
  ["/detector/kind", "retinaface"],
  ["/detector/file", "../centerface.onnx"],
  ["/detector/file", "/etc/passwd"],
  ["/detector/file", "model.exe"],
  ["/detector/sha256", "B78B"],
  ["/detector/score_threshold", 0],
  ["/detector/passes", [1280]],
  ["/detector/passes/1", 63],
  ["/proposals/levels", []],
  ["/proposals/levels/0/anchors", []],
  ["/proposals/input/multiple_of", 0],
  ["/recognizers", []],
  ["/detector/passes", [480, 1280]],
  ["/detector/largest", 14],
  ["/detector/input/multiple_of", 30],
  ["/detector/input/mean", [1, 2]],
  ["/proposals/input/multiple_of", 24],
  ["/recognizers/0/input/colour", "grb"],
  ["/recognizers/0/input/size", 4096],
  ["/recognizers/0/input/mean", "127.5"],
  ["/recognizers/0/template", [[1, 2], [3, 4]]],
  ["/dimension", 705],
  ["/template", [[1, 2], [3, 4]]],
  ["/template/2", [1, 2, 3]],
  ["/template", [[1, 1], [1, 1], [1, 1], [1, 1], [1, 1]]],
  ["/recognizers/0/template", [[70, 50], [30, 50], [50, 70], [35, 90], [65, 90]]],
  ["/recognizers/0/input/scale", 0],
  ["/detector/input/scale", [1, 0, 1]],
  ["/detector/input/multiple_of", 320_000],
  ["/thresholds/similarity/1", [0.3, 0.2, 0.4, 0.5, 0.6]],
  ["/thresholds/similarity", [[0.3]]],
  ["/thresholds/similarity/1/2", 1.5],
  ["/thresholds/references", [1, 3, 2, 5, 10]],
  ["/thresholds/references", [1, 1, 2, 5, 10]],
  ["/thresholds/false_match_rates", [0.001, 0.01, 0.0001, 0.00001, 0.000001]],
  ["/confidence/slope", -1],
  ["/confidence/prior", 1],
  ["/confidence/most_prior", 1],
  ["/strangers/file", "../strangers.bin"],
  ["/strangers/file", "strangers.onnx"],
  ["/strangers/tail/slope", 0],
];

Deno.test("the example manifests of other kinds parse, and say that they want calibration", () => {
  const examples = new URL("../../../models/examples/", import.meta.url);
  const read = (name: string) => Deno.readTextFileSync(new URL(name, examples));
  strictEqual(parseManifest(read("yunet.json")).detector.kind, "yunet");
  strictEqual(parseNetworks(read("scrfd-arcface.json")).detector.kind, "scrfd");
  strictEqual(parseNetworks(read("yunet-sface.json")).recognizers[0].dimension, 128);
  throws(() => parseManifest(read("yunet-sface.json")), {
    message: "/thresholds: is missing; expected what `facefinder calibrate` finds out",
  });
});

Deno.test("parseManifest says what would be right", () => {
  for (
    const [path, value, expected] of [
      ["/detector/kind", "retinaface", "expected one of centerface, yunet, scrfd"],
      ["/recognizers/0/input/colour", "grb", 'expected "rgb" or "bgr"'],
      ["/detector/sha256", "x", "expected the file's SHA-256 as 64 digits 0-9 and a-f"],
      ["/detector/outputs/heatmap", undefined, "is missing; expected the name of one of the model's outputs"],
      ["/detector/passes", [480, 1280], "expected the larger side first"],
    ] as const
  ) throws(() => parseManifest(broken(path, value)), { message: `${path}: ${expected}` });
});

Deno.test("parseManifest wants a template for every recognizer", () => {
  const manifest = JSON.parse(text), { template } = manifest;
  delete manifest.template;
  manifest.recognizers[0].template = template;
  throws(() => parseManifest(JSON.stringify(manifest)), names("/template"));
  manifest.recognizers[1].template = template;
  doesNotThrow(() => parseManifest(JSON.stringify(manifest)));
});

Deno.test("parseManifest takes a manifest without what need not be there", () => {
  for (const path of OPTIONAL) doesNotThrow(() => parseManifest(broken(path, undefined)), path);
});

Deno.test("parseManifest names the field whose value makes no sense", () => {
  for (const [path, value] of WRONG) {
    throws(() => parseManifest(broken(path, value)), names(path), `${path}: ${JSON.stringify(value)}`);
  }
});

Deno.test("parseManifest refuses fields that it doesn't know, wherever they are", () => {
  for (const parent of ["", "/detector", "/detector/input", "/recognizers/0", "/thresholds", "/confidence"]) {
    throws(() => parseManifest(broken(`${parent}/extra`, 1)), names(`${parent}/extra`));
  }
});

Deno.test("parseManifest takes a pack of another size, and no text that isn't JSON", () => {
  doesNotThrow(() => parseManifest(broken("/detector/passes", [960, 320])));
  throws(() => parseManifest("no manifest"), SyntaxError);
  throws(() => parseManifest("[]"), /expected object/i);
});
