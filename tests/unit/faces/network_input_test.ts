import { deepStrictEqual } from "node:assert";
import { pixelTensor } from "../../../src/faces/network_input.ts";

const photo = { width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 255, 5, 6) };

Deno.test("pixelTensor gives a plane for each colour, zero right and below of the photo", () => {
  const { dims, data, type } = pixelTensor(photo, { multipleOf: 3, colour: "rgb" });
  const blank = [0, 0, 0, 0, 0, 0];
  deepStrictEqual([type, [...dims]], ["float32", [1, 3, 3, 3]]);
  deepStrictEqual([...data as Float32Array], [1, 255, 0, ...blank, 2, 5, 0, ...blank, 3, 6, 0, ...blank]);
});

Deno.test("pixelTensor pads to the multiple, and to the least side", () => {
  const dims = (
    multipleOf: number,
    least?: number,
  ) => [...pixelTensor(photo, { multipleOf, least, colour: "rgb" }).dims];
  deepStrictEqual(dims(1), [1, 3, 1, 2]);
  deepStrictEqual(dims(32), [1, 3, 32, 32]);
  deepStrictEqual(dims(32, 96), [1, 3, 96, 96]);
});

Deno.test("pixelTensor gives the planes in the network's order, scaled as it says; padding is black like a black pixel", () => {
  const { data } = pixelTensor(photo, { multipleOf: 2, colour: "bgr", mean: [1, 2, 3], scale: [1, 2, 0.5] });
  deepStrictEqual([...data as Float32Array], [2, 5, -1, -1, 0, 6, -4, -4, -1, 126, -1.5, -1.5]);
  const one = pixelTensor(photo, { multipleOf: 2, colour: "rgb", mean: 1, scale: 2 }).data as Float32Array;
  deepStrictEqual([...one], [0, 508, -2, -2, 2, 8, -2, -2, 4, 10, -2, -2]);
});
