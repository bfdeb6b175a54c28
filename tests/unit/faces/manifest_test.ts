import { doesNotThrow, strictEqual, throws } from "node:assert";
import { parseManifest } from "../../../src/faces/manifest.ts";

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
    // An entry that is missing from a list leaves a shorter list; not every pack has a model of strangers.
    if (/\/\d+$|^\/strangers$/.test(path)) continue;
    throws(() => parseManifest(broken(path, undefined)), names(path));
  }
});

const WRONG: [string, unknown][] = [
  ["/name", "a/b"],
  ["/version", 1.5],
  ["/detector/kind", "yunet"],
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
  ["/recognizers/0/input/colour", "bgr"],
  ["/dimension", 705],
  ["/template", [[1, 2], [3, 4]]],
  ["/template/2", [1, 2, 3]],
  ["/thresholds/similarity", [[0.3]]],
  ["/thresholds/similarity/1/2", 1.5],
  ["/thresholds/references", [1, 3, 2, 5, 10]],
  ["/thresholds/references", [1, 1, 2, 5, 10]],
  ["/thresholds/false_match_rates", [0.001, 0.01, 0.0001, 0.00001, 0.000001]],
  ["/confidence/prior", 1],
  ["/confidence/most_prior", 1],
  ["/strangers/file", "../strangers.bin"],
  ["/strangers/file", "strangers.onnx"],
  ["/strangers/tail/slope", 0],
];

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

Deno.test("parseManifest takes a pack without a model of strangers", () => {
  strictEqual(parseManifest(broken("/strangers", undefined)).strangers, undefined);
});

Deno.test("parseManifest takes a pack of another size, and no text that isn't JSON", () => {
  doesNotThrow(() => parseManifest(broken("/detector/passes", [960, 320])));
  throws(() => parseManifest("no manifest"), SyntaxError);
  throws(() => parseManifest("[]"), /expected object/i);
});
