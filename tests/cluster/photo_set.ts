import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readCollection } from "../accuracy/collection.ts";
import { joined } from "../joined.ts";

/** Photos to be searched, and who is looked for in them. */
export interface PhotoSet {
  /** The folder for `--known`. */
  known: string;
  /** Absolute paths. */
  photos: string[];
}

const SAMPLES = fileURLToPath(new URL("../photos/", import.meta.url));
/** Who has this many photos is sought. */
const LEAST = 15;

/**
 * Lays `count` photos in `folder`, and the references of `people` people at most: of a collection with a folder of
 * photos for each person, or, where there is none, copies of the sample photos, each with other bytes.
 */
export async function layPhotos(
  folder: string,
  count: number,
  collection: string | null,
  people = Infinity,
): Promise<PhotoSet> {
  return collection === null
    ? await laySamples(folder, count)
    : await layCollection(folder, count, collection, people);
}

async function layCollection(
  folder: string,
  count: number,
  collection: string,
  people: number,
): Promise<PhotoSet> {
  const owners = readCollection(collection, LEAST), known = join(folder, "known");
  const sought = owners.filter(({ sought }) => sought).slice(0, people);
  for (const { name, references } of sought) {
    await Deno.mkdir(join(known, name), { recursive: true });
    for (const path of references) await Deno.copyFile(path, join(known, name, basename(path)));
  }
  // A part has photos of people who are sought and of others.
  const theirs = sought.flatMap(({ photos }) => photos);
  const others = owners.filter((owner) => !sought.includes(owner)).flatMap(({ photos }) => photos);
  const half = Math.max(Math.ceil(count / 2), count - others.length);
  const photos = [...theirs.slice(0, half), ...others].slice(0, count);
  return { known, photos };
}

async function laySamples(folder: string, count: number): Promise<PhotoSet> {
  const album = join(SAMPLES, "album"), names = [...Deno.readDirSync(album)].map(({ name }) => name).sort();
  const photos: string[] = [];
  await Deno.mkdir(join(folder, "photos"));
  for (let i = 0; i < count; i++) {
    const name = names[i % names.length], path = join(folder, "photos", `${i} ${name}`);
    // Bytes behind a picture's end change its hash, and nothing that is seen.
    await Deno.writeFile(
      path,
      joined(await Deno.readFile(join(album, name)), new TextEncoder().encode(`${i}`)),
    );
    photos.push(path);
  }
  return { known: join(SAMPLES, "known"), photos };
}

/** Lays what is no photo, or has an odd name, into `folder`; gives the paths, of which one is of nothing. */
export async function layOddities(folder: string): Promise<string[]> {
  const odd = join(folder, "odd, ünd 'so' \"weiter\"");
  await Deno.mkdir(odd);
  const text = join(odd, "text.jpg"), photo = join(odd, "_DSC 0001 é.jpg");
  await Deno.writeTextFile(text, "no photo");
  await Deno.copyFile(join(SAMPLES, "album/obama3.jpg"), photo);
  return [text, photo, join(odd, "gone.jpg")];
}
