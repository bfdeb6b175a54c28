import { dot } from "../vectors.ts";
import type { EmbeddingStore } from "./embedding_store.ts";

/** Faces that go together: what they add up to, and which photos they are of. */
export interface Cluster {
  members: number[];
  /** Sum of the members' unit embeddings. */
  sum: Float32Array;
  /** The contents that the members are of, each once. */
  photos: ReadonlySet<number>;
}

/**
 * Two clusters may be one person's though some photos show both: mirrors, collages, pictures on a wall. That is when
 * those are at most this part of the faces of the smaller one.
 */
const SHARED_PHOTOS = 0.1;

/** Faces in clusters, at first each alone, that become fewer and larger. */
export class Clusters {
  readonly #parents: Int32Array;
  /** Of the clusters of more than one, by their roots: those of one need no memory. */
  readonly #clusters = new Map<number, Cluster>();

  /** `photos`: the number of the content that each face is of, in the store's order. */
  constructor(private readonly store: EmbeddingStore, private readonly photos: Int32Array) {
    this.#parents = Int32Array.from({ length: store.count }, (_, face) => face);
  }

  /** The face that stands for the cluster that a face is in. */
  rootOf(face: number): number {
    const parents = this.#parents;
    while (parents[face] !== face) face = parents[face] = parents[parents[face]];
    return face;
  }

  /** The cluster of a root. */
  of(root: number): Cluster {
    return this.#clusters.get(root) ?? {
      members: [root],
      sum: this.store.embedding(root),
      photos: new Set([this.photos[root]]),
    };
  }

  /** Whether a face is in a cluster with others. */
  hasCompany(face: number): boolean {
    return this.#clusters.has(this.rootOf(face));
  }

  /** The clusters of more than one face. */
  get grown(): Iterable<Cluster> {
    return this.#clusters.values();
  }

  /** Makes one cluster of those of two roots. */
  merge(one: number, other: number) {
    const [large, small] = this.of(one).members.length >= this.of(other).members.length
      ? [one, other]
      : [other, one];
    const { members, sum, photos } = this.of(large), added = this.of(small);
    for (const member of added.members) members.push(member);
    for (let i = 0; i < sum.length; i++) sum[i] += added.sum[i];
    const all = photos as Set<number>;
    for (const photo of added.photos) all.add(photo);
    this.#clusters.set(large, { members, sum, photos: all });
    this.#clusters.delete(small);
    this.#parents[small] = large;
  }
}

/** The mean of the cosines of every face of one cluster with every face of another. */
export function averageCosine(one: Cluster, other: Cluster): number {
  return dot(one.sum, other.sum) / (one.members.length * other.members.length);
}

/**
 * How alike two clusters of more than one face are, measured by how alike their own faces are: 1 where it makes no
 * difference which of the two a face is of.
 */
export function kinship(one: Cluster, other: Cluster): number {
  const own = Math.sqrt(Math.max(0, innerCosine(one) * innerCosine(other)));
  return own > 0 ? averageCosine(one, other) / own : 0;
}

/** The mean of the cosines of all pairs of faces of a cluster, which has more than one. */
function innerCosine({ sum, members: { length } }: Cluster): number {
  return (dot(sum, sum) - length) / (length * (length - 1));
}

/** Whether too many photos show both: nobody is on a photo twice. */
export function areSeenTogether(one: Cluster, other: Cluster): boolean {
  const [few, many] = one.photos.size < other.photos.size ? [one, other] : [other, one];
  const most = SHARED_PHOTOS * Math.min(one.members.length, other.members.length);
  let shared = 0;
  for (const photo of few.photos) if (many.photos.has(photo) && ++shared > most) return true;
  return false;
}

/** The cosine of a face with the middle of those that add up to `sum`. */
export function cosineTo(sum: Float32Array, embedding: Float32Array): number {
  return dot(embedding, sum) / (Math.sqrt(dot(sum, sum)) || 1);
}
