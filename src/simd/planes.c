#include "kernel.h"

/* Sixteen bytes as sixteen floats, (value - mean) * scale. */
static inline void store(float *to, v128_t bytes, v128_t mean, v128_t scale) {
  v128_t values[4];
  to_floats(bytes, values);
  for (int n = 0; n < 4; n++) wasm_v128_store(to + 4 * n, mul(wasm_f32x4_sub(values[n], mean), scale));
}

/*
 * RGB bytes as three planes of floats, (value - mean) * scale, each `stride` wide and `rows` high with the picture at
 * its top left, and black beyond. `order`: the number of the plane of red, green and blue; means and scales by plane.
 */
EXPORT void planes(
    float *to, int stride, int rows, const uint8_t *rgb, int width, int height, const int *order, const float *means,
    const float *scales) {
  float *out[3];
  v128_t mean[3], scale[3];
  for (int n = 0; n < 3; n++) {
    const int plane = order[n];
    out[n] = to + plane * stride * rows;
    mean[n] = wasm_v128_load32_splat(means + plane);
    scale[n] = wasm_v128_load32_splat(scales + plane);
  }
  for (int y = 0; y < rows; y++) {
    const int filled = y < height ? width : 0;
    int x = 0;
    for (; x + 16 <= filled; x += 16, rgb += 48) {
      const v128_t a = wasm_v128_load(rgb), b = wasm_v128_load(rgb + 16), c = wasm_v128_load(rgb + 32);
      const v128_t r = wasm_i8x16_shuffle(a, b, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0);
      const v128_t g = wasm_i8x16_shuffle(a, b, 1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 0, 0, 0, 0, 0);
      const v128_t l = wasm_i8x16_shuffle(a, b, 2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 0, 0, 0, 0, 0, 0);
      store(out[0] + x, wasm_i8x16_shuffle(r, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29), mean[0], scale[0]);
      store(out[1] + x, wasm_i8x16_shuffle(g, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 18, 21, 24, 27, 30), mean[1], scale[1]);
      store(out[2] + x, wasm_i8x16_shuffle(l, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 19, 22, 25, 28, 31), mean[2], scale[2]);
    }
    for (; x < stride; x++) {
      for (int n = 0; n < 3; n++) {
        const float value = x < filled ? *rgb++ : 0;
        out[n][x] = (value - wasm_f32x4_extract_lane(mean[n], 0)) * wasm_f32x4_extract_lane(scale[n], 0);
      }
    }
    for (int n = 0; n < 3; n++) out[n] += stride;
  }
}
