import type { Tensor } from "onnxruntime-common";
import { messageOf } from "../failure.ts";
import type { InferenceRuntime, Session, Tensors } from "../inference/session.ts";
import type { Pack } from "./pack.ts";

/** What a manifest says of any model. */
interface ModelSettings {
  file: string;
  input: { name: string };
}

/** The values of output `name`; throws when they are not `length` numbers. */
export type Outputs = (name: string, length: number) => Float32Array;

/** A model of a pack that ONNX Runtime has loaded, and that has the input and the outputs that its manifest names. */
export class Model {
  readonly #session: Session;
  readonly #input: string;
  readonly #failed: (message: string) => Error;

  /** Throws an Error that names pack and file when the model cannot be used. */
  constructor(pack: Pack, runtime: InferenceRuntime, settings: ModelSettings, outputs: readonly string[]) {
    const { file, input } = settings;
    this.#failed = (message) => new Error(`model pack "${pack.manifest.name}": ${file}: ${message}`);
    this.#input = input.name;
    try {
      this.#session = runtime.load(pack.models.get(file)!);
    } catch (error) {
      throw this.#failed(`ONNX Runtime does not take it: ${messageOf(error)}`);
    }
    const { inputs } = this.#session, has = this.#session.outputs;
    // One that wants more than the photo would fail with every photo.
    if (inputs.length !== 1 || inputs[0] !== input.name) {
      throw this.#failed(
        `the manifest names the input "${input.name}", the model takes: ${inputs.join(", ")}`,
      );
    }
    const missing = outputs.find((name) => !has.includes(name));
    if (missing !== undefined) {
      throw this.#failed(`the manifest names the output "${missing}", the model gives: ${has.join(", ")}`);
    }
  }

  /** One run. Throws an Error that names pack and file. */
  async run(input: Tensor): Promise<Outputs> {
    let found: Tensors;
    try {
      found = await this.#session.run({ [this.#input]: input });
    } catch (error) {
      throw this.#failed(`it fails on an input of ${input.dims.join(" x ")}: ${messageOf(error)}`);
    }
    return (name, length) => {
      const { data, dims } = found[name];
      if (data instanceof Float32Array && data.length === length) return data;
      const type = data instanceof Float32Array ? `${data.length} numbers` : "no float32";
      throw this.#failed(
        `output "${name}" is ${dims.join(" x ")}, ${type}; by the manifest it would be ${length} numbers ` +
          `for an input of ${input.dims.join(" x ")}`,
      );
    };
  }
}
