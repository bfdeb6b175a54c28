import { match, notStrictEqual, strictEqual } from "node:assert";
import { parseManifest } from "../../../src/faces/manifest.ts";
import { processingId } from "../../../src/faces/processing.ts";

const text = Deno.readTextFileSync(new URL("../../../models/manifest.json", import.meta.url));
const manifest = parseManifest(text);
const id = processingId(manifest);

Deno.test("the processing id is the same for the same models", () => {
  match(id, /^[0-9a-f]{64}$/);
  strictEqual(processingId(parseManifest(text)), id);
});

Deno.test("the processing id is another one when a model is", () => {
  const { detector, proposals, recognizers } = manifest, sha256 = "0".repeat(64);
  notStrictEqual(processingId({ ...manifest, detector: { ...detector, sha256 } }), id);
  notStrictEqual(processingId({ ...manifest, proposals: { ...proposals!, sha256 } }), id);
  for (const i of recognizers.keys()) {
    const other = recognizers.with(i, { ...recognizers[i], sha256 });
    notStrictEqual(processingId({ ...manifest, recognizers: other }), id);
  }
});

Deno.test("the processing id is another one when faces are found or aligned in another way", () => {
  const detector = { ...manifest.detector, score_threshold: 0.123 };
  notStrictEqual(processingId({ ...manifest, detector }), id);
  const [[x, y], ...others] = manifest.template!;
  notStrictEqual(
    processingId({ ...manifest, template: [[x + 1, y], ...others] as typeof manifest.template }),
    id,
  );
});

Deno.test("the processing id stays when thresholds change", () => {
  const other = { ...manifest, thresholds: { ...manifest.thresholds, similarity: [] } };
  strictEqual(processingId(other), id);
});
