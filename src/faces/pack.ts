import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { messageOf, reasonOf, UsageError } from "../failure.ts";
import { checkSelfContained } from "../inference/onnx_file.ts";
import { type Manifest, type Networks, parseManifest, parseNetworks } from "./manifest.ts";

/** A model pack: what its manifest says of its networks, and the checked bytes of its models by file name. */
export interface Pack {
  manifest: Networks;
  models: Map<string, Uint8Array>;
}

/** Name of the file that describes a pack. */
export const MANIFEST_FILE = "manifest.json";

/** A protobuf message, as an ONNX file is one, ends before. */
const MOST_MODEL_BYTES = 2 ** 31 - 1;

/** Reads the manifest in `folder` (a URL that ends with a slash). Throws a {@link UsageError} that says what is wrong with it. */
export function readManifest(folder: URL): Manifest {
  return read(folder, parseManifest);
}

/** The same of a pack whose thresholds may still be missing. */
export function readNetworks(folder: URL): Networks {
  return read(folder, parseNetworks);
}

function read<T>(folder: URL, parse: (text: string) => T): T {
  const at = new URL(MANIFEST_FILE, folder);
  try {
    return parse(Deno.readTextFileSync(at));
  } catch (error) {
    throw new UsageError(
      `model pack: ${fileURLToPath(at)}: ${reasonOf(error)} (models/README.md says what a manifest holds).`,
    );
  }
}

/**
 * Reads a pack. Throws when a model is missing, is not the one that the manifest means, or is not all in its file: such
 * a model is never run.
 */
export function readPack(folder: URL): Pack {
  const manifest = readNetworks(folder);
  const models = new Map<string, Uint8Array>();
  for (const model of modelFiles(manifest)) {
    const bytes = readChecked(folder, manifest, model);
    try {
      checkSelfContained(bytes);
    } catch (error) {
      throw new UsageError(`model pack "${manifest.name}": ${model.file} is not used: ${messageOf(error)}.`);
    }
    models.set(model.file, bytes);
  }
  return { manifest, models };
}

/** The bytes of a pack's model of strangers, if it has one. Throws when that is missing or not the one that is meant. */
export function readStrangersFile(folder: URL, networks: Networks): Uint8Array | null {
  return networks.strangers ? readChecked(folder, networks, networks.strangers) : null;
}

/** A file of a pack, which is the one that the manifest means. */
function readChecked(
  folder: URL,
  { name }: Networks,
  { file, bytes, sha256 }: { file: string; bytes?: number; sha256: string },
): Uint8Array {
  const refuse = (reason: string): never => {
    throw new UsageError(
      `model pack "${name}": ${file} ${reason}. Fetch it anew, or correct ${MANIFEST_FILE}.`,
    );
  };
  const at = new URL(file, folder), { isFile, size } = facts(at) ?? refuse("cannot be read");
  // What is none may have no end, or wait for ever.
  if (!isFile) refuse("is no file");
  if (bytes !== undefined && size !== bytes) {
    refuse(`has ${size} bytes, the manifest says ${bytes}: it is not used`);
  }
  if (size > MOST_MODEL_BYTES) refuse(`has ${size} bytes: an ONNX model has less than 2 GiB`);
  const content = readFile(at) ?? refuse("cannot be read");
  const actual = createHash("sha256").update(content).digest("hex");
  if (actual !== sha256) refuse(`has SHA-256 ${actual}, the manifest says ${sha256}: it is not used`);
  return content;
}

function facts(at: URL): Deno.FileInfo | null {
  try {
    return Deno.statSync(at);
  } catch {
    return null;
  }
}

function readFile(at: URL): Uint8Array | null {
  try {
    return Deno.readFileSync(at);
  } catch {
    return null;
  }
}

/** What the manifest says of each model file. */
export function modelFiles({ detector, proposals, recognizers }: Networks) {
  return [detector, ...(proposals ? [proposals] : []), ...recognizers];
}
