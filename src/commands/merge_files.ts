import { dirname, resolve } from "node:path";
import { messageOf, UsageError } from "../failure.ts";
import type { ResultsInput } from "../merging/results_reader.ts";
import { eventLines, parseEvent, wholeLines } from "../output/event_lines.ts";
import { isFile, isFolder, isSameFile, isThere } from "../system/path_kind.ts";
import { makeTemporaryFolder } from "../system/temporary_folder.ts";

/** Files that are open at a time: some systems give a program 256 handles, of which each may take two. */
const MOST_OPEN = 64;

/** The files that are merged, however many: some of them are open. */
export class MergeInputs {
  readonly #inputs: ResultsInput[] = [];
  /** By their paths; the one that was used last is the last. */
  readonly #open = new Map<string, Deno.FsFile>();
  readonly #cleanUps: (() => void)[] = [];
  #isClosed = false;

  get all(): readonly ResultsInput[] {
    return this.#inputs;
  }

  /** Opens a file; of what isn't one, such as a named pipe, a copy, until `signal`. Throws a {@link UsageError}. */
  async open(path: string, signal: AbortSignal) {
    try {
      if (isFolder(path)) throw new Error("is a folder");
      if (isThere(path) && !isFile(path)) await this.keep((await Deno.open(path)).readable, path, signal);
      else this.#add(path, resolve(path));
    } catch (error) {
      // Deno's own refusal speaks of permissions that nobody who runs the program can give.
      const reason = error instanceof Deno.errors.NotCapable
        ? "is a device, and no file (- reads standard input)"
        : messageOf(error);
      throw new UsageError(`${path}: ${reason}. Expected a file of events, as scan prints them.`);
    }
  }

  /** Keeps what comes by a stream, until `signal`, in a private file: it is read more than once. */
  async keep(stream: ReadableStream<Uint8Array>, name: string, signal: AbortSignal) {
    const folder = makeTemporaryFolder();
    this.#cleanUps.push(folder.remove);
    const path = `${folder.path}/results.ndjson`,
      file = await Deno.open(path, { write: true, createNew: true });
    await stream.pipeTo(file.writable, { signal }).catch((error) => {
      if (!signal.aborted) throw error;
    });
    this.#add(name, path);
  }

  /** Throws where the file can't be read. */
  #add(name: string, path: string) {
    const opened = () => this.#opened(path);
    opened();
    this.#inputs.push({
      name,
      get file() {
        return opened();
      },
    });
  }

  #opened(path: string): Deno.FsFile {
    const file = this.#open.get(path) ?? Deno.openSync(path);
    this.#open.delete(path);
    this.#open.set(path, file);
    const [[first, longest]] = this.#open;
    if (this.#open.size > MOST_OPEN) {
      longest.close();
      this.#open.delete(first);
    }
    return file;
  }

  /** Lets go of the files. */
  close() {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const file of this.#open.values()) file.close();
    for (const cleanUp of this.#cleanUps) cleanUp();
  }
}

/**
 * Sees, before any work is done, that merged results can be written to `path`. A file that is there may only go when it is
 * one of `inputs`, or merged results itself, unless `overwrite`. Throws a {@link UsageError} that says what is wrong.
 */
export function checkMergeTarget(path: string, inputs: readonly string[], overwrite: boolean) {
  const refuse = (reason: string) => {
    throw new UsageError(`--output ${path}: ${reason}`);
  };
  if (isFolder(path)) refuse("is a folder, expected a file such as all.ndjson");
  if (isThere(path) && !isFile(path)) refuse("is no file");
  const mayGo = overwrite || !isThere(path) || inputs.some((input) => isSameFile(input, path)) ||
    isMerged(path);
  if (!mayGo) {
    refuse(
      "is there already, and neither merged results nor one of those to merge. Give another name, or --overwrite",
    );
  }
  if (!isFolder(dirname(path))) refuse(`there is no folder ${dirname(path)}`);
}

/** An empty file is nobody's. */
function isMerged(path: string): boolean {
  using file = Deno.openSync(path);
  if (file.statSync().size === 0) return true;
  try {
    for (const { text } of eventLines(file, wholeLines(file))) {
      const event = parseEvent(text);
      return event.type === "start" && event.merged !== undefined;
    }
  } catch { /* it is something else */ }
  return false;
}
