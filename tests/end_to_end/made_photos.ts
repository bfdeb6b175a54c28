/** Photos that tests make from the samples. */
import { join } from "node:path";
import {
  CompositeOperator,
  ImageMagick,
  initializeImageMagick,
  MagickColor,
  MagickFormat,
  Point,
} from "@imagemagick/magick-wasm";
import { magickWasm } from "../../src/assets.ts";
import { SAMPLES, type Stick } from "./program.ts";

await initializeImageMagick(await magickWasm());

/** The path of a photo of the samples' album that shows a president. */
export const president = (name: string) => join(SAMPLES, "album", `${name}.jpg`);

/** Puts so many files that show the same JPEG, each with another content, into a new folder; gives that. */
export async function putMany(stick: Stick, photo: string, folder: string, count: number): Promise<string> {
  const jpeg = await Deno.readFile(photo), path = join(stick.folder, folder);
  await Deno.mkdir(path);
  for (let i = 0; i < count; i++) {
    // What follows the picture makes each another file.
    await Deno.writeFile(join(path, `${i}.jpg`), Uint8Array.from([...jpeg, i]));
  }
  return path;
}

/** Puts a copy of a photo into a folder below the stick. */
export async function put(stick: Stick, photo: string, at: string) {
  await Deno.mkdir(join(stick.folder, at, ".."), { recursive: true });
  await Deno.copyFile(photo, join(stick.folder, at));
}

/** Puts what becomes of a photo there, as a JPEG. */
export async function make(
  stick: Stick,
  photo: string,
  at: string,
  change: (image: Parameters<Parameters<typeof ImageMagick.read>[1]>[0]) => void,
) {
  await Deno.mkdir(join(stick.folder, at, ".."), { recursive: true });
  ImageMagick.read(await Deno.readFile(photo), (image) => {
    change(image);
    image.write(MagickFormat.Jpeg, (bytes) => Deno.writeFileSync(join(stick.folder, at), bytes));
  });
}

/** Puts a photo there that shows Joe Biden on the left, and Barack Obama on the right, smaller. */
export async function makePair(stick: Stick, at: string) {
  await make(stick, president("biden"), at, (image) => {
    image.resize(500, 500);
    image.extent(2 * image.width, image.height, new MagickColor("gray"));
    ImageMagick.read(Deno.readFileSync(president("obama3")), (other) => {
      other.resize(300, 300);
      image.composite(other, CompositeOperator.Over, new Point(image.width / 2, 0));
    });
  });
}
