import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Point } from "../../src/faces/face.ts";
import { choosePhotos, type Owner } from "./collection.ts";
import { type Context, makersPython, soughtOf } from "./context.ts";
import { faceAt, type Target } from "./outcome.ts";
import { exists, run } from "./python.ts";
import { Random } from "../random.ts";

/** A photo of a rung. */
export interface RungPhoto extends Target {
  ladder: string;
  rung: string;
}

/** Strangers are half as many as sought people. */
const STRANGERS = 0.5;

/**
 * The photos of all ladders, made where the cache lacks them. They depend on the collection, the seed, the number, what
 * makes them, and on where the program that made them first saw the faces.
 */
export async function ladderPhotos(context: Context): Promise<{ folder: string; photos: RungPhoto[] }> {
  const folder = join(context.cache, `ladders-${await makerId(context)}`), truth = join(folder, "truth.json");
  if (!await exists(truth)) {
    const python = await makersPython(context);
    await Deno.mkdir(folder, { recursive: true });
    const task = join(folder, "portraits.json");
    await Deno.writeTextFile(
      task,
      JSON.stringify({ seed: context.seed, photos: await choosePortraits(context) }),
    );
    // -B: no compiled files beside the source.
    await run(python, ["-B", fileURLToPath(new URL("make/make.py", import.meta.url)), task, folder]);
  }
  const made: Made[] = JSON.parse(await Deno.readTextFile(truth));
  const owners = new Map(context.owners.map((owner) => [owner.name, owner]));
  const photos = made.map(({ path, ladder, rung, owner, at, height }) => ({
    path: join(folder, path),
    ladder,
    rung,
    owner: owners.get(owner)!,
    face: { at, height },
  }));
  return { folder, photos };
}

/** An entry of truth.json; see make/make.py. */
interface Made {
  path: string;
  ladder: string;
  rung: string;
  owner: string;
  at: Point;
  height: number;
}

/** Photos by chance, with their face as the program sees it; those in which it sees none are left out. */
async function choosePortraits(context: Context) {
  const random = new Random(context.seed), strangers = context.owners.filter(({ sought }) => !sought);
  const chosen: { owner: Owner; path: string }[] = [
    ...choosePhotos(soughtOf(context), context.photos, random),
    ...choosePhotos(strangers, Math.round(STRANGERS * context.photos), random),
  ];
  const { photos } = await context.runner.faces(chosen.map(({ path }) => path));
  return chosen.flatMap(({ owner, path }) => {
    const face = faceAt(photos.get(path)!, null);
    return face ? [{ path, owner: owner.name, box: face.box, landmarks: face.landmarks }] : [];
  });
}

async function makerId({ data, seed, photos, owners }: Context): Promise<string> {
  const hash = createHash("sha256").update(
    JSON.stringify([data, seed, photos, owners.length, soughtCount(owners)]),
  );
  const folder = new URL("make/", import.meta.url);
  const names = [...Deno.readDirSync(folder)].filter(({ isFile }) => isFile).map(({ name }) => name).sort();
  for (const name of names) hash.update(await Deno.readFile(new URL(name, folder)));
  return hash.digest("hex").slice(0, 12);
}

const soughtCount = (owners: readonly Owner[]) => owners.filter(({ sought }) => sought).length;
