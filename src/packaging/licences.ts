import { messageOf } from "../failure.ts";

const project = new URL("../../", import.meta.url);
const packages = new URL("node_modules/.deno/", project);

/** The line that begins a part of the text. */
const title = (of: string) => `${"=".repeat(80)}\n${of}\n${"=".repeat(80)}\n\n`;

/** Comes with no text in their npm packages. */
const OF_ONNX_RUNTIME = /^onnxruntime-/;

/**
 * The licences of everything in the executables: `bundles` is their JavaScript, in which the bundler has named every
 * file. Throws an Error where a package that is bundled has no licence.
 */
export function licences(bundles: readonly string[]): string {
  const parts: [of: string, text: string][] = [
    ["facefinder", read("LICENSE")],
    ["Models", read("models/LICENSES.txt")],
    ["libjpeg-turbo (WebAssembly)", read("src/photos/libjpeg/LICENSES.txt")],
    ...bundledPackages(bundles).filter((name) => !OF_ONNX_RUNTIME.test(name)).map(ofPackage),
    [
      "ONNX Runtime (native library, WebAssembly, JavaScript)",
      read("src/packaging/licences/onnxruntime.txt"),
    ],
    ["DirectML (Windows only)", read("src/packaging/licences/directml.txt")],
    ["DirectX Shader Compiler (Windows only)", read("src/packaging/licences/dxc.txt")],
    ["Deno and what it is built from", read("src/packaging/licences/deno.txt")],
  ];
  const contents = `What is inside the program, and its licences:\n\n${
    parts.map(([of]) => `  ${of}\n`).join("")
  }\n\n`;
  return contents + parts.map(([of, text]) => `${title(of)}${text.trimEnd()}\n\n\n`).join("");
}

/** The npm packages in bundles that `deno bundle` has made, such as `@scope/name 1.2.3`, each once. */
export function bundledPackages(bundles: readonly string[]): string[] {
  const names = bundles.flatMap((code) =>
    [...code.matchAll(/^\s*\/\/ node_modules\/\.deno\/([^/\n]+)@([^/@\n]+)\/node_modules\//gm)]
      .map(([, name, version]) => `${name.replace("+", "/")} ${version}`)
  );
  return [...new Set(names)].sort();
}

/** All licences and notices in a package's folder; ImageMagick's notice has those of the libraries in it. */
function ofPackage(name: string): [of: string, text: string] {
  const [path, version] = name.split(" ");
  const folder = new URL(`${path.replace("/", "+")}@${version}/node_modules/${path}/`, packages);
  const files = [...Deno.readDirSync(folder)].map((entry) => entry.name)
    .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
  if (files.length === 0) throw new Error(`npm package ${name}: it has no licence`);
  const label = path === "@imagemagick/magick-wasm" ? `${name}: ImageMagick and its delegates` : name;
  return [label, files.map((file) => Deno.readTextFileSync(new URL(file, folder))).join("\n\n")];
}

function read(path: string): string {
  try {
    return Deno.readTextFileSync(new URL(path, project));
  } catch (error) {
    throw new Error(`${path}: the licence cannot be read (${messageOf(error)})`);
  }
}
