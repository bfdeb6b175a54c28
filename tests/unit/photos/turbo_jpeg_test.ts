import { deepStrictEqual, ok, throws } from "node:assert";
import { magickWasm, turboJpegWasm } from "../../../src/assets.ts";
import { MagickDecoder } from "../../../src/photos/magick.ts";
import { JpegRefused, TurboJpegDecoder } from "../../../src/photos/turbo_jpeg.ts";

const read = (name: string) => Deno.readFileSync(new URL(`../../photos/album/${name}`, import.meta.url));

Deno.test("libjpeg-turbo and ImageMagick decode a JPEG to the same pixels, nearly", async () => {
  const turbo = new TurboJpegDecoder(turboJpegWasm()), magick = new MagickDecoder(magickWasm);
  for (const name of ["obama2.jpg", "rocket.jpg"]) {
    const expected = await magick.decode(read(name), "jpeg"), actual = turbo.decode(read(name));
    deepStrictEqual([actual.width, actual.height], [expected.width, expected.height]);
    let difference = 0;
    actual.data.forEach((value, i) => difference += Math.abs(value - expected.data[i]));
    ok(difference / actual.data.length < 1, `${name}: ${difference / actual.data.length} of 255`);
  }
});

Deno.test("a JPEG that ends early or is none is refused, and the next one decodes", () => {
  const turbo = new TurboJpegDecoder(turboJpegWasm()), photo = read("rocket.jpg");
  const pixels = turbo.decode(photo).data.slice();
  for (
    const bad of [photo.subarray(0, 20_000), photo.subarray(0, 100), new Uint8Array(1000), new Uint8Array()]
  ) {
    throws(() => turbo.decode(bad), JpegRefused);
    deepStrictEqual(turbo.decode(photo).data.slice(), pixels);
  }
});
