import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { photoLimits } from "../../../src/photos/limits.ts";
import { AcceleratorProcess, type AcceleratorStart } from "../../../src/workers/accelerator_process.ts";
import type { AcceleratorSetup } from "../../../src/workers/messages.ts";
import { makeFolder } from "../output/temporary_folder.ts";

const script = fileURLToPath(new URL("acting_accelerator.ts", import.meta.url));

/** Processes that do what the photos tell them: see acting_accelerator.ts. */
export interface ActingAccelerators {
  /** Starts one; `beginnings` say how each begins, the last one is for all others. */
  start(how?: Partial<AcceleratorStart>): Promise<AcceleratorProcess>;
  /** Ids of all processes that were ever started and got to their beginning. */
  ids(): number[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a process is told that pays it no attention. */
const SETUP: AcceleratorSetup = {
  type: "accelerate",
  provider: "webgpu",
  gpu: 0,
  addon: "",
  pack: "",
  limits: photoLimits(2 ** 31, 1),
  threads: 1,
};

export async function actingAccelerators(...beginnings: string[]): Promise<ActingAccelerators> {
  const folder = await makeFolder(), log = join(folder.path, "ids");
  await Deno.writeTextFile(log, "");
  return {
    start(how) {
      const beginning = (beginnings.length > 1 ? beginnings.shift() : beginnings[0]) ?? "ready";
      const args = ["run", "-A", "--no-check", "--quiet", script, log, beginning];
      return AcceleratorProcess.start({ program: Deno.execPath(), args, debug: false }, SETUP, {
        trouble: () => {},
        signal: new AbortController().signal,
        ...how,
      });
    },
    ids: () => Deno.readTextFileSync(log).split("\n").filter(Boolean).map(Number),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
