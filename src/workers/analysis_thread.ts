/// <reference lib="deno.worker" />
import { encodeFaces } from "../faces/face_codec.ts";
import { RemoteRuntime } from "../inference/remote_runtime.ts";
import { Meter } from "../meter.ts";
import { failureOf, PhotoWorker } from "./photo_worker.ts";
import type { FromThread, ToThread } from "./thread_messages.ts";

/*
 * A thread of an accelerator's process: decodes photos and finds faces in them, one photo at a time, with networks that
 * the process's main thread runs.
 */

const thread = self as unknown as DedicatedWorkerGlobalScope;
const say = (message: FromThread, ...moved: ArrayBuffer[]) => thread.postMessage(message, moved);
const meter = new Meter();

/** Set up by the first message. */
const life: { runtime?: RemoteRuntime; worker?: PhotoWorker; broken?: unknown } = {};

thread.onmessage = async ({ data: message }: MessageEvent<ToThread>) => {
  switch (message.type) {
    case "setup":
      try {
        life.runtime = new RemoteRuntime(
          message.remote,
          (request) => say(request, request.data.buffer),
          meter,
        );
        life.worker = new PhotoWorker(message.setup, life.runtime, meter);
      } catch (error) {
        life.broken = error;
      }
      break;
    case "ran":
      life.runtime!.replied(message);
      break;
    case "photo":
      try {
        if (!life.worker) throw life.broken;
        const { faces: found, ...analysis } = await life.worker.analyze(message.file, message.effort);
        const faces = encodeFaces(found);
        say({ type: "analysis", analysis, faces, measures: life.worker.takeMeasures() }, faces.buffer);
      } catch (error) {
        say({ type: "failure", failure: failureOf(error) });
      }
  }
};
