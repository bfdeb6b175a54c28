import type { Context } from "./context.ts";
import type { FacesOptions } from "./options.ts";
import { runPhotos } from "./run.ts";

/** `faces`: every face of every photo, for scripts. */
export function runFaces(paths: readonly string[], options: FacesOptions, context: Context): Promise<number> {
  return runPhotos(paths, options, context, {
    seeks: false,
    own: [],
    plan: () =>
      Promise.resolve({
        plan: {
          people: [],
          confidence: () => null,
          detail: { landmarks: true, embeddings: options.embeddings },
          all: true,
          copier: null,
        },
        people: [],
        threshold: null,
      }),
  });
}
