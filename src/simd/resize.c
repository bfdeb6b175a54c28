#include "kernel.h"

/*
 * The weighed sum of `count` rows of bytes, each at its address: `length` floats, rounded up to sixteen (the rows are
 * read as far).
 */
EXPORT void add_rows(float *sum, const uint8_t *const *rows, const float *weights, int count, int length) {
  for (int i = 0; i < length; i += 16) {
    v128_t a = wasm_f32x4_splat(0), b = a, c = a, d = a;
    for (int k = 0; k < count; k++) {
      const v128_t weight = wasm_v128_load32_splat(weights + k);
      v128_t values[4];
      to_floats(wasm_v128_load(rows[k] + i), values);
      a = add(a, mul(weight, values[0]));
      b = add(b, mul(weight, values[1]));
      c = add(c, mul(weight, values[2]));
      d = add(d, mul(weight, values[3]));
    }
    wasm_v128_store(sum + i, a);
    wasm_v128_store(sum + i + 4, b);
    wasm_v128_store(sum + i + 8, c);
    wasm_v128_store(sum + i + 12, d);
  }
}

/*
 * `width` pixels of bytes from a row of floats: pixel x is the weighed sum of the pixels `index[starts[x]]` up to
 * `index[starts[x + 1]]`, rounded. Reads a float beyond the row, and writes a byte beyond the pixels.
 */
EXPORT void mix_columns(
    uint8_t *pixels, const float *row, const int *starts, const int *index, const float *weights, int width) {
  for (int x = 0, k = starts[0]; x < width; x++) {
    v128_t sum = wasm_f32x4_splat(0.5f);
    for (const int end = starts[x + 1]; k < end; k++) {
      sum = add(sum, mul(wasm_v128_load32_splat(weights + k), wasm_v128_load(row + 3 * index[k])));
    }
    const v128_t whole = wasm_u32x4_trunc_sat_f32x4(sum);
    const v128_t bytes = wasm_i8x16_shuffle(whole, whole, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12);
    wasm_v128_store32_lane(pixels + 3 * x, bytes, 0);
  }
}

/*
 * `size` x `size` pixels of floats, sampled bilinearly from RGB bytes where an affine map takes them: pixel (u, v) is at
 * (a u + b v + c, d u + e v + f), whole numbers being pixels' centres; black outside. Writes a float beyond, and reads a
 * byte beyond the source.
 */
EXPORT void sample(
    float *chip, int size, const uint8_t *rgb, int width, int height, double a, double b, double c, double d, double e,
    double f) {
  for (int v = 0; v < size; v++) {
    for (int u = 0; u < size; u++, chip += 3) {
      const double x = a * u + b * v + c, y = d * u + e * v + f;
      v128_t sum = wasm_f32x4_splat(0);
      if (x > -1 && y > -1 && x < width && y < height) {
        const int left = (int)__builtin_floor(x), top = (int)__builtin_floor(y);
        const float fx = (float)(x - left), fy = (float)(y - top);
        for (int j = 0; j < 2; j++) {
          for (int i = 0; i < 2; i++) {
            const int px = left + i, py = top + j;
            if (px < 0 || py < 0 || px >= width || py >= height) continue;
            const float weight = (i ? fx : 1 - fx) * (j ? fy : 1 - fy);
            sum = add(sum, mul(wasm_f32x4_splat(weight), pixel(rgb + 3 * (py * width + px))));
          }
        }
      }
      wasm_v128_store(chip, sum);
    }
  }
}
