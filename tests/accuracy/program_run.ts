import { join } from "node:path";
import { INDEX_FILE } from "../../src/index/open.ts";
import type { Event, EventOf, FaceFields } from "../../src/output/events.ts";
import { command, events, makeStick, ofType, type Stick } from "../end_to_end/program.ts";
import type { SeenPhoto } from "./outcome.ts";

/** Seconds that a photo may take: a busy computer must not make it an error, as speed isn't measured here. */
const PHOTO_TIMEOUT = 3600;

/** What one run of the program told. */
export interface Told {
  start: EventOf<"start">;
  /** By absolute path; a photo that failed has no faces. */
  photos: Map<string, SeenPhoto<FaceFields> & { hash?: string }>;
  /** What failed: path or nothing, stage, code and message, a line each. */
  errors: string[];
  /** How long it took by its own clock. */
  seconds: number;
}

async function copyIndex(from: string, to: string) {
  await Deno.mkdir(to, { recursive: true });
  await Deno.copyFile(join(from, INDEX_FILE), join(to, INDEX_FILE));
}

/** What a run remembers: nothing, or all; for later runs, or aside. */
interface Keeping {
  remember: boolean;
  aside: boolean;
}

/** The executable with a memory of its own, both gone in the end. */
export class ProgramRunner implements AsyncDisposable {
  private constructor(private readonly stick: Stick, private readonly effort: string | undefined) {}

  /** `effort` is handed on to the program. */
  static async make(effort?: string): Promise<ProgramRunner> {
    return new ProgramRunner(await makeStick(), effort);
  }

  /** A folder of this run, for what it needs beside the program. */
  get folder(): string {
    return this.stick.folder;
  }

  /** Whether a command of the program has this option. */
  async offers(name: "scan" | "faces", option: string): Promise<boolean> {
    const { stdout } = await command(this.stick, [name, "--help"]).output();
    return new RegExp(`(^|\\s)${option}\\b`, "m").test(new TextDecoder().decode(stdout));
  }

  /**
   * Looks for the people of `known` in folders or files. With `remember`, another search of the same photos takes
   * seconds and decides alike. `aside`: what was remembered before is known, and nothing more is remembered.
   */
  scan(
    known: string,
    paths: readonly string[],
    { remember = false, aside = false, options = [] as readonly string[] } = {},
  ): Promise<Told> {
    const effort = this.effort === undefined ? [] : ["--effort", this.effort];
    return this.#run(["scan", "--all", "--known", known, ...effort, ...options], paths, { remember, aside });
  }

  /** Every face of folders or files, with embeddings; `remember` as in {@link scan}. */
  async faces(paths: readonly string[], remember = false): Promise<Told> {
    // Effort may be what only a search has: it is spent where the answer hangs on it.
    const effort = this.effort !== undefined && await this.offers("faces", "--effort")
      ? ["--effort", this.effort]
      : [];
    return await this.#run(["faces", "--embeddings", ...effort], paths, { remember, aside: false });
  }

  /** The groups of faces of what is remembered of folders or files. */
  async people(paths: readonly string[]): Promise<{ groups: EventOf<"group">[]; seconds: number }> {
    const told = await this.#events(["people"], paths, { remember: true, aside: false });
    return { groups: ofType(told, "group"), seconds: ofType(told, "end")[0].seconds };
  }

  async #run(args: readonly string[], paths: readonly string[], keeping: Keeping): Promise<Told> {
    const told = await this.#events(args, paths, keeping), photos: Told["photos"] = new Map();
    for (const event of told) {
      if (event.type === "match" || event.type === "photo") photos.set(event.path, event);
      if (event.type === "error" && event.path) photos.set(event.path, { width: 0, height: 0, faces: [] });
    }
    const [end] = ofType(told, "end"), [start] = ofType(told, "start");
    const errors = ofType(told, "error").map(({ path = "", stage, code, message }) =>
      `${path} ${stage} ${code}: ${message}`
    );
    return { start, photos, errors, seconds: end.seconds };
  }

  async #events(
    args: readonly string[],
    paths: readonly string[],
    { remember, aside }: Keeping,
  ): Promise<Event[]> {
    const list = join(this.stick.folder, "paths");
    await Deno.writeTextFile(list, paths.join("\0"));
    const memory = join(this.stick.folder, remember ? "remembering" : "forgetting");
    const data = aside ? `${memory}-aside` : memory;
    if (aside) await copyIndex(memory, data);
    const kept = ["--remember", remember ? "all" : "none", "--data", data];
    const speed = ["--priority", "normal", "--photo-timeout", `${PHOTO_TIMEOUT}`];
    const all = [...args, ...kept, ...speed, "--null", "--files-from", list];
    const { code, stdout, stderr } = await command(this.stick, all).output();
    // 1 is no match, 3 some photos that could not be read.
    if (![0, 1, 3].includes(code)) {
      throw new Error(`exit ${code} of ${all.join(" ")}: ${new TextDecoder().decode(stderr)}`);
    }
    return events(new TextDecoder().decode(stdout));
  }

  async [Symbol.asyncDispose]() {
    await this.stick[Symbol.asyncDispose]();
  }
}
