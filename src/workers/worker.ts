import { encodeFaces } from "../faces/face_codec.ts";
import { messageOf } from "../failure.ts";
import { metered } from "../inference/metered.ts";
import { type OpenedRuntime, openRuntime } from "../inference/open_runtime.ts";
import { Meter } from "../meter.ts";
import { processorTime } from "../system/processor_time.ts";
import { answering, readFrameSync } from "./frames.ts";
import type { PhotoJob, WorkerAnswer, WorkerSetup } from "./messages.ts";
import { failureOf, PhotoWorker } from "./photo_worker.ts";
import type { ProcessPipes } from "./process_pipes.ts";
import { openWasm } from "./wasm_runtime.ts";

/**
 * A worker process's life: sets up, then takes one photo after the other, until the program closes the pipe. It waits
 * for photos with its only thread at rest, and knows nothing of files but the bytes that it is given.
 */
export async function work(pipes: ProcessPipes): Promise<void> {
  const answer = answering<WorkerAnswer>(pipes);
  const setup = readFrameSync<WorkerSetup>(pipes);
  if (!setup) return;
  let worker: PhotoWorker, opened: OpenedRuntime;
  try {
    const { device, addon } = setup.head, meter = new Meter();
    opened = await openRuntime(device, addon, openWasm);
    worker = new PhotoWorker(setup.head, metered(opened.runtime, meter), meter);
    await worker.tryOut();
  } catch (error) {
    return answer({ type: "unable", message: messageOf(error) });
  }
  answer({ type: "ready", memory: memory(), provider: opened.provider });

  let before = processorTime();
  for (let job; (job = readFrameSync<PhotoJob>(pipes));) {
    try {
      const { faces, ...analysis } = await worker.analyze(job.body, job.head.effort);
      const now = processorTime(), work = { measures: worker.takeMeasures(), busy: now - before };
      before = now;
      answer({ type: "analysis", analysis, memory: memory(), work }, encodeFaces(faces));
    } catch (error) {
      answer({ type: "failure", failure: failureOf(error), memory: memory() });
    }
  }
}

const memory = () => Deno.memoryUsage().rss;
