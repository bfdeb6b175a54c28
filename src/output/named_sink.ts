import { isFull, reasonOf } from "../failure.ts";
import type { ByteSink } from "./serial_writer.ts";

/**
 * A sink that says which one it is where it can't be written: what a run failed with names nothing else. `whenFull`:
 * what helps where no room is left. That nobody reads a pipe any more is thrown as it is.
 */
export function namedSink(sink: ByteSink, name: string, whenFull: string): ByteSink {
  return {
    async write(bytes) {
      try {
        return await sink.write(bytes);
      } catch (error) {
        if (error instanceof Deno.errors.BrokenPipe) throw error;
        const help = isFull(error) ? `: ${whenFull}` : "";
        throw new Error(`${name}: ${reasonOf(error)}${help}`, { cause: error });
      }
    },
  };
}
