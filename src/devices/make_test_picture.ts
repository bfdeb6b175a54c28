/*
 * Makes the picture of the self-test, and what the networks say of it on this computer's CPU; to be run when a model
 * has changed: deno task self-test
 */
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
