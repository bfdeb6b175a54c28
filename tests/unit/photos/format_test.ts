import { strictEqual } from "node:assert";
import fc from "fast-check";
import { exifOrientation, readJpegHeader } from "../../../src/photos/jpeg_header.ts";
import { content, extension, hasPhotoExtension } from "../../../src/photos/format.ts";

const album = new URL("../../photos/album/", import.meta.url);

Deno.test("content tells the sample photos by their content", () => {
  strictEqual(content(Deno.readFileSync(new URL("obama2.jpg", album))), "jpeg");
  strictEqual(content(Deno.readFileSync(new URL("astronaut.png", album))), "png");
  strictEqual(content(new TextEncoder().encode("no photo at all")), null);
});

Deno.test("content and the JPEG parser take any bytes", () => {
  const bytes = fc.uint8Array({ maxLength: 300 });
  fc.assert(fc.property(bytes, (noise) => {
    content(noise);
    readJpegHeader(Uint8Array.of(0xff, 0xd8, 0xff, ...noise));
    const orientation = exifOrientation(Uint8Array.of(0x45, 0x78, 0x69, 0x66, 0, 0, ...noise));
    return orientation >= 1 && orientation <= 8;
  }));
});

Deno.test("readJpegHeader reads size and kind, and nothing from a file that ends before", () => {
  const bytes = Deno.readFileSync(new URL("obama3.jpg", album));
  const header = readJpegHeader(bytes)!;
  strictEqual(header.width, 1434);
  strictEqual(header.components, 3);
  strictEqual(readJpegHeader(bytes.subarray(0, 20)), null);
});

Deno.test("hasPhotoExtension takes any letter case", () => {
  for (const name of ["a.JPG", "b.Jpeg", "dir/c.WebP", "d.tIfF", "e.HEIC"]) {
    strictEqual(hasPhotoExtension(name), true);
  }
  for (const name of ["jpg", ".jpg", "a.jpg.txt", "dir.jpg/name"]) {
    strictEqual(hasPhotoExtension(name), false);
  }
  strictEqual(extension("a.b/NAME.PnG"), "png");
});
