/**
 * How fast each format is decoded on one core, and which faces of large photos are found, for the README's figures:
 *
 *     python tests/bench/make_photos.py FOLDER && deno run -A tests/bench/decode.ts FOLDER
 */
import { join, resolve } from "node:path";
import { magickWasm, turboJpegWasm } from "../../src/assets.ts";
import { decodePhoto } from "../../src/photos/decode.ts";
import { photoLimits } from "../../src/photos/limits.ts";
import { MagickDecoder } from "../../src/photos/magick.ts";
import { TurboJpegDecoder } from "../../src/photos/turbo_jpeg.ts";
import { events, makeStick, ofType, run } from "../end_to_end/program.ts";

/** A face that make_photos.py put into a photo: its left top corner and its width in pixels. */
interface TrueFace {
  x: number;
  y: number;
  width: number;
}

const folder = resolve(Deno.args[0]);
const decoders = { turbo: new TurboJpegDecoder(turboJpegWasm()), magick: new MagickDecoder(magickWasm) };

/** Megapixels a second: the best of four, the first of which starts the decoder. */
async function speed(path: string): Promise<number> {
  const bytes = Deno.readFileSync(path);
  let best = 0;
  for (let i = 0; i < 4; i++) {
    const began = performance.now();
    const { full } = await decodePhoto(bytes, decoders, photoLimits(2 ** 32, 1));
    best = Math.max(best, full.width * full.height / 1000 / (performance.now() - began));
  }
  return best;
}

for (
  const { name } of [...Deno.readDirSync(join(folder, "formats"))].sort((a, b) => a.name < b.name ? -1 : 1)
) {
  console.log(`${name}: ${(await speed(join(folder, "formats", name))).toFixed(1)} megapixels a second`);
}

const truth: Record<string, TrueFace[]> = JSON.parse(Deno.readTextFileSync(join(folder, "large/faces.json")));
await using stick = await makeStick();
for (const [name, faces] of Object.entries(truth)) {
  const { stdout } = await run(stick, ["faces", join(folder, "large", name)]);
  const all = events(stdout), found = ofType(all, "photo").flatMap((photo) => photo.faces);
  const missed = faces.filter((face) =>
    !found.some(({ box }) =>
      Math.abs(box.x + box.width / 2 - face.x - face.width / 2) < face.width / 2 &&
      Math.abs(box.y + box.height / 2 - face.y - 0.65 * face.width) < face.width / 2
    )
  );
  const { seconds } = ofType(all, "end")[0];
  console.log(
    `${name}: ${
      faces.length - missed.length
    } of ${faces.length} faces, ${found.length} in all, ${seconds} s; missed: ${
      missed.map(({ width }) => width).join(", ") || "none"
    }`,
  );
}
