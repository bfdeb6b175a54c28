import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { readPack } from "../../../src/faces/pack.ts";
import { Recognizer } from "../../../src/faces/recognizer.ts";
import { cosine } from "../../../src/matching/person.ts";
import { nativeRuntime } from "../native_runtime.ts";
import { Random } from "../../random.ts";

const pack = readPack(new URL("../../../models/", import.meta.url));
const runtime = nativeRuntime();
const random = new Random(5), size = 112;
const chip = Float32Array.from({ length: 3 * size * size }, () => random.below(256));

Deno.test("networks that want the same chip share one", () => {
  deepStrictEqual(new Recognizer(pack, runtime).chips, [{ size, template: pack.manifest.template }]);
});

Deno.test("a network with a template of its own gets a chip of its own, and the same embedding of the same pixels", async () => {
  const shared = new Recognizer(pack, runtime), [first, second] = pack.manifest.recognizers;
  const template = pack.manifest.template!.map(([x, y]): [number, number] => [x + 1, y]);
  const manifest = { ...pack.manifest, recognizers: [first, { ...second, template }] };
  const apart = new Recognizer({ ...pack, manifest }, runtime);
  deepStrictEqual(apart.chips.map((shape) => shape.template), [pack.manifest.template, template]);
  deepStrictEqual(await apart.embed([chip, chip]), await shared.embed([chip]));
  const other = await apart.embed([chip, chip.map((value) => 255 - value)]), { dimension } = first;
  deepStrictEqual(other.subarray(0, dimension), (await shared.embed([chip])).subarray(0, dimension));
  ok(cosine(other, await shared.embed([chip])) < 0.99);
});

Deno.test("embed gives a unit vector in which each network weighs the same", async () => {
  const embedding = await new Recognizer(pack, runtime).embed([chip]);
  strictEqual(embedding.length, pack.manifest.dimension);
  let at = 0;
  for (const { dimension } of pack.manifest.recognizers) {
    ok(Math.abs(Math.hypot(...embedding.subarray(at, at += dimension)) - Math.SQRT1_2) < 1e-5);
  }
});

Deno.test("a network that wants blue first sees red and blue exchanged", async () => {
  const recognizers = pack.manifest.recognizers.map((settings) => ({
    ...settings,
    input: { ...settings.input, colour: "bgr" as const },
  }));
  const exchanged = chip.map((_, i) => chip[i - i % 3 + 2 - i % 3]);
  deepStrictEqual(
    await new Recognizer({ ...pack, manifest: { ...pack.manifest, recognizers } }, runtime).embed([
      exchanged,
    ]),
    await new Recognizer(pack, runtime).embed([chip]),
  );
});

Deno.test("a network whose output is no number gives no embedding", async () => {
  // As a manifest with absurd numbers makes it: beyond what 32 bits hold.
  const recognizers = pack.manifest.recognizers.map((settings) => ({
    ...settings,
    input: { ...settings.input, mean: 1e300 },
  }));
  const recognizer = new Recognizer({ ...pack, manifest: { ...pack.manifest, recognizers } }, runtime);
  await rejects(recognizer.embed([chip]), /mobilefacenet192\.onnx: output "output" holds what is no finite/);
});
