import { InvalidArgumentError, Option } from "commander";
import { reasonOf, UsageError } from "../failure.ts";
import { PassphraseKey } from "../index/key.ts";
import { isHandedOver, readDescriptor } from "../system/linux.ts";
import { isFile, isFolder, isThere } from "../system/path_kind.ts";
import type { Context } from "./context.ts";
import { GROUP } from "./help.ts";

/** Where the passphrase comes from, as parsed: never from the command line itself, which everybody can see. */
export interface PassphraseOptions {
  /** Ask for it. */
  passphrase?: boolean;
  passphraseFd?: number;
  passphraseFile?: string;
}

/** The options of {@link PassphraseOptions}. */
export function passphraseOptions(): Option[] {
  return [
    new Option("--passphrase", "encrypt what is remembered: asks for a passphrase").conflicts([
      "passphraseFd",
      "passphraseFile",
    ]),
    new Option("--passphrase-fd <number>", "the same, read from an open file, such as 3 (0: standard input)")
      .argParser(fileDescriptor).conflicts("passphraseFile"),
    new Option("--passphrase-file <file>", "the same, read from a file's first line").argParser(readableFile),
  ].map((option) => option.helpGroup(GROUP.memory));
}

function fileDescriptor(value: string): number {
  if (!/^\d{1,5}$/.test(value) || value === "1" || value === "2") {
    throw new InvalidArgumentError("Expected the number of a file that is open for reading, such as 3.");
  }
  return Number(value);
}

/** Told at once: what is said of an index that the passphrase was for leads nobody to a name that is mistyped. */
function readableFile(path: string): string {
  try {
    if (isFolder(path)) throw new Error("it is a folder");
    // Not opened unless it is a file: whoever feeds a pipe would be gone when it is read.
    if (isFile(path) || !isThere(path)) Deno.openSync(path).close();
    return path;
  } catch (error) {
    throw new UsageError(
      `--passphrase-file ${path}: ${reasonOf(error)}. Expected a file with the passphrase in its first line.`,
    );
  }
}

/** True when the index is to be an encrypted one. */
export function isEncrypted({ passphrase, passphraseFd, passphraseFile }: PassphraseOptions): boolean {
  return !!passphrase || passphraseFd !== undefined || passphraseFile !== undefined;
}

/** More than this is no passphrase, but another file. */
const MOST_BYTES = 4096;

/**
 * The key of an encrypted index; null without a passphrase. For an index that isn't there yet (`isNew`) a terminal asks
 * twice. Throws a {@link UsageError}, or `Interrupted`.
 */
export async function readKey(
  options: PassphraseOptions,
  isNew: boolean,
  context: Pick<Context, "ask">,
): Promise<PassphraseKey | null> {
  if (!isEncrypted(options)) return null;
  const { passphraseFd: fd, passphraseFile: file } = options;
  const [option, passphrase] = file !== undefined
    ? [`--passphrase-file ${file}`, readFirstLine(`--passphrase-file ${file}`, () => Deno.openSync(file))]
    : fd !== undefined
    ? [`--passphrase-fd ${fd}`, readFirstLine(`--passphrase-fd ${fd}`, () => openDescriptor(fd))]
    : ["--passphrase", await askFor(isNew, context)];
  if (passphrase === "") {
    throw new UsageError(
      `${option}: the passphrase is empty. Expected at least one character${
        options.passphrase ? "" : " in the first line"
      }.`,
    );
  }
  return new PassphraseKey(passphrase);
}

async function askFor(isNew: boolean, { ask }: Pick<Context, "ask">): Promise<string> {
  if (!ask) {
    throw new UsageError(
      "--passphrase asks at a terminal, and standard input is none: give --passphrase-fd or --passphrase-file.",
    );
  }
  const passphrase = await ask(isNew ? "new passphrase: " : "passphrase: ");
  if (isNew && passphrase !== "" && await ask("once more: ") !== passphrase) {
    throw new UsageError(
      "--passphrase: the two differ, and nothing was changed. Start again, and type the same twice.",
    );
  }
  return passphrase;
}

interface Readable {
  readSync(into: Uint8Array<ArrayBuffer>): number | null;
  close(): void;
}

function openDescriptor(fd: number): Readable {
  if (fd === 0) return { readSync: (into) => Deno.stdin.readSync(into), close: () => {} };
  if (Deno.build.os !== "linux") throw new Error("only Linux has such files here: give --passphrase-file");
  // Another number may be of a pipe of the program's own: reading from that would wait for ever.
  if (!isHandedOver(fd)) throw new Error("it is not open: a shell opens it by 3<FILE, for example");
  return {
    readSync: (into) => {
      const count = readDescriptor(fd, into);
      if (count < 0) throw new Error("it is not open for reading");
      return count;
    },
    close: () => {},
  };
}

function readFirstLine(option: string, open: () => Readable): string {
  try {
    const file = open();
    try {
      return firstLine(file);
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${option}: ${reasonOf(error)}.`);
  }
}

function firstLine(file: Readable): string {
  const bytes = new Uint8Array(MOST_BYTES + 1), newline = "\n".charCodeAt(0);
  let length = 0;
  while (!bytes.subarray(0, length).includes(newline)) {
    if (length > MOST_BYTES) {
      throw new Error(`the first line has more than ${MOST_BYTES} bytes: is that the right file?`);
    }
    const count = file.readSync(bytes.subarray(length));
    if (!count) break;
    length += count;
  }
  const text = asText(bytes.subarray(0, length));
  return text.split(/\r?\n/, 1)[0];
}

function asText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error("it is not text in UTF-8: save it as that");
  }
}
