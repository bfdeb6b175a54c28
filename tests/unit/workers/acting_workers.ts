import { photoLimits } from "../../../src/photos/limits.ts";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { WorkerProcess } from "../../../src/workers/worker_process.ts";
import { makeFolder } from "../output/temporary_folder.ts";

const script = fileURLToPath(new URL("acting_worker.ts", import.meta.url));

/** Workers that do what the photos tell them: see acting_worker.ts. */
export interface ActingWorkers {
  /** Starts one; `beginnings` say how each begins, the last one is for all others. */
  start(): Promise<WorkerProcess>;
  /** Ids of all processes that were ever started and got to their beginning. */
  ids(): number[];
  [Symbol.asyncDispose](): Promise<void>;
}

export async function actingWorkers(...beginnings: string[]): Promise<ActingWorkers> {
  const folder = await makeFolder(), log = join(folder.path, "ids");
  await Deno.writeTextFile(log, "");
  return {
    start() {
      const beginning = (beginnings.length > 1 ? beginnings.shift() : beginnings[0]) ?? "ready";
      const args = ["run", "-A", "--no-check", "--quiet", script, log, beginning];
      return WorkerProcess.start({ program: Deno.execPath(), args, debug: false }, () => ({
        device: "auto",
        addon: { missing: "" },
        pack: "",
        limits: photoLimits(2 ** 31, 1),
      }));
    },
    ids: () => Deno.readTextFileSync(log).split("\n").filter(Boolean).map(Number),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** A photo that tells a worker what to do. */
export const photoThat = (act: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(act);

/** Whether a process lives. */
export function lives(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}
