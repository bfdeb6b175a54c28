import { deepStrictEqual, ok, throws } from "node:assert";
import { bundledPackages, licences } from "../../../src/packaging/licences.ts";

const comment = (folder: string, name: string) =>
  `// node_modules/.deno/${folder}/node_modules/${name}/index.js\n`;

Deno.test("packages are found by the bundler's comments, each once", () => {
  const bundle = comment("commander@14.0.3", "commander") +
    comment("@sinclair+typebox@0.34.52", "@sinclair/typebox");
  deepStrictEqual(bundledPackages([bundle, bundle, "const x = 1; // src/main.ts\n"]), [
    "@sinclair/typebox 0.34.52",
    "commander 14.0.3",
  ]);
});

Deno.test("all licences are there: of packages, ImageMagick's delegates, ONNX Runtime's parts, DirectX', Deno and V8", () => {
  const text = licences([
    comment("commander@14.0.3", "commander"),
    comment("@imagemagick+magick-wasm@0.0.43", "@imagemagick/magick-wasm"),
    comment("onnxruntime-common@1.30.0", "onnxruntime-common"),
  ]);
  for (
    const part of [
      "TJ Holowaychuk",
      "ImageMagick Studio",
      "libheif",
      "libde265",
      "Independent JPEG Group",
      "Microsoft Corporation",
      "protobuf",
      "Eigen",
      "MICROSOFT DIRECTX MACHINE LEARNING (DIRECTML)",
      "Christian Rau",
      "LLVM Release License",
      "Henry Spencer",
      "the V8 project authors",
      "UNICODE LICENSE",
      "the Deno authors",
      "libsqlite3-sys",
      "centerface.onnx",
    ]
  ) ok(text.includes(part), part);
});

Deno.test("a bundled package without a licence is told", () => {
  throws(
    () => licences([comment("guid-typescript@1.0.9", "guid-typescript")]),
    /guid-typescript 1\.0\.9: it has no/,
  );
});
