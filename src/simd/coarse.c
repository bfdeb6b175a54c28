#include "kernel.h"

/* The sums of each one's lanes. */
static inline v128_t sum4(v128_t s, v128_t t, v128_t u, v128_t v) {
  const v128_t st = wasm_i32x4_add(wasm_i32x4_shuffle(s, t, 0, 4, 1, 5), wasm_i32x4_shuffle(s, t, 2, 6, 3, 7));
  const v128_t uv = wasm_i32x4_add(wasm_i32x4_shuffle(u, v, 0, 4, 1, 5), wasm_i32x4_shuffle(u, v, 2, 6, 3, 7));
  return wasm_i32x4_add(wasm_i32x4_shuffle(st, uv, 0, 1, 4, 5), wasm_i32x4_shuffle(st, uv, 2, 3, 6, 7));
}

static inline v128_t more(v128_t sum, const int16_t *vector, v128_t low, v128_t high) {
  sum = wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(wasm_v128_load(vector), low));
  return wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(wasm_v128_load(vector + 8), high));
}

/*
 * The dot products of each of `count` vectors with each of `faces` rows of bytes; a row's products stand one after the
 * other. `count` is a multiple of four and `dimension` of sixteen. The caller sees to it that sums fit 32 bits.
 */
EXPORT void coarse_products(
    const int16_t *vectors, int count, const int8_t *rows, int faces, int dimension, int32_t *results) {
  /* Four vectors at a time stay in the nearest cache while all faces go by. */
  for (int n = 0; n < count; n += 4) {
    const int16_t *a = vectors + n * dimension, *b = a + dimension, *c = b + dimension, *d = c + dimension;
    const int8_t *row = rows;
    for (int face = 0; face < faces; face++, row += dimension) {
      v128_t s = wasm_i32x4_splat(0), t = s, u = s, v = s;
      for (int i = 0; i < dimension; i += 16) {
        const v128_t bytes = wasm_v128_load(row + i);
        const v128_t low = wasm_i16x8_extend_low_i8x16(bytes), high = wasm_i16x8_extend_high_i8x16(bytes);
        s = more(s, a + i, low, high);
        t = more(t, b + i, low, high);
        u = more(u, c + i, low, high);
        v = more(v, d + i, low, high);
      }
      wasm_v128_store(results + face * count + n, sum4(s, t, u, v));
    }
  }
}
