#include "kernel.h"

/* What the 16-bit numbers of a unit vector are multiplied with: squares of unit vectors still fit 32 bits. */
#define UNIT (1.0f / (32767.0f * 32767.0f))

static inline v128_t dot8(v128_t sum, v128_t x, v128_t y) { return wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(x, y)); }

static inline int32_t total(v128_t sum) {
  return wasm_i32x4_extract_lane(sum, 0) + wasm_i32x4_extract_lane(sum, 1) + wasm_i32x4_extract_lane(sum, 2) +
         wasm_i32x4_extract_lane(sum, 3);
}

/*
 * The pairs of a row of `a` and a row of `b` whose dot product may reach `least`: rows of 16-bit numbers that are the
 * first part of unit vectors, `rest_a` and `rest_b` the lengths of what is left of them. A pair is told as
 * row of a * count_b + row of b; gives how many. `dimension` is a multiple of eight, `count_b` of four.
 */
EXPORT int likely_pairs(
    int *pairs, const int16_t *a, int count_a, const int16_t *b, int count_b, int dimension, const float *rest_a,
    const float *rest_b, float least) {
  int found = 0;
  for (int i = 0; i < count_a; i++) {
    const int16_t *x = a + i * dimension;
    const v128_t rest = wasm_f32x4_splat(rest_a[i]);
    for (int j = 0; j < count_b; j += 4) {
      const int16_t *p = b + j * dimension, *q = p + dimension, *r = q + dimension, *s = r + dimension;
      v128_t t = wasm_i32x4_splat(0), u = t, v = t, w = t;
      for (int k = 0; k < dimension; k += 8) {
        const v128_t y = wasm_v128_load(x + k);
        t = dot8(t, y, wasm_v128_load(p + k));
        u = dot8(u, y, wasm_v128_load(q + k));
        v = dot8(v, y, wasm_v128_load(r + k));
        w = dot8(w, y, wasm_v128_load(s + k));
      }
      /* Lanes 0 and 2, 1 and 3 of each sum, then both. */
      const v128_t tu = wasm_i32x4_add(wasm_i32x4_shuffle(t, u, 0, 4, 1, 5), wasm_i32x4_shuffle(t, u, 2, 6, 3, 7));
      const v128_t vw = wasm_i32x4_add(wasm_i32x4_shuffle(v, w, 0, 4, 1, 5), wasm_i32x4_shuffle(v, w, 2, 6, 3, 7));
      const v128_t dots = wasm_i32x4_add(wasm_i32x4_shuffle(tu, vw, 0, 1, 4, 5), wasm_i32x4_shuffle(tu, vw, 2, 3, 6, 7));
      const v128_t most = add(
          mul(wasm_f32x4_convert_i32x4(dots), wasm_f32x4_splat(UNIT)), mul(rest, wasm_v128_load(rest_b + j)));
      const int mask = wasm_i32x4_bitmask(wasm_f32x4_ge(most, wasm_f32x4_splat(least)));
      if (!mask) continue;
      for (int n = 0; n < 4; n++) {
        if (mask >> n & 1) pairs[found++] = i * count_b + j + n;
      }
    }
  }
  return found;
}

/* The dot products of such pairs of whole rows, times 32767 squared. */
EXPORT void pair_products(
    int *results, const int *pairs, int count, const int16_t *a, const int16_t *b, int count_b, int dimension) {
  for (int n = 0; n < count; n++) {
    const int16_t *x = a + pairs[n] / count_b * dimension, *y = b + pairs[n] % count_b * dimension;
    v128_t sum = wasm_i32x4_splat(0);
    for (int k = 0; k < dimension; k += 8) sum = dot8(sum, wasm_v128_load(x + k), wasm_v128_load(y + k));
    results[n] = total(sum);
  }
}
