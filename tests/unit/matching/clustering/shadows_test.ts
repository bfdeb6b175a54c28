import { ok, strictEqual } from "node:assert";
import { UNIT } from "../../../../src/matching/clustering/embedding_store.ts";
import { castShadows } from "../../../../src/matching/clustering/shadows.ts";
import { dot } from "../../../../src/matching/vectors.ts";
import { drawPeople } from "../synthetic_people.ts";
import { stored } from "./stored.ts";

const store = stored(drawPeople({ dimension: 200, people: 70, photos: 3, noise: 0.2, seed: 5 }).flat());

Deno.test("no product is more than shadows and what is left of both allow, and most are hardly less", () => {
  const { rows, rest } = castShadows(store, 0),
    shadow = (i: number) => Float32Array.from(rows.row(i), (v) => v / UNIT);
  strictEqual(rows.width, 128);
  for (let i = 0; i < store.count; i++) {
    for (let j = 0; j < i; j++) {
      const product = dot(store.embedding(i), store.embedding(j)), seen = dot(shadow(i), shadow(j));
      ok(product <= seen + rest[i] * rest[j] + 1e-3, `${i} ${j}`);
      ok(product >= seen - rest[i] * rest[j] - 1e-3, `${i} ${j}`);
    }
  }
  ok(rest.every((length) => length < 0.5), "128 of 200 directions, the widest, hold most");
});

Deno.test("of few embeddings the shadows are the embeddings", () => {
  const { rows, rest } = castShadows(store);
  strictEqual(rows, store);
  ok(rest.every((length) => length === 0));
});
