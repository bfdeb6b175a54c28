/** Removes a file or folder with all that it holds; a link, not what it leads to. Never throws. */
export function removeTree(path: string) {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch {
    /* There is nothing, or Windows keeps a loaded library until the program has ended: the next run removes it */
  }
}
