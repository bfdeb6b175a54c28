import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Box } from "../../src/faces/face.ts";
import { UsageError } from "../../src/failure.ts";
import { cosine, makePerson, median, type Person, similarity } from "../../src/matching/person.ts";
import { type Context, soughtOf } from "./context.ts";
import { readEmbedding } from "./embedding.ts";
import type { SeenPhoto } from "./outcome.ts";
import { exists, pythonWith, run } from "./python.ts";

/** The reference pipeline, another implementation to compare with; it lies beside the project. */
const PIPELINE = fileURLToPath(new URL("../../../shared/reference/pipeline.py", import.meta.url));
/** Its decisions: similarity of a match, and the median cosine to the others that a reference photo needs. */
const MATCH = 0.402, AGREEMENT = 0.4;
/** Photos of one start, and how many run side by side. */
const BATCH = 250, RUNS = 2;

/** A face as it tells of it. */
interface ReferenceFace {
  box: Box;
  embedding: string;
}

/** What the reference pipeline makes of photos. It is slow, so that what it said of a photo is kept. */
export class ReferencePipeline {
  #known = new Map<string, SeenPhoto<ReferenceFace>>();

  private constructor(private readonly python: string, private readonly cache: string) {}

  /** Throws where it isn't there. */
  static async open(cache: string): Promise<ReferencePipeline> {
    if (!await exists(PIPELINE)) {
      throw new UsageError(`--reference needs ${PIPELINE}, which is no part of the project. Leave it out.`);
    }
    return new ReferencePipeline(
      await pythonWith("requirements-reference.txt", cache),
      join(cache, "reference"),
    );
  }

  /** The faces of photos, by path. A photo that it cannot read has none. */
  async faces(paths: readonly string[]): Promise<Map<string, SeenPhoto<ReferenceFace>>> {
    await Deno.mkdir(this.cache, { recursive: true });
    const batches = Array.from(
      { length: Math.ceil(paths.length / BATCH) },
      (_, i) => paths.slice(i * BATCH, (i + 1) * BATCH).filter((path) => !this.#known.has(path)),
    );
    let next = 0;
    const runs = Array.from({ length: RUNS }, async () => {
      while (next < batches.length) await this.#read(batches[next++]);
    });
    await Promise.all(runs);
    return new Map(paths.map((path) => [path, this.#known.get(path)!]));
  }

  async #read(paths: readonly string[]): Promise<void> {
    if (paths.length === 0) return;
    const stats = await Promise.all(paths.map((path) => Deno.stat(path)));
    const id = JSON.stringify(paths.map((path, i) => [path, stats[i].size, stats[i].mtime]));
    const kept = join(this.cache, `${createHash("sha256").update(id).digest("hex").slice(0, 16)}.ndjson`);
    if (!await exists(kept)) {
      await Deno.writeTextFile(`${kept}.partial`, await run(this.python, [PIPELINE, "faces", ...paths]));
      await Deno.rename(`${kept}.partial`, kept);
    }
    for (const line of (await Deno.readTextFile(kept)).trim().split("\n")) {
      const { path, width, height, faces } = JSON.parse(line);
      this.#known.set(path, { width, height, faces });
    }
  }

  /** The faces of the whole collection, reference photos too. */
  async wholeFaces({ owners }: Context): Promise<Map<string, SeenPhoto<ReferenceFace>>> {
    // Two lists, as in a search: what is kept is kept by list.
    const references = await this.faces(owners.flatMap(({ references }) => references));
    return new Map([...references, ...await this.faces(owners.flatMap(({ photos }) => photos))]);
  }

  /** The search for everybody sought in the whole collection. */
  wholeSearch(context: Context): Promise<Map<string, SeenPhoto>> {
    return context.once(
      "reference search",
      () => this.search(context, context.owners.flatMap(({ photos }) => photos)),
    );
  }

  /** A search for everybody sought, by its own decision. */
  async search(context: Context, paths: readonly string[]): Promise<Map<string, SeenPhoto>> {
    return await this.#searched(soughtOf(context).map(({ name, references }) => [name, references]), paths);
  }

  /** A search for the people in a folder of folders. */
  async searchFor(known: string, paths: readonly string[]): Promise<Map<string, SeenPhoto>> {
    const people = [...Deno.readDirSync(known)].map(({ name }): [string, string[]] => {
      const folder = resolve(known, name);
      return [name, [...Deno.readDirSync(folder)].map((file) => join(folder, file.name)).sort()];
    });
    return await this.#searched(people, paths);
  }

  async #searched(
    people: readonly (readonly [name: string, references: readonly string[]])[],
    paths: readonly string[],
  ): Promise<Map<string, SeenPhoto>> {
    const references = await this.faces(people.flatMap(([, photos]) => photos));
    const sought = people.map(([name, photos]) =>
      makePerson(name, agreeing(photos.flatMap((photo) => largest(references.get(photo)!))))
    );
    const photos = await this.faces(paths);
    return new Map([...photos].map(([path, { width, height, faces }]) => [path, {
      width,
      height,
      faces: faces.map((face) => ({ box: face.box, ...nearest(readEmbedding(face.embedding), sought) })),
    }]));
  }
}

function largest({ faces }: SeenPhoto<ReferenceFace>): Float32Array[] {
  return faces.toSorted((a, b) => b.box.width - a.box.width).slice(0, 1).map(({ embedding }) =>
    readEmbedding(embedding)
  );
}

/** pipeline.py's reference_filter. */
function agreeing(references: readonly Float32Array[]): readonly Float32Array[] {
  if (references.length < 3) return references;
  const agree = references.filter((one, i) =>
    median(references.filter((_, j) => j !== i).map((other) => cosine(one, other))) >= AGREEMENT
  );
  return agree.length > 0 ? agree : references;
}

function nearest(embedding: Float32Array, people: readonly Person[]) {
  let name = null, most = -1;
  for (const person of people) {
    const alike = similarity(person, embedding);
    if (alike > most) [name, most] = [person.name, alike];
  }
  return { nearest: name, similarity: most, person: most >= MATCH ? name : null };
}
