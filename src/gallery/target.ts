import { UsageError } from "../failure.ts";
import { checkNewFile } from "../output/new_file.ts";
import { GALLERY_PICTURES } from "../photos/name_choice.ts";
import { MARK } from "./html.ts";

/** Where a gallery's pictures go when they are too many for the page: a folder beside it. */
export function pictureFolder(page: string): string {
  return page.replace(/\.html?$/i, "") + GALLERY_PICTURES;
}

/** In this file beside the pictures it says whose folder it is. */
export const FOLDER_MARK = "made-by-facefinder.txt";

/** Bytes in which a gallery shows that it is one. */
const HEAD = 400;

/**
 * Sees, before any work is done, that a gallery can be written to `page`. `overwrite`: whatever is there may go. Throws a
 * {@link UsageError} that says what is wrong; `option` gave the path.
 */
export function checkTarget(page: string, option: string, overwrite: boolean) {
  checkNewFile({
    path: page,
    option,
    example: "found.html",
    otherwise: ", and is no gallery of facefinder",
    mayReplace: () => overwrite || kindOf(page) === null || isGallery(page),
  });
  const pictures = pictureFolder(page);
  if (kindOf(pictures) !== null && kindOf(`${pictures}/${FOLDER_MARK}`) !== "file") {
    throw new UsageError(
      `${option} ${page}: pictures may have to go to ${pictures}, which is somebody else's. Give another name.`,
    );
  }
}

/** Throws where that can't be said: what can't be looked at must not be overwritten. */
function kindOf(path: string): "file" | "folder" | null {
  try {
    return Deno.statSync(path).isDirectory ? "folder" : "file";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function isGallery(path: string): boolean {
  using file = Deno.openSync(path);
  const head = new Uint8Array(HEAD), count = file.readSync(head) ?? 0;
  return new TextDecoder().decode(head.subarray(0, count)).includes(MARK);
}
