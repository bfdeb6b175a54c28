/**
 * Makes everything that is handed out: `deno run -A src/packaging/dist.ts [target…]`.
 *
 *     dist/facefinder-<target>    for each target; checked as far as that goes without running it
 *     dist/LICENCES.txt, dist/SHA256SUMS
 *     dist/stick/                 all of it with READ ME FIRST.txt, ready to be copied to a stick
 */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { compareTexts } from "../text_order.ts";
import { VERSION } from "../version.ts";
import { checkDeno } from "./check_deno.ts";
import { checksumList, sha256 } from "./checksums.ts";
import { denoRuntime } from "./deno_runtime.ts";
import { makeExecutable, OUTPUT, stagedFiles } from "./executable.ts";
import { fatFaults, type StickFile } from "./fat32.ts";
import { type Embedded, faultsOf } from "./inspect.ts";
import { licences } from "./licences.ts";
import { type Built, readMe } from "./read_me.ts";
import { type Requirement, requirementOf, requirementTable } from "./requirements.ts";
import { executableName, type Target, TARGETS } from "./targets.ts";

checkDeno();
const targets = Deno.args.length === 0 ? TARGETS : TARGETS.filter(({ name }) => Deno.args.includes(name));
const unknown = Deno.args.find((arg) => !TARGETS.some(({ name }) => name === arg));
if (unknown !== undefined) {
  console.error(`there is no ${unknown}; there are: ${TARGETS.map(({ name }) => name).join(", ")}`);
  Deno.exit(2);
}

const STICK = new URL("stick/", OUTPUT);
await Deno.remove(STICK, { recursive: true }).catch(() => {});
await Deno.mkdir(new URL("family/", STICK), { recursive: true });

const sums = new Map<string, string>(), built: Built[] = [], bundles = new Set<string>();
const requirements: Requirement[] = [];
for (const target of targets) {
  console.log(`${target.name} …`);
  const path = await makeExecutable(target), embedded = stagedFiles(target);
  const executable = await Deno.readFile(path), name = executableName(target);
  const faults = faultsOf(target, executable, embedded, await runtimeSize(target));
  if (faults.length > 0) throw new Error(`${name}: ${faults.join("; ")}`);
  sums.set(name, sha256(executable));
  for (const { name, content } of embedded) {
    if (name.endsWith(".js")) bundles.add(new TextDecoder().decode(content));
  }
  const program = requirementOf(name, executable), native = nativeRequirements(target, embedded);
  const library = native.find(({ file }) => !file.endsWith(".node")) ?? null;
  built.push({ target, program, library });
  requirements.push(program, ...native);
  await onStick(path, name);
}
await text("LICENCES.txt", licences([...bundles]));
await text("READ ME FIRST.txt", readMe(VERSION, built));
const list = checksumList(sums);
for (const folder of [OUTPUT, STICK]) await Deno.writeTextFile(new URL("SHA256SUMS", folder), list);

const files = stickFiles(), faults = fatFaults(files);
if (faults.length > 0) throw new Error(faults.join("\n"));
console.log(`\n${requirementTable(requirements)}`);
for (const { path, size } of files) console.log(`${(size / 1e6).toFixed(1).padStart(8)} MB  ${path}`);

/** Writes a text into both folders. */
async function text(name: string, content: string) {
  const bytes = new TextEncoder().encode(content);
  sums.set(name, sha256(bytes));
  await Deno.writeFile(new URL(name, OUTPUT), bytes);
  await onStick(fileURLToPath(new URL(name, OUTPUT)), name);
}

async function onStick(path: string, name: string) {
  const to = new URL(name, STICK);
  await Deno.link(path, fileURLToPath(to)).catch(() => Deno.copyFile(path, to));
}

/** What the native files need, those for graphics cards last. */
function nativeRequirements({ native, gpu }: Target, embedded: readonly Embedded[]): Requirement[] {
  return [...native, ...gpu].map((name) => {
    const { content } = embedded.find((file) => file.name === `native/${name}.gz`)!;
    return requirementOf(`  ${name}`, gunzipSync(content));
  });
}

async function runtimeSize(target: Target): Promise<number | undefined> {
  const runtime = denoRuntime(target);
  return runtime === null ? undefined : (await Deno.stat(runtime)).size;
}

function stickFiles(folder = STICK): StickFile[] {
  return [...Deno.readDirSync(folder)].flatMap((entry) => {
    const at = new URL(encodeURIComponent(entry.name) + (entry.isDirectory ? "/" : ""), folder);
    if (entry.isDirectory) return stickFiles(at);
    return [{
      path: relative(fileURLToPath(STICK), fileURLToPath(at)).replaceAll("\\", "/"),
      size: Deno.statSync(at).size,
    }];
  }).sort((a, b) => compareTexts(a.path, b.path));
}
