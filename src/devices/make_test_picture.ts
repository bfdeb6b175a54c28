/*
 * Makes the picture of the self-test, what the networks say of it on this computer's CPU, and the photo that `bench`
 * measures with; to be run when a model has changed: deno task self-test
 */
import {
  ImageMagick,
  initializeImageMagick,
  MagickFormat,
  MagickReadSettings,
} from "@imagemagick/magick-wasm";
import { defaultPackFolder, magickWasm, nativeFiles, turboJpegWasm } from "../assets.ts";
import { modelFiles, readPack } from "../faces/pack.ts";
import { nativeAddon } from "../inference/native_files.ts";
import { NativeLibrary } from "../inference/onnx_runtime.ts";
import { decodePhoto } from "../photos/decode.ts";
import { photoLimits } from "../photos/limits.ts";
import { MagickDecoder } from "../photos/magick.ts";
import { cut } from "../photos/region.ts";
import { resize } from "../photos/resize.ts";
import { TurboJpegDecoder } from "../photos/turbo_jpeg.ts";
import { SelfTestNetworks } from "./self_test.ts";
import { storedResult, TEST_PICTURE_SIDE, testRaster } from "./test_picture.ts";

/** A portrait in the public domain (NASA), and where its face is. */
const PHOTO = new URL("../../tests/photos/album/astronaut.png", import.meta.url);
const FACE = { left: 144, top: 40, right: 304, bottom: 200 };

const limits = photoLimits(2 ** 32, 1);
const raster = await decodePhoto(await Deno.readFile(PHOTO), {
  turbo: new TurboJpegDecoder(turboJpegWasm()),
  magick: new MagickDecoder(magickWasm, limits.memory),
}, limits);
const { data } = resize(cut(raster, FACE)!, TEST_PICTURE_SIDE, TEST_PICTURE_SIDE);
const addon = nativeAddon(nativeFiles(), () => {
  throw new Error("from source nothing is unpacked");
});
if ("missing" in addon) throw new Error(addon.missing);
const pack = readPack(defaultPackFolder()), picture = testRaster(data);
const networks = new SelfTestNetworks(pack, NativeLibrary.open(addon.path).runtime("cpu"));
const result = await networks.once(picture, await networks.landmarks(picture));
const folder = new URL("../../models/self_test/", import.meta.url);
await Deno.mkdir(folder, { recursive: true });
await Deno.writeFile(new URL("picture.rgb", folder), data);
await Deno.writeTextFile(
  new URL("result.json", folder),
  storedResult(result, modelFiles(pack.manifest).map(({ sha256 }) => sha256)),
);

/** A photo of web size: a place without people, and the portrait in it at the sizes of a group, near and far. */
const BACKGROUND = new URL("../../tests/photos/album/rocket.jpg", import.meta.url);
const WIDTH = 1280,
  HEIGHT = 960,
  PORTRAITS = [[40, 300, 360], [500, 420, 180], [760, 460, 110], [960, 470, 70], [1120, 480, 44]];

const place = await decodePhoto(await Deno.readFile(BACKGROUND), {
  turbo: new TurboJpegDecoder(turboJpegWasm()),
  magick: new MagickDecoder(magickWasm, limits.memory),
}, limits);
const photo = resize(place, WIDTH, HEIGHT);
const pixels = Uint8Array.from(photo.data);
for (const [left, top, side] of PORTRAITS) {
  const portrait = resize(cut(raster, FACE)!, side, side);
  for (let y = 0; y < side; y++) {
    pixels.set(portrait.data.subarray(3 * y * side, 3 * (y + 1) * side), 3 * ((top + y) * WIDTH + left));
  }
}
await initializeImageMagick(await magickWasm());
const QUALITY = 90;
const jpeg = ImageMagick.read(
  pixels,
  new MagickReadSettings({ format: MagickFormat.Rgb, width: WIDTH, height: HEIGHT, depth: 8 }),
  (image) => {
    image.quality = QUALITY;
    return image.write(MagickFormat.Jpeg, (bytes) => bytes.slice());
  },
);
await Deno.writeFile(new URL("bench.jpg", folder), jpeg);
