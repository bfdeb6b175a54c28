import { MagickFormat, MagickImage, MagickReadSettings } from "@imagemagick/magick-wasm";
import { magickWasm, turboJpegWasm } from "../../../src/assets.ts";
import type { Decoders } from "../../../src/photos/decoding.ts";
import { MagickDecoder } from "../../../src/photos/magick.ts";
import { TurboJpegDecoder } from "../../../src/photos/turbo_jpeg.ts";

/** Decoders as a worker has them. */
export function decoders(): Decoders {
  return { turbo: new TurboJpegDecoder(turboJpegWasm()), magick: new MagickDecoder(magickWasm) };
}

/** The bytes of a file in tests/photos/formats. */
export function fixture(name: string): Uint8Array<ArrayBuffer> {
  return Deno.readFileSync(new URL(`../../photos/formats/${name}`, import.meta.url));
}

/** A JPEG at another size. `decoders` must have decoded something with ImageMagick, so that it runs. */
export function resizedJpeg(jpeg: Uint8Array, width: number, height: number): Uint8Array {
  const image = MagickImage.create();
  try {
    image.read(jpeg, new MagickReadSettings({ format: MagickFormat.Jpeg }));
    image.strip();
    image.resize(width, height);
    return image.write(MagickFormat.Jpeg, (data) => data.slice());
  } finally {
    image.dispose();
  }
}
