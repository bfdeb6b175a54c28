import { packTar } from "modern-tar";

/** A time that an archive has for its members. */
export const CHANGED = Date.UTC(2014, 5, 7, 8, 9, 10);

/** A tar archive of files with these contents, in their order; the same name may come twice. */
export function tarOf(files: readonly (readonly [name: string, content: string])[]): Promise<Uint8Array> {
  const encoder = new TextEncoder();
  return packTar(files.map(([name, content]) => {
    const body = encoder.encode(content);
    return { header: { name, size: body.length, type: "file" as const, mtime: new Date(CHANGED) }, body };
  }));
}

/** A stream of these bytes, in chunks of this size; `onChunk` is told of each that is asked for. */
export function streamOf(bytes: Uint8Array, chunk = 1000, onChunk = () => {}): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      onChunk();
      if (at < bytes.length) controller.enqueue(bytes.slice(at, at += chunk));
      else controller.close();
    },
  }, { highWaterMark: 0 });
}
