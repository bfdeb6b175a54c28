import { doesNotThrow, throws } from "node:assert";
import fc from "fast-check";
import { checkSelfContained } from "../../../src/inference/onnx_file.ts";
import { joined } from "../../joined.ts";

const models = new URL("../../../models/", import.meta.url);
const own = [...Deno.readDirSync(models)].map(({ name }) => name).filter((name) => name.endsWith(".onnx"));

/** A protobuf field that holds bytes: a text or a message. */
function field(number: number, ...parts: Uint8Array[]): Uint8Array {
  const body = joined(...parts);
  return joined(whole(number * 8 + 2), whole(body.length), body);
}

/** A protobuf field that holds a whole number. */
const numeric = (number: number, value: number) => joined(whole(number * 8), whole(value));

function whole(value: number): Uint8Array {
  const bytes: number[] = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push(value % 0x80 | 0x80);
  return Uint8Array.of(...bytes, value);
}

const text = (value: string) => new TextEncoder().encode(value);

// The numbers of the fields are those of onnx.proto3.
const external = [
  ["as the place of its values", numeric(14, 1)],
  ["as the names of files", field(13, field(1, text("location")), field(2, text("../../etc/passwd")))],
] as const;
const model = (graph: Uint8Array) => joined(numeric(1, 8), field(7, graph));
const PLACES: [string, (tensor: Uint8Array) => Uint8Array][] = [
  ["a weight", (tensor) => model(field(5, tensor))],
  ["a sparse weight", (tensor) => model(field(15, field(1, tensor)))],
  ["a constant", (tensor) => model(field(1, field(5, field(5, tensor))))],
  ["a list of constants", (tensor) => model(field(1, field(5, field(10, tensor))))],
  ["a graph in a graph", (tensor) => model(field(1, field(5, field(6, field(5, tensor)))))],
  ["a function", (tensor) => joined(model(text("")), field(25, field(7, field(5, field(5, tensor)))))],
  ["a graph of training", (tensor) => joined(model(text("")), field(20, field(1, field(5, tensor))))],
  ["a second graph", (tensor) => joined(model(text("")), model(field(5, tensor)))],
];

Deno.test("checkSelfContained takes the program's own models", () => {
  if (own.length === 0) throw new Error("there are no models");
  for (const name of own) doesNotThrow(() => checkSelfContained(Deno.readFileSync(new URL(name, models))));
});

Deno.test("checkSelfContained refuses weights in other files, wherever in the model they are", () => {
  for (const [place, put] of PLACES) {
    doesNotThrow(() => checkSelfContained(put(joined(numeric(1, 3), numeric(14, 0)))), place);
    for (const [how, tensor] of external) {
      throws(() => checkSelfContained(put(tensor)), /weights from other files/, `${place}, ${how}`);
    }
  }
});

Deno.test("checkSelfContained is not led astray by a field's number that overflows", () => {
  // Field 7, a message, plus 2 to the 32nd: protobuf's own reader drops what is beyond 32 bits.
  const graph = field(5, field(13, text("location")));
  const hidden = joined(whole(2 ** 32 + 7 * 8 + 2), whole(graph.length), graph);
  throws(() => checkSelfContained(joined(model(text("")), hidden)), /no ONNX model/);
});

Deno.test("checkSelfContained refuses what is no ONNX model", () => {
  const ort = Uint8Array.of(0x20, 0, 0, 0, ...text("ORTM"), 0, 0);
  throws(() => checkSelfContained(ort), /ONNX Runtime's own format/);
  for (
    const bytes of [
      new Uint8Array(),
      text("version https://git-lfs"),
      numeric(1, 8),
      Uint8Array.of(0x3a, 0x7f),
    ]
  ) {
    throws(() => checkSelfContained(bytes), /ONNX model/);
  }
  const deep = (levels: number): Uint8Array =>
    levels === 0 ? new Uint8Array() : field(1, field(5, field(6, deep(levels - 1))));
  throws(() => checkSelfContained(model(deep(40))), /too deeply/);
});

Deno.test("checkSelfContained ends on any bytes, and with an Error if at all", () => {
  const sound = Deno.readFileSync(new URL("proposals.onnx", models)).slice(0, 3000);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(sound.length), (noise, at) => {
      const bytes = sound.slice();
      bytes.set(noise.subarray(0, bytes.length - at), at);
      for (const file of [noise, bytes]) {
        try {
          checkSelfContained(file);
        } catch (error) {
          if (!(error instanceof Error) || error instanceof RangeError) throw error;
        }
      }
    }),
  );
});
