import { sep } from "node:path";
import type { SkipReason, WalkedPhoto, WalkItem } from "./walk_item.ts";

/** Items of a walk in a tenth of their memory. */
export interface PackedItems {
  /** {@link Packed} as JSON. */
  readonly bytes: Uint8Array;
  /** Those that JSON can't hold, which are few. */
  readonly others: readonly WalkItem[];
}

/** A photo (its root's position, path below it, size, time, and its path where that isn't simply both), a file that is left out, or the position of another item. */
type Packed =
  | [root: number, below: string, size: number, modified: number | null, path?: string]
  | [path: string, reason: SkipReason]
  | number;

/** Packs items, to be unpacked later: a walk that is far ahead would fill the memory with paths. */
export function packItems(items: readonly WalkItem[]): PackedItems {
  const roots: string[] = [], others: WalkItem[] = [];
  const packed = items.map((item): Packed => {
    if (item.kind === "photo") return packPhoto(item, roots);
    return item.kind === "skip" ? [item.path, item.reason] : others.push(item) - 1;
  });
  return { bytes: new TextEncoder().encode(JSON.stringify([roots, packed])), others };
}

/** The items of {@link packItems}, in their order. */
export function unpackItems({ bytes, others }: PackedItems): WalkItem[] {
  const [roots, packed]: [string[], Packed[]] = JSON.parse(new TextDecoder().decode(bytes));
  return packed.map((one): WalkItem => {
    if (typeof one === "number") return others[one];
    if (one.length === 2) return { kind: "skip", path: one[0], reason: one[1] };
    const [at, below, size, modified, path] = one, root = roots[at];
    return { kind: "photo", path: path ?? pathOf(root, below), root, below, size, modified };
  });
}

function packPhoto({ path, root, below, size, modified }: WalkedPhoto, roots: string[]): Packed {
  // A walk goes through one root after the other.
  const last = roots.length - 1, at = roots[last] === root ? last : roots.push(root) - 1;
  return path === pathOf(root, below) ? [at, below, size, modified] : [at, below, size, modified, path];
}

const pathOf = (root: string, below: string) => root.endsWith(sep) ? root + below : root + sep + below;
