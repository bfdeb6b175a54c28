import { deepStrictEqual, strictEqual } from "node:assert";
import { FaceNetwork } from "../../../src/faces/face_network.ts";
import { parseNetworks } from "../../../src/faces/manifest.ts";
import { floatTensor, type InferenceRuntime, type Tensors } from "../../../src/inference/session.ts";

const examples = new URL("../../../models/examples/", import.meta.url);
const photo = {
  width: 50,
  height: 40,
  data: Uint8Array.from({ length: 50 * 40 * 3 }, (_, i) => i % 3 ? 0 : 255),
};

/** Values of a plane of the network's input. */
const PLANE = 64 * 64;

/** A runtime whose one model sees a face at the first cell of stride 16, and keeps what it was given. */
function oneFace(
  outputs: Record<string, (cells: (stride: number) => number) => Float32Array>,
  input: string,
) {
  const seen: Tensors[] = [];
  const runtime: InferenceRuntime = {
    sideStep: 1,
    load: () => ({
      takesBatches: false,
      inputs: [input],
      outputs: Object.keys(outputs),
      release() {},
      run(given) {
        seen.push(given);
        const [, , height, width] = given[input].dims,
          cells = (stride: number) => width * height / stride ** 2;
        const values = Object.entries(outputs).map(([name, make]) => {
          const data = make(cells);
          return [name, floatTensor(data, [1, data.length])] as const;
        });
        return Promise.resolve(Object.fromEntries(values));
      },
    }),
  };
  return { runtime, seen };
}

const nothing = (each: number, stride: number) => (cells: (stride: number) => number) =>
  new Float32Array(each * cells(stride));
const first = (values: number[], each: number, stride: number) => (cells: (stride: number) => number) => {
  const all = new Float32Array(each * cells(stride));
  all.set(values);
  return all;
};

/** The example's network over a runtime that sees `face` at stride 16. */
function networkOf(example: string, each: number, face: Record<string, number[]>) {
  const manifest = parseNetworks(Deno.readTextFileSync(new URL(example, examples)));
  const { detector } = manifest;
  if (detector.kind === "centerface") throw new Error("has no levels");
  const sizes: Record<string, number> = { class: 1, object: 1, score: 1, box: 4, landmarks: 10 };
  const outputs = Object.fromEntries(
    detector.levels.flatMap(({ stride, ...names }) =>
      Object.entries(names).map(([what, name]) => {
        const count = each * sizes[what];
        return [name, stride === 16 ? first(face[what], count, stride) : nothing(count, stride)] as const;
      })
    ),
  );
  const { runtime, seen } = oneFace(outputs, detector.input.name);
  return {
    network: new FaceNetwork({ manifest, models: new Map([[detector.file, new Uint8Array()]]) }, runtime),
    seen,
  };
}

const POINTS = [0.1, 0.2, 0.3, 0.2, 0.2, 0.3, 0.1, 0.4, 0.3, 0.4];

Deno.test("a YuNet pack gives its network blue first and unscaled, and reads its outputs by name", async () => {
  const { network, seen } = networkOf("yunet.json", 1, {
    class: [1],
    object: [1],
    box: [1.5, 1.5, Math.log(2), Math.log(2)],
    landmarks: POINTS,
  });
  const [face, ...others] = await network.find(photo, 0.5);
  strictEqual(others.length, 0);
  deepStrictEqual(Object.values(face.box).map(Math.round), [8, 8, 32, 32]);
  deepStrictEqual(face.landmarks[1].map(Math.round), [5, 3]);
  const { dims, data } = seen[0]["input"];
  deepStrictEqual([[...dims], data[0], data[2 * PLANE], data[2 * PLANE + 50]], [[1, 3, 64, 64], 0, 255, 0]);
});

Deno.test("an SCRFD pack gives its network scaled colours, black as black, and reads its outputs by name", async () => {
  const { network, seen } = networkOf("scrfd-arcface.json", 2, {
    score: [0.25, 0.75],
    box: [0, 0, 0, 0, 0.5, 0.5, 2, 3],
    landmarks: [...Array(10).fill(0), ...POINTS],
  });
  const [face, ...others] = await network.find(photo, 0.5);
  deepStrictEqual([others.length, face.score], [0, 0.75]);
  deepStrictEqual(Object.values(face.box), [-8, -8, 40, 56]);
  deepStrictEqual(face.landmarks[4].map((value) => Math.round(10 * value)), [48, 64]);
  const { data } = seen[0]["input.1"];
  const white = 127.5 / 128;
  deepStrictEqual([data[0], data[50], data[2 * PLANE]], [white, -white, -white]);
});

Deno.test("tryOut runs the network once, wider than high so that the two aren't mixed up", async () => {
  const { network, seen } = networkOf("yunet.json", 1, { class: [0], object: [0], box: [0], landmarks: [0] });
  await network.tryOut();
  deepStrictEqual(seen.map(({ input }) => [...input.dims]), [[1, 3, 32, 64]]);
});
