import { type Cluster, type Clusters, cosineTo } from "./clusters.ts";
import type { EmbeddingStore } from "./embedding_store.ts";
import type { NeighbourLists } from "./neighbour_lists.ts";

/** A face that is enough like a cluster to be of it. */
interface Candidate {
  face: number;
  root: number;
  similarity: number;
}

/**
 * Faces that join a cluster, for each that is in it, at most: where more would, they are like it by what they all lack.
 * On LFW that keeps 54 faces from a group of three that are cut off or blurred.
 */
const MOST_JOINING = 1;

/** What is known of the faces that may join. */
export interface JoinFacts {
  store: EmbeddingStore;
  /** The number of the content that each face is of. */
  photos: Int32Array;
  /** The similarity that a face must have to a cluster of so many faces. */
  threshold: (faces: number) => number;
}

/**
 * Lets faces that are alone join clusters, as a search finds a person: by the mean of the cosine to the nearest face and
 * that to the middle. All are compared with the clusters as they were before; the most alike of a photo comes first.
 */
export function join(clusters: Clusters, lists: NeighbourLists, facts: JoinFacts) {
  const candidates: Candidate[] = [];
  for (let face = 0; face < lists.count; face++) {
    if (!clusters.hasCompany(face)) candidates.push(...candidatesOf(face, clusters, lists, facts));
  }
  const wanted = Map.groupBy(candidates, ({ root }) => root), size = new Map<number, number>();
  for (const root of wanted.keys()) size.set(root, clusters.of(root).members.length);
  candidates.sort((a, b) => b.similarity - a.similarity || a.face - b.face || a.root - b.root);
  // Only then do clusters grow.
  for (const { face, root } of candidates) {
    if (wanted.get(root)!.length > MOST_JOINING * size.get(root)!) continue;
    const now = clusters.rootOf(root);
    if (clusters.hasCompany(face) || clusters.of(now).photos.has(facts.photos[face])) continue;
    clusters.merge(now, face);
  }
}

function candidatesOf(
  face: number,
  clusters: Clusters,
  lists: NeighbourLists,
  { store, threshold }: JoinFacts,
): Candidate[] {
  const nearest = new Map<number, { cluster: Cluster; cosine: number }>();
  for (let place = 0; place < lists.size(face); place++) {
    const neighbour = lists.neighbour(face, place);
    if (!clusters.hasCompany(neighbour)) continue;
    const root = clusters.rootOf(neighbour);
    // The first of a cluster is its nearest.
    if (!nearest.has(root)) {
      nearest.set(root, { cluster: clusters.of(root), cosine: lists.similarity(face, place) });
    }
  }
  if (nearest.size === 0) return [];
  const embedding = store.embedding(face);
  return [...nearest].flatMap(([root, { cluster, cosine }]) => {
    const similarity = (cosine + cosineTo(cluster.sum, embedding)) / 2;
    return similarity >= threshold(cluster.members.length) ? [{ face, root, similarity }] : [];
  });
}
