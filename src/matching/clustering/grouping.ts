import type { ThresholdTable } from "../../faces/manifest.ts";
import { lowestAgreement, similarityAt } from "../threshold.ts";
import { weightedSum } from "../vectors.ts";
import { Clusters, cosineTo } from "./clusters.ts";
import type { EmbeddingStore } from "./embedding_store.ts";
import { join } from "./joining.ts";
import { link } from "./linking.ts";
import { findNeighbours } from "./neighbours.ts";

/** The faces to group. Results don't depend on how they were come by, only on their order. */
export interface FacesToGroup {
  store: EmbeddingStore;
  /** The number of the content that each face is of, in the store's order. */
  photos: Int32Array;
  /** 1 for each that may link others: see `isClear`. The rest may only join a group. */
  clear: Uint8Array;
}

/** Faces that are taken for one person's. */
export interface Group {
  /** The most typical first. */
  faces: { face: number; similarity: number }[];
}

/** How faces are grouped. */
export interface GroupSettings {
  /** The pack's: how alike strangers are. */
  thresholds: ThresholdTable;
  /** Faces that these are some of, where they aren't all: the more there are, the more alike strangers are. */
  among?: number;
  /** See `findNeighbours`. */
  pause: (done: number) => Promise<void>;
}

/**
 * The share of faces that may come to be grouped with strangers', by the pack's table: the more faces there are, the more
 * alike the most alike strangers, and the more alike faces must be to be linked. On half of LFW's people it is the
 * largest share with which 99.7 % of a face's company is right; see tests/accuracy/clustering.ts.
 */
const STRANGERS = 0.004;
/**
 * In few photos people are often each other's relatives: they are grouped as in a collection of so many faces.
 * Chosen.
 */
const FEWEST_FACES = 400;
/** … and join groups as among so many of them. Chosen. */
const FEWEST_GROUPS = 40;
/** More faces of a person make no difference to how alike strangers are: the pack's table ends here. */
const MOST_REFERENCES = 10;
/**
 * A face that is so much less like the nearest of a group than links ask for may join it yet: it may be like all.
 * Chosen wide: joining has a threshold of its own.
 */
const JOINS_BELOW = 0.1;
/** Neighbours of a face that are known: with 8 or 64 the groups of LFW are the same. */
const MOST_NEIGHBOURS = 32;

/*
 * The way to groups. *Neighbours*: for each face the faces of other photos that are most like it, down to JOINS_BELOW
 * under what links ask for. *Link*: pairs from the most alike on, as far as STRANGERS allows among so many faces
 * (FEWEST_FACES at least), both clear, and their clusters alike on the whole. *Join*: faces that are still alone,
 * clear or not, come to the cluster that a search for its person would find them by, with STRANGERS among so many
 * groups (FEWEST_GROUPS at least).
 */

/** Groups faces by who they show, largest group first. Whoever is like nobody enough stays alone. */
export async function groupFaces(
  { store, photos, clear }: FacesToGroup,
  { thresholds, among = store.count, pause }: GroupSettings,
): Promise<Group[]> {
  const nearest = similarityAt(thresholds, 1, STRANGERS / Math.max(among, FEWEST_FACES));
  const mayLink = (face: number) => clear[face] === 1;
  const lists = await findNeighbours(store, {
    least: nearest - JOINS_BELOW,
    most: MOST_NEIGHBOURS,
    mayPair: (one, other) => photos[one] !== photos[other] && (mayLink(one) || mayLink(other)),
    pause,
  });
  const clusters = new Clusters(store, photos);
  link(clusters, lists, { nearest, average: lowestAgreement(thresholds), mayLink });
  const groups = [...clusters.grown].length, rate = STRANGERS / Math.max(groups, FEWEST_GROUPS);
  const threshold = (faces: number) => similarityAt(thresholds, Math.min(faces, MOST_REFERENCES), rate);
  join(clusters, lists, { store, photos, threshold });
  return [...clusters.grown].map(({ members }) => groupOf(members, store)).sort(largestFirst);
}

/** The faces at these positions, at least one, as a group. */
export function groupOf(members: readonly number[], store: EmbeddingStore): Group {
  const embeddings = members.map((face) => store.embedding(face));
  const sum = weightedSum(embeddings, members.map(() => 1));
  const faces = members.map((face, i) => ({ face, similarity: cosineTo(sum, embeddings[i]) }));
  return { faces: faces.sort((a, b) => b.similarity - a.similarity || a.face - b.face) };
}

/** Sorts groups: the largest first, and of equally large ones the one whose most typical face comes first. */
export const largestFirst = (a: Group, b: Group) =>
  b.faces.length - a.faces.length || a.faces[0].face - b.faces[0].face;
