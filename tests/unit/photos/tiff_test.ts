import { deepStrictEqual, strictEqual } from "node:assert";
import fc from "fast-check";
import { readTiff } from "../../../src/photos/tiff.ts";
import { fixture } from "./decoders.ts";
import { rawFiles } from "./raw_files.ts";

const none = new Uint8Array();
const raws = rawFiles({ thumbnail: none, preview: none, sensor: none, orientation: 8 });

Deno.test("readTiff tells raw files from photos, and reads their orientation", () => {
  for (const name of ["nikon.nef", "sony.arw", "adobe.dng"]) {
    deepStrictEqual(readTiff(raws[name]), { orientation: 8, isRaw: true, end: 0, taken: null }, name);
  }
  deepStrictEqual(readTiff(fixture("orientation-6.tif")), {
    orientation: 6,
    isRaw: false,
    end: 26272,
    taken: null,
  });
  deepStrictEqual(readTiff(fixture("jpeg.tif"))?.isRaw, false);
  // BigTIFF, with wider fields: its last tile begins at 24,899 and has 1,219 bytes.
  deepStrictEqual(readTiff(fixture("tiles-big.tif")), {
    orientation: 1,
    isRaw: false,
    end: 26118,
    taken: null,
  });
});

Deno.test("readTiff ends on directories that lead to each other, and takes any bytes", () => {
  const loop = Uint8Array.of(0x49, 0x49, 42, 0, 8, 0, 0, 0, 0, 0, 8, 0, 0, 0);
  deepStrictEqual(readTiff(loop), { orientation: 1, isRaw: false, end: 0, taken: null });
  strictEqual(readTiff(none), null);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), fc.boolean(), (noise, little, isBig) => {
      const magic = isBig ? 43 : 42, start = little ? [0x49, 0x49, magic, 0] : [0x4d, 0x4d, 0, magic];
      const facts = readTiff(Uint8Array.of(...start, ...noise));
      return facts === null || facts.orientation >= 1 && facts.orientation <= 8;
    }),
  );
});

Deno.test("readTiff reads no endless list of directories", () => {
  // Each directory is empty and names the next: more of them than any file has.
  const bytes = new Uint8Array(8 + 6 * 99 + 14), view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0, 8]);
  for (let i = 0; i < 99; i++) view.setUint32(8 + 6 * i + 2, 8 + 6 * (i + 1), true);
  // The last one would make it a raw.
  view.setUint16(8 + 6 * 99, 1, true);
  view.setUint16(8 + 6 * 99 + 2, 0xc612, true);
  deepStrictEqual(readTiff(bytes), { orientation: 1, isRaw: false, end: 0, taken: null });
});

Deno.test("readTiff takes where a picture's data end from the first field that says so, and looks at no other", () => {
  // A small file could otherwise have a hundred thousand numbers read for each of a thousand fields.
  const fields = [[0x0111, 100], [0x0117, 20], [0x0111, 5000], [0x0117, 6000]];
  const bytes = new Uint8Array(8 + 2 + 12 * fields.length + 4), view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0, 8]);
  view.setUint16(8, fields.length, true);
  fields.forEach(([tag, value], i) => {
    const at = 10 + 12 * i;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, 4, true);
    view.setUint32(at + 4, 1, true);
    view.setUint32(at + 8, value, true);
  });
  strictEqual(readTiff(bytes)?.end, 120);
});
