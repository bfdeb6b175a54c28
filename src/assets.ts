import { gunzipSync } from "node:zlib";

/**
 * Where the files lie that the program carries. In the executable they stand beside the bundled code, put there by
 * packaging/executable.ts; from source they are in `models/` and in the npm packages.
 */
const bundled = !import.meta.url.endsWith("/src/assets.ts");

const here = (path: string) => new URL(path, import.meta.url);

/** The pack of models that comes with the program: a folder, with a slash at its end. */
export function defaultPackFolder(): URL {
  return here(bundled ? "./models/" : "../models/");
}

/** The picture of the self-test as RGB bytes, and the JSON text of what the CPU says of it. */
export function testPicture(): { pixels: Uint8Array<ArrayBuffer>; result: string } {
  const file = (name: string) => new URL(`self_test/${name}`, defaultPackFolder());
  return {
    pixels: Deno.readFileSync(file("picture.rgb")),
    result: Deno.readTextFileSync(file("result.json")),
  };
}

/** The photo that `bench` measures with: a JPEG of web size with five faces. */
export function benchPhoto(): Uint8Array<ArrayBuffer> {
  return Deno.readFileSync(new URL("self_test/bench.jpg", defaultPackFolder()));
}

/** What the program's own processes are for: each is this program again, told by its arguments. */
export const PROCESSES = [
  "worker-process",
  "accelerator-process",
  "probe-process",
  "picture-process",
] as const;
export type ProcessName = typeof PROCESSES[number];

/** What they may do from source; in the executable they give up what they don't need. */
const PROCESS_PERMISSIONS = ["--allow-read", "--allow-env", "--allow-ffi", "--allow-sys"];

/** The command that starts one of them: it is told whose it is, and which it is. */
export function processCommand(name: ProcessName): { program: string; args: string[] } {
  const main = () => ["run", "--quiet", "--no-check", ...PROCESS_PERMISSIONS, here("main.ts").href];
  return { program: Deno.execPath(), args: [...(bundled ? [] : main()), String(Deno.pid), name] };
}

/** Where the code of a process lies from source. */
export const PROCESS_CODE: Record<ProcessName, string> = {
  "worker-process": "workers/worker.ts",
  "accelerator-process": "workers/accelerator.ts",
  "probe-process": "devices/probe.ts",
  "picture-process": "workers/picture_maker.ts",
};

/** The code of a process, apart from the program's own, which starts faster without it. */
export function processCode(name: ProcessName): URL {
  return here(bundled ? `./${name}.js` : `./${PROCESS_CODE[name]}`);
}

/** The code of the threads of an accelerator's process. */
export function threadCode(): URL {
  return here(bundled ? "./analysis_thread.js" : "./workers/analysis_thread.ts");
}

/** libjpeg-turbo as WebAssembly. */
export function turboJpegWasm(): Uint8Array<ArrayBuffer> {
  return Deno.readFileSync(here(bundled ? "./wasm/turbo_jpeg.bin" : "./photos/libjpeg/libjpeg.wasm"));
}

/** ImageMagick as WebAssembly. */
export async function magickWasm(): Promise<Uint8Array> {
  return bundled
    ? gunzipSync(await Deno.readFile(here("./wasm/magick.bin.gz")))
    : await Deno.readFile(npm("@imagemagick/magick-wasm/magick.wasm"));
}

/** The code that runs ONNX Runtime as WebAssembly, apart from the worker's own, which needs it seldom. */
export function wasmRuntimeCode(): URL {
  return here(bundled ? "./onnx_wasm.js" : "./inference/onnx_wasm.ts");
}

/** ONNX Runtime as WebAssembly. */
export function onnxWasm(): Uint8Array {
  return bundled
    ? gunzipSync(Deno.readFileSync(here("./wasm/onnx.bin.gz")))
    : Deno.readFileSync(npm("onnxruntime-web/ort-wasm-simd-threaded.wasm"));
}

/** Where the executable has the gallery page's code; null from source. */
export function pageCodeFolder(): URL | null {
  return bundled ? here("./gallery/") : null;
}

/** The native files of ONNX Runtime for this system: a folder (slash at its end), and whether they must be unpacked. */
export function nativeFiles(): { folder: URL; embedded: boolean } {
  if (bundled) return { folder: here("./native/"), embedded: true };
  return { folder: onnxRuntimeFiles(Deno.build.os, Deno.build.arch), embedded: false };
}

/** Where onnxruntime-node keeps the native files of a system; from source only. */
export function onnxRuntimeFiles(os: typeof Deno.build.os, arch: typeof Deno.build.arch): URL {
  const osName = os === "windows" ? "win32" : os;
  return new URL(
    `./bin/napi-v6/${osName}/${arch === "x86_64" ? "x64" : "arm64"}/`,
    npm("onnxruntime-node/package.json"),
  );
}

function npm(specifier: string): URL {
  return new URL(import.meta.resolve(specifier));
}
