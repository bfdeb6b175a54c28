import type { InferenceRuntime } from "../inference/session.ts";
import type { Pixels } from "../photos/pixels.ts";
import type { ProposalSettings } from "./manifest.ts";
import { Model } from "./model.ts";
import { commonMultiple, NetworkInput } from "./network_input.ts";
import type { Pack } from "./pack.ts";
import { decodeProposals, type Proposal } from "./proposals.ts";

/** A score, and four numbers for the box. */
const NUMBERS_AN_ANCHOR = 5;

/** A pack's cheap network that says where small faces may be. */
export class ProposalNetwork {
  readonly #settings: ProposalSettings;
  readonly #model: Model;
  readonly #input = new NetworkInput();
  readonly #multipleOf: number;

  constructor(pack: Pack, runtime: InferenceRuntime, settings: ProposalSettings) {
    this.#settings = settings;
    this.#multipleOf = commonMultiple(settings.input.multiple_of, runtime.sideStep);
    this.#model = new Model(pack, runtime, settings, settings.levels.map(({ output }) => output));
  }

  /** Runs it once on nothing. Throws an Error when its outputs are not what the manifest says. */
  async tryOut(): Promise<void> {
    const height = this.#settings.input.multiple_of, width = 2 * height;
    await this.find({ width, height, data: new Uint8Array(3 * width * height) });
  }

  /** Where faces may be, in pixels of `photo`, best first. */
  async find(photo: Pixels): Promise<Proposal[]> {
    const input = this.#input.of(photo, { multipleOf: this.#multipleOf, colour: "rgb" });
    const values = await this.#model.run(input);
    const [, , height, width] = input.dims;
    const levels = this.#settings.levels.map(({ output, stride, anchors }) => {
      const columns = width / stride, rows = height / stride;
      const count = NUMBERS_AN_ANCHOR * anchors.length * columns * rows;
      return { columns, rows, stride, anchors, values: values(output, count) };
    });
    return decodeProposals(levels, this.#settings);
  }
}
