import { Buffer } from "node:buffer";
import { basename, join } from "node:path";
import { writeWhole } from "../system/whole_file.ts";
import type { PicturePlace } from "./html.ts";
import { FOLDER_MARK, pictureFolder } from "./target.ts";

/** Bytes of pictures, as Base64, that a page holds; a browser reads so much in a second. */
const MOST_INSIDE = 50e6;
/** What Base64 makes of a byte. */
const BASE64 = 4 / 3;

/** How {@link PictureShelf} names its files. */
const OUR_PICTURE = /^[0-9a-f]{16}-\d+\.webp$/;

/**
 * Takes the pictures of a page: they lie in it, and from {@link MOST_INSIDE} on in a folder beside it. Each is known by
 * the order in which it came.
 */
export class PictureShelf {
  readonly #names: string[] = [];
  #inside: Uint8Array[] | null = [];
  #bytes = 0;

  /** `page`: path of the page's file. `most`: bytes as Base64 that it may hold. */
  constructor(private readonly page: string, private readonly most = MOST_INSIDE) {}

  /** Takes a WebP picture of a photo, whose SHA-256 is `hash`, or of a face in it. Gives the picture's position. */
  add(picture: Uint8Array, hash: string): number {
    this.#bytes += BASE64 * picture.length;
    this.#names.push(`${hash.slice(0, 16)}-${this.#names.length}.webp`);
    if (this.#inside === null) this.#write(this.#names.length - 1, picture);
    else {
      this.#inside.push(picture);
      if (this.#bytes > this.most) this.#moveOut(this.#inside);
    }
    return this.#names.length - 1;
  }

  get place(): PicturePlace {
    return this.#inside ? "inside" : "beside";
  }

  /** The pictures' URLs, by their positions. */
  urls(): string[] {
    if (this.#inside) {
      return this.#inside.map((bytes) => `data:image/webp;base64,${Buffer.from(bytes).toString("base64")}`);
    }
    const folder = encodeURIComponent(basename(this.#folder));
    return this.#names.map((name) => `./${folder}/${name}`);
  }

  get #folder(): string {
    return pictureFolder(this.page);
  }

  #moveOut(pictures: readonly Uint8Array[]) {
    Deno.mkdirSync(this.#folder, { recursive: true });
    // Of an earlier page of this name.
    for (const { name } of [...Deno.readDirSync(this.#folder)]) {
      if (OUR_PICTURE.test(name)) Deno.removeSync(join(this.#folder, name));
    }
    writeWhole(
      join(this.#folder, FOLDER_MARK),
      `Pictures of ${basename(this.page)}. The page works without them, too.\n`,
    );
    this.#inside = null;
    pictures.forEach((picture, i) => this.#write(i, picture));
  }

  #write(i: number, picture: Uint8Array) {
    writeWhole(join(this.#folder, this.#names[i]), picture);
  }
}
