import type { Meter } from "../meter.ts";
import type { InferenceRuntime } from "./session.ts";

/** `runtime`, with each run counted, and the pixels of its input (of shape [1, 3, height, width]). */
export function metered(runtime: InferenceRuntime, meter: Meter): InferenceRuntime {
  return {
    sideStep: runtime.sideStep,
    load(model) {
      const session = runtime.load(model);
      return {
        inputs: session.inputs,
        outputs: session.outputs,
        takesBatches: session.takesBatches,
        run(inputs) {
          const [{ dims: [, , height, width] }] = Object.values(inputs);
          return meter.kernel(height * width, () => session.run(inputs));
        },
        release: () => session.release(),
      };
    },
  };
}
