import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { EmbeddingStore, UNIT } from "../../../../src/matching/clustering/embedding_store.ts";
import { drawPeople } from "../synthetic_people.ts";

const [vectors] = drawPeople({ dimension: 20, people: 1, photos: 5000, noise: 0.5, seed: 3 });

Deno.test("a store gives back what it was given, to a ten thousandth, also beyond its first chunk", () => {
  const store = EmbeddingStore.of(20);
  vectors.forEach((vector, i) => strictEqual(store.add(vector), i));
  strictEqual(store.count, vectors.length);
  for (const i of [0, 4095, 4096, 4999]) {
    store.embedding(i).forEach((value, k) => ok(Math.abs(value - vectors[i][k]) < 1e-4));
  }
});

Deno.test("rows are filled up with zeros to a multiple of eight", () => {
  const store = EmbeddingStore.of(3);
  store.add(Float32Array.of(0, 0, 1));
  deepStrictEqual([...store.row(0)], [0, 0, UNIT, 0, 0, 0, 0, 0]);
});

Deno.test("embeddings become unit vectors, and one of zeros stays as it is", () => {
  const store = EmbeddingStore.of(2);
  [Float32Array.of(3, 4), Float32Array.of(0, 0)].forEach((vector) => store.add(vector));
  deepStrictEqual([...store.row(0)].slice(0, 2), [Math.round(0.6 * UNIT), Math.round(0.8 * UNIT)]);
  deepStrictEqual([...store.embedding(1)], [0, 0]);
});

Deno.test("a view in another order shows the same rows", () => {
  const store = EmbeddingStore.of(20);
  vectors.slice(0, 3).forEach((vector) => store.add(vector));
  const view = store.inOrder(Int32Array.of(2, 0));
  strictEqual(view.count, 2);
  deepStrictEqual([view.embedding(0), view.embedding(1)], [store.embedding(2), store.embedding(0)]);
  deepStrictEqual(view.inOrder(Int32Array.of(1)).embedding(0), store.embedding(0), "also of a view");
});

Deno.test("an embedding of another length is refused", () => {
  throws(() => EmbeddingStore.of(4).add(Float32Array.of(1, 0)), RangeError);
});
