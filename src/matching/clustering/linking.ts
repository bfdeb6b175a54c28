import { areSeenTogether, averageCosine, type Cluster, type Clusters, kinship } from "./clusters.ts";
import type { NeighbourLists } from "./neighbour_lists.ts";

/** When two clusters become one. */
export interface LinkRule {
  /** Cosine of the two most alike faces, at least. */
  nearest: number;
  /** Mean cosine of all pairs of faces, at least: a chain of likenesses between strangers ends here. */
  average: number;
  /** Whether a face may link others; one that is blurred may only join. */
  mayLink: (face: number) => boolean;
}

/** What a float64 holds of whole numbers. */
const WHOLE = 2 ** 53;

/**
 * The least {@link kinship} of clusters of more than one face that become one. On LFW it is .73 and more for 99 % of the
 * clusters of one person that are linked, and .59 at most for those of two: sisters were the most alike, and nothing but
 * twins was more.
 */
const KIN = 0.65;

/** Links faces to clusters: the most alike pairs first, each once, where both clusters take it. */
export function link(clusters: Clusters, lists: NeighbourLists, { nearest, average, mayLink }: LinkRule) {
  for (const [one, other] of mostAlikeFirst(lists, nearest)) {
    if (!mayLink(one) || !mayLink(other)) continue;
    const a = clusters.rootOf(one), b = clusters.rootOf(other);
    if (a === b) continue;
    const first = clusters.of(a), second = clusters.of(b);
    if (averageCosine(first, second) < average || !areKin(first, second)) continue;
    if (!areSeenTogether(first, second)) clusters.merge(a, b);
  }
}

const areKin = (one: Cluster, other: Cluster) =>
  one.members.length === 1 || other.members.length === 1 || kinship(one, other) >= KIN;

/**
 * Every neighbour of every face that is as alike as `least`, sorted. Pairs are sorted by one number each, in which the
 * place of the pair stands below the similarity: millions of them would be slow, and large, as objects.
 */
function* mostAlikeFirst(lists: NeighbourLists, least: number): Generator<[number, number]> {
  const places = lists.count * lists.most, levels = Math.floor(WHOLE / places) - 1;
  let count = 0;
  eachPlace((face, place) => count += lists.similarity(face, place) >= least ? 1 : 0);
  const keys = new Float64Array(count);
  let at = 0;
  eachPlace((face, place) => {
    const similarity = lists.similarity(face, place);
    if (similarity < least) return;
    const level = Math.floor(levels * Math.min(1, (1 + similarity) / 2));
    keys[at++] = level * places + places - 1 - (face * lists.most + place);
  });
  keys.sort();
  for (let i = keys.length - 1; i >= 0; i--) {
    const place = places - 1 - keys[i] % places, face = Math.floor(place / lists.most);
    yield [face, lists.neighbour(face, place % lists.most)];
  }

  function eachPlace(visit: (face: number, place: number) => void) {
    for (let face = 0; face < lists.count; face++) {
      for (let place = 0; place < lists.size(face); place++) visit(face, place);
    }
  }
}
