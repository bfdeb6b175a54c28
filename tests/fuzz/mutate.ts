import { joined } from "../joined.ts";
import type { Random } from "../random.ts";

/** Changes a file the way that accidents and attackers do. `other` is a file of another format. */
type Mutation = (file: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

/** Numbers at which sizes, counts and offsets go wrong. */
const EDGES = [
  0,
  1,
  2,
  7,
  0x7f,
  0x80,
  0xff,
  0x100,
  0x7fff,
  0x8000,
  0xffff,
  0x10000,
  0x7fffffff,
  0x80000000,
  0xfffffff0,
  0xffffffff,
];

/** Headers and directories are at the start: most changes go there. */
const place = (file: Uint8Array, random: Random) =>
  random.below(random.below(3) === 0 ? file.length : Math.min(file.length, 600));

const flipBits: Mutation = (file, random) => {
  const changed = file.slice();
  for (let i = 0, count = 1 + random.below(20); i < count; i++) {
    changed[place(file, random)] ^= 1 << random.below(8);
  }
  return changed;
};

const truncate: Mutation = (file, random) => file.slice(0, random.below(file.length));

/** Sets what may be a length, a count, an offset or a size. */
const setNumbers: Mutation = (file, random) => {
  const changed = file.slice(), view = new DataView(changed.buffer);
  for (let i = 0, count = 1 + random.below(4); i < count; i++) {
    const at = place(file, random), value = random.pick(EDGES), little = random.below(2) === 0;
    if (random.below(2) === 0 && at + 4 <= changed.length) view.setUint32(at, value, little);
    else if (at + 2 <= changed.length) view.setUint16(at, value & 0xffff, little);
  }
  return changed;
};

const repeat: Mutation = (file, random) => {
  const from = place(file, random), to = Math.min(file.length, from + 1 + random.below(4000));
  const piece = file.subarray(from, to), copies = Array.from({ length: 1 + random.below(30) }, () => piece);
  return joined(file.subarray(0, to), ...copies, file.subarray(to));
};

const remove: Mutation = (file, random) => {
  const from = place(file, random);
  return joined(file.subarray(0, from), file.subarray(Math.min(file.length, from + 1 + random.below(2000))));
};

const swap: Mutation = (file, random) => {
  const changed = file.slice(), size = 1 + random.below(64);
  const a = place(file, random), b = place(file, random);
  changed.copyWithin(a, b, Math.min(file.length, b + size));
  return changed;
};

const noise: Mutation = (file, random) => {
  const changed = file.slice(), from = place(file, random);
  for (let at = from, end = Math.min(file.length, from + random.below(3000)); at < end; at++) {
    changed[at] = random.below(256);
  }
  return changed;
};

/** The start of one format and the rest of another; or both, one after the other. */
const polyglot: Mutation = (file, random, other) => {
  const cut = random.below(Math.min(file.length, 400));
  return random.below(2) === 0
    ? joined(file.subarray(0, cut), other.subarray(Math.min(other.length, cut)))
    : joined(file, other);
};

/** Another file inside of this one, or this one inside of itself, over what is there. */
const nest: Mutation = (file, random, other) => {
  const inner = random.below(2) === 0 ? file : other, at = place(file, random);
  return joined(file.subarray(0, at), inner, file.subarray(at));
};

const MUTATIONS: readonly Mutation[] = [
  flipBits,
  flipBits,
  truncate,
  setNumbers,
  setNumbers,
  setNumbers,
  repeat,
  remove,
  swap,
  noise,
  polyglot,
  nest,
];

/** One to three changes of `file`, as `random` has them. */
export function mutate(file: Uint8Array, random: Random, other: Uint8Array): Uint8Array {
  let changed = file;
  for (let i = 0, count = 1 + random.below(3); i < count && changed.length > 0; i++) {
    changed = random.pick(MUTATIONS)(changed, random, other);
  }
  return changed;
}
