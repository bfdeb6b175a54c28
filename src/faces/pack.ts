import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { decodeStrangers, type Strangers } from "../matching/strangers.ts";
import { type Manifest, parseManifest } from "./manifest.ts";

/** A model pack: its manifest, and the checked bytes of its models by file name. */
export interface Pack {
  manifest: Manifest;
  models: Map<string, Uint8Array>;
}

/** Reads the manifest in `folder` (a URL that ends with a slash). Throws an Error that says what is wrong with it. */
export function readManifest(folder: URL): Manifest {
  const at = new URL("manifest.json", folder);
  try {
    return parseManifest(Deno.readTextFileSync(at));
  } catch (error) {
    throw new Error(`model pack: ${fileURLToPath(at)}: ${error instanceof Error ? error.message : error}`);
  }
}

/** Reads a pack. Throws when a model is missing or its SHA-256 is not the manifest's: such a model is never run. */
export function readPack(folder: URL): Pack {
  const manifest = readManifest(folder);
  const models = new Map<string, Uint8Array>();
  for (const file of modelFiles(manifest)) models.set(file.file, readChecked(folder, manifest, file));
  return { manifest, models };
}

/** Reads a pack's model of strangers, if it has one. Throws as {@link readPack} does. */
export function readStrangers(folder: URL, manifest: Manifest): Strangers | null {
  const { strangers, dimension } = manifest;
  return strangers
    ? decodeStrangers(readChecked(folder, manifest, strangers), dimension, strangers.tail)
    : null;
}

function readChecked(folder: URL, { name }: Manifest, { file, sha256 }: { file: string; sha256: string }) {
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(new URL(file, folder));
  } catch {
    throw new Error(`model pack "${name}": ${file} cannot be read`);
  }
  const actual = createHash("sha256").update(bytes).digest("hex");
  if (actual !== sha256) {
    throw new Error(
      `model pack "${name}": ${file} has SHA-256 ${actual}, the manifest says ${sha256}: it is not used`,
    );
  }
  return bytes;
}

/** What the manifest says of each model file. */
export function modelFiles({ detector, proposals, recognizers }: Manifest) {
  return [detector, proposals, ...recognizers];
}
