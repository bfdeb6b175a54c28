/**
 * Makes `deno.txt`, the licences of all that the Deno runtime is built from, when Deno's version changes:
 * `deno run -A src/packaging/licences/collect.ts CRATE NODE_LICENSE`.
 *
 * CRATE is the unpacked source of the crate `deno` (from crates.io), in which these were run:
 *
 *     cargo vendor --locked --versioned-dirs vendor
 *     for target in TRIPLES; do cargo tree --offline -e normal --target $target --prefix none -f '{p}|{l}' >> tree.txt; done
 *
 * It holds more than the runtime does (the compiler, the formatter): too many licences are better than too few.
 * NODE_LICENSE is the LICENSE of a Node.js release: the crate `v8` lacks the licences of V8 and of what V8 contains.
 */
import { join } from "node:path";
import { compareTexts } from "../../text_order.ts";

const [crate, nodeLicense] = Deno.args;
if (!nodeLicense) {
  console.error("expected the folder of the crate, and the LICENSE of Node.js");
  Deno.exit(2);
}

/** Parts of Node.js' LICENSE that V8 and Deno's implementation of Node's modules are made of. */
const OF_NODE = [
  "ICU",
  "V8",
  "SipHash",
  "ittapi",
  "zlib",
  "simdutf",
  "inspector_protocol",
  "cjs-module-lexer",
];
/** What else is built into V8, under licences whose text stands above with other packages. */
const OF_V8 = [
  "Abseil: Apache-2.0",
  "Highway: Apache-2.0 or BSD-3-Clause",
  "FP16: MIT, Copyright (c) 2017 Facebook Inc., Georgia Institute of Technology, Marat Dukhan",
  "fast_float: Apache-2.0, MIT or BSL-1.0",
  "Dragonbox: Apache-2.0 with LLVM exceptions, or BSL-1.0",
  "libc++, libc++abi, libunwind, LLVM's libc: Apache-2.0 with LLVM exceptions",
  "PartitionAlloc: BSD-3-Clause, Copyright The Chromium Authors",
  "rapidhash: MIT or BSD-2-Clause, Copyright (c) Nicolas De Carli",
];
const LICENCE_FILE = /^(licen[cs]e|copying|copyright|notice|unlicen[cs]e)/i;

/** Texts, with the names of those that they are the licence of. */
const texts = new Map<string, { text: string; names: Set<string> }>();
const withoutText: string[] = [];

function add(name: string, text: string) {
  const key = text.replace(/\s+/g, " ").trim();
  const known = texts.get(key) ?? { text: text.replaceAll("\r\n", "\n").trimEnd(), names: new Set() };
  known.names.add(name);
  texts.set(key, known);
}

const lines = Deno.readTextFileSync(join(crate, "tree.txt")).split("\n").filter((line) => line.includes("|"));
const packages = new Map(lines.map((line) => {
  const [, name, version, licence] = /^(\S+) v(\S+)[^|]*\|(.*?)(?: \(\*\))?$/.exec(line)!;
  return [`${name} ${version}`, { name, version, licence }];
}));
for (const [title, { name, version, licence }] of [...packages].sort(([a], [b]) => compareTexts(a, b))) {
  const folder = name === "deno" ? crate : join(crate, "vendor", `${name}-${version}`);
  const files = [...Deno.readDirSync(folder)].filter((entry) => entry.isFile && LICENCE_FILE.test(entry.name))
    .map((entry) => entry.name).sort();
  // One of several to choose from is enough: the shortest.
  const mit = / OR |\//i.test(licence) ? files.filter((file) => /mit/i.test(file)) : [];
  const chosen = mit.length > 0 ? mit : files;
  for (const file of chosen) add(`${title} (${licence})`, Deno.readTextFileSync(join(folder, file)));
  if (chosen.length === 0) withoutText.push(`${title}: ${licence || "see Deno"}${authorsOf(folder)}`);
}
const parts = Deno.readTextFileSync(nodeLicense).split(/^(?=- .*, is licensed as follows:$)/m);
for (const name of OF_NODE) {
  const part = parts.find((text) => text.startsWith(`- ${name}, `));
  if (!part) throw new Error(`the LICENSE of Node.js has no part on ${name}`);
  add(`${name} (in V8 and Deno)`, part.split("\n").slice(1).join("\n").replace(/^"""$/gm, "").trim());
}
add("Node.js (parts of its library, in Deno)", parts[0].split('"""')[1]?.trim() ?? parts[0]);

console.log(
  [...texts.values()].map(({ text, names }) => `==== ${[...names].join(", ")}\n\n${text}\n`).join("\n"),
);
console.log(
  `\n==== Packages that carry no text of their licence; where theirs is one of several, that of MIT is used\n`,
);
console.log([...withoutText, ...OF_V8].join("\n"));

function authorsOf(folder: string): string {
  const authors = /^authors = \[([^\]]*)\]/m.exec(Deno.readTextFileSync(join(folder, "Cargo.toml")))?.[1] ??
    "";
  const names = [...authors.matchAll(/"([^"<]*)/g)].map(([, name]) => name.trim()).filter(Boolean);
  return names.length > 0 ? `, by ${names.join(", ")}` : "";
}
