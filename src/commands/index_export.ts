import type { Command } from "commander";
import { join } from "node:path";
import { readNetworks } from "../faces/pack.ts";
import { type IndexedPhoto, indexedPhotos, statistics } from "../index/upkeep.ts";
import type { Decision } from "../matching/decide.ts";
import { ReaderGone } from "../output/ndjson.ts";
import { photoEvent } from "../output/photo_event.ts";
import { makeSink } from "../output/sinks.ts";
import type { Context } from "./context.ts";
import { packFolder } from "./packs.ts";
import { NOBODY, startEvent } from "./stream.ts";
import { type IndexOptions, withIndex } from "./with_index.ts";

/** The options of `index export`, as parsed. */
export interface ExportOptions extends IndexOptions {
  format: "ndjson" | "parquet";
  /** The file of the table. */
  out?: string;
  overwrite: boolean;
}

/** Adds what only `index export` has. */
export function addExportOptions(command: Command): Command {
  return command;
}

/** `index export`: every photo and face as the events that `faces --embeddings` prints. */
export function runIndexExport(options: ExportOptions, context: Context): Promise<number> {
  const began = performance.now(), manifest = readNetworks(packFolder(options, context.executable));
  return withIndex(options, context, async (index, processing) => {
    const sink = makeSink("ndjson", context.stdout, null);
    const roots = statistics(index, processing).roots.map(({ path }) => path);
    let photos = 0;
    try {
      await sink.send(
        startEvent({
          manifest,
          provider: { requested: "auto", used: "none", reason: "nothing is analysed" },
          workers: 0,
          roots,
          ...NOBODY,
          search: "",
          resumed: 0,
        }),
      );
      for (const photo of indexedPhotos(index, processing)) {
        if (context.signal.aborted) break;
        if (photo.finding.kind === "failed") continue;
        photos++;
        await sink.send(exported(photo, photo.finding.analysis));
      }
      const reason = context.signal.aborted ? "interrupted" : "done", exit = context.signal.aborted ? 130 : 0;
      const seconds = Math.round(performance.now() - began) / 1000;
      await sink.send({ type: "end", reason, exit, photos, matches: 0, errors: 0, skipped: 0, seconds });
      return exit;
    } catch (error) {
      if (error instanceof ReaderGone) return 0;
      throw error;
    }
  });
}

function exported(
  { root, below, size, modified, hash, names }: IndexedPhoto,
  analysis: Parameters<typeof photoEvent>[1]["analysis"],
) {
  const examined = { file: { hash, size, modified }, analysis, source: "place" as const };
  const decisions = analysis.faces.map(({ embedding }, i): Decision => {
    const name = names.get(i);
    // Who it was found to be; how alike they were then is not remembered.
    const person = name === undefined
      ? null
      : { name, references: [embedding], centroid: embedding, threshold: 1, certain: 1 };
    return { person, nearest: person, similarity: null, runnerUp: null, rival: null, isRival: false };
  });
  const detail = { landmarks: true, embeddings: true };
  return photoEvent(join(root, below), examined, decisions, () => null, detail);
}
