import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { ImageMagick, initializeImageMagick, MagickFormat, MagickGeometry } from "@imagemagick/magick-wasm";
import { magickWasm } from "../../src/assets.ts";
import { SAMPLES } from "../end_to_end/program.ts";

/** Sample photos, and the part of each (left, top, side) that is made into a small photo. */
const PARTS: [string, [number, number, number]][] = [
  ["obama2.jpg", [60, 100, 560]],
  ["obama3.jpg", [450, 100, 700]],
  ["biden.jpg", [150, 100, 700]],
  ["astronaut.png", [100, 0, 300]],
  ["rocket.jpg", [0, 0, 400]],
  ["chelsea.png", [0, 0, 300]],
];

/** Pixels a side: like the photos on web pages, and quick to analyse. */
const SIDE = 250;

/** Fills `folder` with `count` small photos, each of another content, in folders of 50. Gives their paths below it. */
export async function makeAlbum(folder: string, count: number): Promise<string[]> {
  await initializeImageMagick(await magickWasm());
  const small = PARTS.map(([name, [left, top, side]]) => {
    const bytes = Deno.readFileSync(join(SAMPLES, "album", name));
    return ImageMagick.read(bytes, (image) => {
      image.crop(new MagickGeometry(left, top, side, side));
      image.resize(SIDE, SIDE);
      image.quality = 90;
      return image.write(MagickFormat.Jpeg, (jpeg) => jpeg.slice());
    });
  });
  const paths: string[] = [];
  for (let i = 0; i < count; i++) {
    const path = join(`${Math.floor(i / 50)}`, `photo ${i}.jpg`), place = join(folder, path);
    await Deno.mkdir(dirname(place), { recursive: true });
    // What follows the picture is no part of it, but makes it another file.
    const end = createHash("sha256").update(`${i}`).digest();
    const picture = small[i % small.length], bytes = new Uint8Array(picture.length + end.length);
    bytes.set(picture);
    bytes.set(end, picture.length);
    await Deno.writeFile(place, bytes);
    paths.push(path);
  }
  return paths;
}
