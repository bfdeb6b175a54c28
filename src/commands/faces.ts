import { SEEKS_NOBODY, TELLS_MATCHES } from "../scan/plan.ts";
import type { Context } from "./context.ts";
import { checkTogether } from "./option_rules.ts";
import type { FacesOptions } from "./options.ts";
import { runPhotos } from "./run.ts";
import { NOBODY } from "../output/start_event.ts";

/** `faces`: every face of every photo, for scripts. */
export async function runFaces(
  paths: readonly string[],
  options: FacesOptions,
  context: Context,
): Promise<number> {
  checkTogether(paths, options, context);
  return await runPhotos(paths, options, context, {
    seeks: false,
    report: null,
    own: [],
    plan: () =>
      Promise.resolve({
        plan: {
          ...SEEKS_NOBODY,
          ...TELLS_MATCHES,
          detail: { landmarks: true, embeddings: options.embeddings },
          all: true,
          effort: options.effort,
        },
        who: NOBODY,
      }),
  });
}
