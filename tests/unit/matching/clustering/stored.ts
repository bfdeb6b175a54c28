import { EmbeddingStore } from "../../../../src/matching/clustering/embedding_store.ts";

/** A store that holds these vectors, of one length, in their order. */
export function stored(vectors: readonly Float32Array[]): EmbeddingStore {
  const store = EmbeddingStore.of(vectors[0].length);
  vectors.forEach((vector) => store.add(vector));
  return store;
}
