import { deepStrictEqual, ok } from "node:assert";
import fc from "fast-check";
import { framing } from "../../../../src/gallery/page/framing.ts";

Deno.test("a photo of the window's shape is not moved, and its face is where it is", () => {
  const { position, face } = framing({ width: 400, height: 300 }, { x: 100, y: 75, width: 40, height: 30 }, {
    width: 4,
    height: 3,
  });
  deepStrictEqual([position, face], [{ x: 50, y: 50 }, { x: 25, y: 25, width: 10, height: 10 }]);
});

Deno.test("a tall photo is moved so that the face is in the middle, but not beyond its edge", () => {
  const photo = { width: 100, height: 300 }, window = { width: 1, height: 1 };
  const faceAt = (y: number) => framing(photo, { x: 40, y, width: 20, height: 20 }, window);
  deepStrictEqual([0, 140, 280].map((y) => faceAt(y).position.y), [0, 50, 100]);
  deepStrictEqual([0, 140, 280].map((y) => Math.round(faceAt(y).face.y)), [0, 40, 80]);
});

Deno.test("a face that fits into the window is wholly in it", () => {
  const side = fc.integer({ min: 20, max: 5000 }), part = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(fc.property(side, side, part, part, part, (width, height, x, y, size) => {
    const window = { width: 4, height: 3 }, scale = Math.max(4 / width, 3 / height);
    const length = size * Math.min(4, 3) / scale;
    const box = { x: x * (width - length), y: y * (height - length), width: length, height: length };
    fc.pre(box.x >= 0 && box.y >= 0);
    const { position, face } = framing({ width, height }, box, window);
    const most = 100 + 1e-6;
    ok(position.x >= 0 && position.x <= most && position.y >= 0 && position.y <= most);
    ok(face.x > -1e-6 && face.x + face.width < most, JSON.stringify(face));
    ok(face.y > -1e-6 && face.y + face.height < most, JSON.stringify(face));
  }));
});
