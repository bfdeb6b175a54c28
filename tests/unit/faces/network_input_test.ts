import { deepStrictEqual, strictEqual } from "node:assert";
import fc from "fast-check";
import { NetworkInput } from "../../../src/faces/network_input.ts";

const photo = { width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 255, 5, 6) };

Deno.test("a network's input gives a plane for each colour, zero right and below of the photo", () => {
  const { dims, data, type } = new NetworkInput().of(photo, { multipleOf: 3, colour: "rgb" });
  const blank = [0, 0, 0, 0, 0, 0];
  deepStrictEqual([type, [...dims]], ["float32", [1, 3, 3, 3]]);
  deepStrictEqual([...data as Float32Array], [1, 255, 0, ...blank, 2, 5, 0, ...blank, 3, 6, 0, ...blank]);
});

Deno.test("a network's input pads to the multiple, and to the least side", () => {
  const dims = (
    multipleOf: number,
    least?: number,
  ) => [...new NetworkInput().of(photo, { multipleOf, least, colour: "rgb" }).dims];
  deepStrictEqual(dims(1), [1, 3, 1, 2]);
  deepStrictEqual(dims(32), [1, 3, 32, 32]);
  deepStrictEqual(dims(32, 96), [1, 3, 96, 96]);
});

Deno.test("a network's input gives the planes in the network's order, scaled as it says; padding is black like a black pixel", () => {
  const { data } = new NetworkInput().of(photo, {
    multipleOf: 2,
    colour: "bgr",
    mean: [1, 2, 3],
    scale: [1, 2, 0.5],
  });
  deepStrictEqual([...data as Float32Array], [2, 5, -1, -1, 0, 6, -4, -4, -1, 126, -1.5, -1.5]);
  const one = new NetworkInput().of(photo, { multipleOf: 2, colour: "rgb", mean: 1, scale: 2 })
    .data as Float32Array;
  deepStrictEqual([...one], [0, 508, -2, -2, 2, 8, -2, -2, 4, 10, -2, -2]);
});

Deno.test("every pixel of a picture of any size comes to its place in each plane", () => {
  const input = new NetworkInput(), sides = fc.integer({ min: 1, max: 50 });
  fc.assert(
    fc.property(sides, sides, fc.constantFrom("rgb" as const, "bgr" as const), (width, height, colour) => {
      const bytes = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 7919) & 255);
      const { data, dims } = input.of({ width, height, data: bytes }, {
        multipleOf: 8,
        colour,
        mean: 3,
        scale: 2,
      });
      const values = data as Float32Array, [, , rows, stride] = dims;
      strictEqual(values.length, 3 * rows * stride);
      for (let i = 0; i < values.length; i++) {
        const plane = Math.floor(i / rows / stride), y = Math.floor(i / stride) % rows, x = i % stride;
        const byte = x < width && y < height
          ? bytes[3 * (y * width + x) + (colour === "rgb" ? plane : 2 - plane)]
          : 0;
        strictEqual(values[i], 2 * (byte - 3));
      }
    }),
  );
});
