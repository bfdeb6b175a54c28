/*
 * An ONNX file is a protobuf message (onnx.proto3 of github.com/onnx/onnx). ONNX Runtime may read other files that a
 * model names as its weights, relative to wherever the program was started: a pack by somebody else could have it
 * read any. So a file is looked through before it is loaded.
 */

/** What a message is made of, as far as it leads to tensors: the kind of message in each field, by field number. */
type Kind = "model" | "training" | "function" | "graph" | "node" | "attribute" | "sparse" | "tensor";
const FIELDS: Record<Kind, Record<number, Kind>> = {
  model: { 7: "graph", 20: "training", 25: "function" },
  training: { 1: "graph", 2: "graph" },
  function: { 7: "node", 11: "attribute" },
  graph: { 1: "node", 5: "tensor", 15: "sparse" },
  node: { 5: "attribute" },
  attribute: { 5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse" },
  sparse: { 1: "tensor", 2: "tensor" },
  tensor: {},
};

/** Fields of a tensor: the names of other files, and where its values lie (0: here). */
const EXTERNAL_DATA = 13, DATA_LOCATION = 14;
/** Graphs in graphs in …: no sound model goes deeper. */
const DEEPEST = 64;
/** How ONNX Runtime's own format, which can name files too, is told: these letters from byte 4 on. */
const ORT_FORMAT = [0x4f, 0x52, 0x54, 0x4d];

/** Throws an Error when `file` is no ONNX model, or takes weights from other files. */
export function checkSelfContained(file: Uint8Array) {
  if (ORT_FORMAT.every((letter, i) => file[4 + i] === letter)) {
    throw new Error("it is in ONNX Runtime's own format; expected an ONNX model");
  }
  const graphs = check(file, "model", 0);
  if (graphs === 0) throw new Error("it holds no ONNX model");
}

/** Looks through a message, and counts the graphs that it holds itself. */
function check(message: Uint8Array, kind: Kind, depth: number): number {
  if (depth > DEEPEST) throw new Error("it is nested too deeply for an ONNX model");
  let graphs = 0;
  const reader = new ProtobufReader(message);
  while (!reader.done) {
    const { field, value } = reader.next();
    if (kind === "tensor" && (field === EXTERNAL_DATA || field === DATA_LOCATION && value !== 0)) {
      throw new Error("it takes weights from other files; expected a model that holds its own");
    }
    const inner = FIELDS[kind][field];
    if (!inner) continue;
    if (!(value instanceof Uint8Array)) throw new Error("it is no ONNX model");
    check(value, inner, depth + 1);
    if (inner === "graph") graphs++;
  }
  return graphs;
}

/** Goes through the fields of one protobuf message. */
class ProtobufReader {
  #at = 0;
  constructor(private readonly bytes: Uint8Array) {}

  get done(): boolean {
    return this.#at >= this.bytes.length;
  }

  /** The next field: the bytes of a text, message or list; a whole number's value; null for other numbers. */
  next(): { field: number; value: Uint8Array | number | null } {
    const tag = this.#whole(), field = Math.floor(tag / 8);
    if (tag >= 2 ** 32) throw new Error("it is no ONNX model");
    switch (tag % 8) {
      case 0:
        return { field, value: this.#whole() };
      case 1:
        this.#take(8);
        return { field, value: null };
      case 2:
        return { field, value: this.#take(this.#whole()) };
      case 5:
        this.#take(4);
        return { field, value: null };
      default:
        throw new Error("it is no ONNX model");
    }
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.bytes.length) throw new Error("it is cut off, or no ONNX model");
    const taken = this.bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  /** Seven bits a byte, the lowest first; at most ten bytes. */
  #whole(): number {
    let value = 0;
    for (let i = 0; i < 10; i++) {
      const [byte] = this.#take(1);
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return value;
    }
    throw new Error("it is no ONNX model");
  }
}
