import { deepStrictEqual, ok } from "node:assert";
import { posix } from "node:path";

/** The folders of src/ that each may import, beside its own files and `main`, `assets` and the like: see README. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  system: [],
  simd: [],
  inference: ["system"],
  photos: ["simd"],
  faces: ["inference", "photos", "simd"],
  decisions: ["faces"],
  matching: ["decisions", "faces", "simd"],
  index: ["decisions", "faces", "photos", "system"],
  workers: ["faces", "inference", "photos", "system"],
  devices: ["faces", "inference", "photos", "system", "workers"],
  archive: ["photos", "system"],
  output: ["faces", "index", "inference", "matching", "photos", "system"],
  merging: ["output"],
  scan: ["decisions", "faces", "index", "matching", "output", "photos", "system", "workers"],
  gallery: ["decisions", "faces", "output", "photos", "system"],
  dialogue: ["output", "scan", "system"],
  packaging: ["devices", "faces", "gallery", "inference", "matching", "output", "system"],
  commands: [
    ...["archive", "decisions", "devices", "faces", "gallery", "index", "inference", "matching", "merging"],
    ...["output", "photos", "scan", "system", "workers"],
  ],
};

/** Files in src/ itself that any folder may import: they import none. */
const COMMON = ["assets.ts", "failure.ts", "meter.ts", "text_order.ts", "version.ts"];
/** Those that begin the program: nothing imports them. */
const FIRST = ["main.ts", "run_program.ts"];

const SRC = new URL("../../src/", import.meta.url);
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/g;

/** What each file of src/ imports of it, types too; paths below src/. */
function importsOf(folder = ""): Map<string, string[]> {
  const imports = new Map<string, string[]>();
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, SRC))) {
    const path = folder + name;
    if (isDirectory) importsOf(`${path}/`).forEach((targets, file) => imports.set(file, targets));
    else if (name.endsWith(".ts")) {
      const text = Deno.readTextFileSync(new URL(path, SRC));
      const targets = [...text.matchAll(IMPORT)].map(([, target]) => posix.join(posix.dirname(path), target));
      imports.set(path, targets.filter((target) => target.endsWith(".ts")));
    }
  }
  return imports;
}

const folderOf = (path: string) => path.includes("/") ? path.split("/")[0] : "";

Deno.test("imports point one way: from a folder only to those that it may import", () => {
  const imports = importsOf(), used = new Set<string>(), wrong: string[] = [];
  ok(imports.size > 200, "the sources were not found");
  for (const [file, targets] of imports) {
    for (const target of targets) {
      const from = folderOf(file), to = folderOf(target);
      if (from === to && from !== "") continue;
      used.add(`${from} ${to}`);
      const may = to === ""
        ? COMMON.includes(target) || FIRST.includes(file)
        : FIRST.includes(file) || MAY_IMPORT[from]?.includes(to);
      if (!may || COMMON.includes(file) && target.includes("/")) wrong.push(`${file} -> ${target}`);
    }
  }
  deepStrictEqual(wrong, []);
  const unused = Object.entries(MAY_IMPORT).flatMap(([from, all]) => all.map((to) => `${from} ${to}`))
    .filter((edge) => !used.has(edge));
  deepStrictEqual(unused, [], "what the table allows, and nothing needs");
  deepStrictEqual(
    [...new Set([...imports.keys()].map(folderOf))].filter(Boolean).sort(),
    Object.keys(MAY_IMPORT).sort(),
  );
});

Deno.test("no files import each other in a circle, not even for their types", () => {
  const imports = importsOf(), done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, way: readonly string[]) => {
    const at = way.indexOf(file);
    if (at >= 0) circles.push([...way.slice(at), file].join(" -> "));
    if (at >= 0 || done.has(file)) return;
    for (const target of imports.get(file) ?? []) visit(target, [...way, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  deepStrictEqual(circles, []);
});
