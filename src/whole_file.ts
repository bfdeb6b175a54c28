/** How the name of a file ends that is being written. */
export const PARTIAL = ".part";

/**
 * Writes a file that is whole, or as it was: under another name first, so that nobody ever sees half of it. Throws, and
 * leaves nothing, where that can't be done.
 */
export function writeWhole(path: string, content: Uint8Array | string, mode?: number) {
  const partial = `${path}.${crypto.randomUUID()}${PARTIAL}`;
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  try {
    Deno.writeFileSync(partial, bytes, { mode, createNew: true });
    Deno.renameSync(partial, path);
  } catch (error) {
    removeQuietly(partial);
    throw error;
  }
}

function removeQuietly(path: string) {
  try {
    Deno.removeSync(path);
  } catch { /* it was never written */ }
}
