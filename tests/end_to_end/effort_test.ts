import { deepStrictEqual, strictEqual } from "node:assert";
import { basename, join } from "node:path";
import {
  CompositeOperator,
  ImageMagick,
  initializeImageMagick,
  MagickColor,
  MagickFormat,
  MagickGeometry,
  MagickImage,
  Point,
} from "@imagemagick/magick-wasm";
import { magickWasm } from "../../src/assets.ts";
import { events, makeStick, ofType, run, SAMPLES, type Stick } from "./program.ts";

/** Writes photos of 12 megapixels in which one portrait, this many pixels wide, is lost; the face is half of that. */
async function writeScenes(folder: string, sides: number[]) {
  await Deno.mkdir(folder);
  await initializeImageMagick(await magickWasm());
  const portrait = Deno.readFileSync(join(SAMPLES, "album", "obama3.jpg"));
  for (const side of sides) {
    ImageMagick.read(portrait, (image) => {
      image.crop(new MagickGeometry(450, 100, 700, 700));
      image.resetPage();
      image.resize(side, side);
      const scene = MagickImage.create(new MagickColor(120, 130, 110), 4000, 3000);
      scene.composite(image, CompositeOperator.Over, new Point(2711, 1333));
      scene.quality = 92;
      scene.write(MagickFormat.Jpeg, (jpeg) => Deno.writeFileSync(join(folder, `${side}.jpg`), jpeg));
    });
  }
}

/** The photos with a match, in the order that they are told in, and whether each came from memory. */
async function found(stick: Stick, effort: string): Promise<[string, boolean][]> {
  const known = join(SAMPLES, "known"), photos = join(stick.folder, "photos");
  const { code, stdout, stderr } = await run(stick, [
    "scan",
    "--all",
    "--effort",
    effort,
    "--known",
    known,
    photos,
  ]);
  strictEqual(code <= 1, true, stderr);
  const all = events(stdout), told = [...ofType(all, "match"), ...ofType(all, "photo")];
  deepStrictEqual(
    told.map(({ path }) => basename(path)).sort(),
    ["50.jpg", "70.jpg"],
    "each photo is told once",
  );
  return ofType(all, "match").map(({ path, from_index }) => [basename(path), from_index]);
}

Deno.test("quick, normal and thorough find ever smaller faces; what one found, the next builds on", async () => {
  await using stick = await makeStick();
  await writeScenes(join(stick.folder, "photos"), [50, 70]);
  deepStrictEqual(await found(stick, "quick"), []);
  deepStrictEqual(await found(stick, "normal"), [["70.jpg", false]]);
  deepStrictEqual(await found(stick, "thorough"), [["70.jpg", true], ["50.jpg", false]]);
  const again = [["50.jpg", true], ["70.jpg", true]];
  deepStrictEqual((await found(stick, "thorough")).sort(), again);
  deepStrictEqual((await found(stick, "quick")).sort(), again, "a harder look answers too");
});
