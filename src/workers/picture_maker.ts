import { Buffer } from "node:buffer";
import { magickWasm, turboJpegWasm } from "../assets.ts";
import { takePictures } from "../faces/pictures.ts";
import type { Decoders } from "../photos/decoding.ts";
import { MagickDecoder } from "../photos/magick.ts";
import { TurboJpegDecoder } from "../photos/turbo_jpeg.ts";
import { answering, readFrameSync } from "./frames.ts";
import type { PictureJob, PictureSetup, WorkerAnswer } from "./messages.ts";
import { failureOf } from "./photo_worker.ts";
import type { ProcessPipes } from "./process_pipes.ts";

/**
 * The life of a process that only makes pictures: it takes one photo after the other, until the program closes the pipe.
 * It has no networks, starts fast, and knows nothing of files but the bytes that it is given.
 */
export async function work(pipes: ProcessPipes): Promise<void> {
  const answer = answering<WorkerAnswer>(pipes);
  const setup = readFrameSync<PictureSetup>(pipes);
  if (!setup) return;
  const { limits } = setup.head, memory = () => Deno.memoryUsage().rss;
  const decoders: Decoders = {
    turbo: new TurboJpegDecoder(turboJpegWasm()),
    magick: new MagickDecoder(magickWasm, limits.memory),
  };
  answer({ type: "ready", memory: memory(), provider: null });

  for (let job; (job = readFrameSync<PictureJob>(pipes));) {
    try {
      const pictures = await takePictures(job.body, job.head.order, decoders, limits);
      const bytes = pictures.map((picture) => picture?.length ?? null);
      const body = Buffer.concat(pictures.filter((picture) => picture !== null));
      answer({ type: "pictures", bytes, memory: memory() }, body);
    } catch (error) {
      answer({ type: "failure", failure: failureOf(error), memory: memory() });
    }
  }
}
