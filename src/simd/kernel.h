/* What the kernels share. There is no library and no state: each works on what its caller puts into memory. */
#pragma once

#include <stdint.h>
#include <wasm_simd128.h>

#define EXPORT __attribute__((visibility("default")))

static inline v128_t add(v128_t a, v128_t b) { return wasm_f32x4_add(a, b); }
static inline v128_t mul(v128_t a, v128_t b) { return wasm_f32x4_mul(a, b); }

/* Sixteen bytes as four times four floats. */
static inline void to_floats(v128_t bytes, v128_t floats[4]) {
  const v128_t low = wasm_u16x8_extend_low_u8x16(bytes), high = wasm_u16x8_extend_high_u8x16(bytes);
  floats[0] = wasm_f32x4_convert_u32x4(wasm_u32x4_extend_low_u16x8(low));
  floats[1] = wasm_f32x4_convert_u32x4(wasm_u32x4_extend_high_u16x8(low));
  floats[2] = wasm_f32x4_convert_u32x4(wasm_u32x4_extend_low_u16x8(high));
  floats[3] = wasm_f32x4_convert_u32x4(wasm_u32x4_extend_high_u16x8(high));
}

/* The pixel at `rgb` as three floats; the fourth is none of it. Reads a byte beyond. */
static inline v128_t pixel(const uint8_t *rgb) {
  const v128_t bytes = wasm_v128_load32_zero(rgb);
  return wasm_f32x4_convert_u32x4(wasm_u32x4_extend_low_u16x8(wasm_u16x8_extend_low_u8x16(bytes)));
}
