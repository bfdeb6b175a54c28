#include "kernel.h"

/*
 * The dot products of `vector` with each of `count` rows, which lie one after the other; `dimension` is a multiple of
 * four. A row's result doesn't depend on the rows beside it: each has one sum of four lanes.
 */
EXPORT void products(const float *vector, const float *rows, int count, int dimension, float *results) {
  int row = 0;
  for (; row + 4 <= count; row += 4) {
    const float *a = rows + row * dimension, *b = a + dimension, *c = b + dimension, *d = c + dimension;
    v128_t s = wasm_f32x4_splat(0), t = s, u = s, v = s;
    for (int i = 0; i < dimension; i += 4) {
      const v128_t x = wasm_v128_load(vector + i);
      s = add(s, mul(x, wasm_v128_load(a + i)));
      t = add(t, mul(x, wasm_v128_load(b + i)));
      u = add(u, mul(x, wasm_v128_load(c + i)));
      v = add(v, mul(x, wasm_v128_load(d + i)));
    }
    /* Lanes 0 and 2, 1 and 3 of each sum, then both. */
    const v128_t st = add(wasm_i32x4_shuffle(s, t, 0, 4, 1, 5), wasm_i32x4_shuffle(s, t, 2, 6, 3, 7));
    const v128_t uv = add(wasm_i32x4_shuffle(u, v, 0, 4, 1, 5), wasm_i32x4_shuffle(u, v, 2, 6, 3, 7));
    wasm_v128_store(
        results + row, add(wasm_i32x4_shuffle(st, uv, 0, 1, 4, 5), wasm_i32x4_shuffle(st, uv, 2, 3, 6, 7)));
  }
  for (; row < count; row++) {
    const float *a = rows + row * dimension;
    v128_t s = wasm_f32x4_splat(0);
    for (int i = 0; i < dimension; i += 4) s = add(s, mul(wasm_v128_load(vector + i), wasm_v128_load(a + i)));
    results[row] = (wasm_f32x4_extract_lane(s, 0) + wasm_f32x4_extract_lane(s, 2)) +
                   (wasm_f32x4_extract_lane(s, 1) + wasm_f32x4_extract_lane(s, 3));
  }
}
