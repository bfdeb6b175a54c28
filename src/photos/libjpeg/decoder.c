#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jpeglib.h"

/* What facefinder calls: JPEG bytes in, RGB pixels out. Any error is a trap, after which the instance is thrown away. */

#define EXPORT(name) __attribute__((export_name(#name))) name

static unsigned char *input, *pixels, *smaller;
static size_t input_room, pixels_room, smaller_room;
static unsigned left, width, height, complaints;
static struct jpeg_decompress_struct decompress;
static struct jpeg_error_mgr errors;

/* Warnings (level below 0) are counted: who decodes decides what they mean. */
static void stop(j_common_ptr cinfo) { (void)cinfo; __builtin_trap(); }
static void complain(j_common_ptr cinfo, int level) { (void)cinfo; if (level < 0) complaints++; }
static void quiet(j_common_ptr cinfo) { (void)cinfo; }

static unsigned char *room(unsigned char *old, size_t *had, size_t need) {
  if (need <= *had) return old;
  free(old);
  *had = need;
  unsigned char *fresh = malloc(need);
  if (!fresh) __builtin_trap();
  return fresh;
}

unsigned char *EXPORT(encoded)(size_t bytes) { return input = room(input, &input_room, bytes); }

/* Reads the file's header; what is shrunk is so by 1, 2, 4 or 8, while decoding. */
static void begin(size_t bytes, unsigned denominator) {
  complaints = 0;
  decompress.err = jpeg_std_error(&errors);
  errors.error_exit = stop;
  errors.emit_message = complain;
  errors.output_message = quiet;
  jpeg_create_decompress(&decompress);
  jpeg_mem_src(&decompress, input, bytes);
  jpeg_read_header(&decompress, TRUE);
  decompress.out_color_space = JCS_RGB;
  decompress.scale_num = 1;
  decompress.scale_denom = denominator;
  jpeg_start_decompress(&decompress);
}

/* Reads `height` rows of `width` pixels from where the decoder is. */
static unsigned char *rows_of(unsigned rows_wanted) {
  width = decompress.output_width;
  height = rows_wanted;
  size_t stride = 3 * (size_t)width;
  pixels = room(pixels, &pixels_room, stride * height + 64);
  JSAMPROW rows[16];
  for (unsigned at = 0; at < height;) {
    unsigned n = height - at;
    if (n > 16) n = 16;
    for (unsigned i = 0; i < n; i++) rows[i] = pixels + stride * (at + i);
    unsigned got = jpeg_read_scanlines(&decompress, rows, n);
    if (got == 0) __builtin_trap();
    at += got;
  }
  return pixels;
}

unsigned char *EXPORT(decode)(size_t bytes, unsigned denominator) {
  begin(bytes, denominator);
  left = 0;
  rows_of(decompress.output_height);
  jpeg_finish_decompress(&decompress);
  jpeg_destroy_decompress(&decompress);
  return pixels;
}

/* A part of the photo at full size. Its left edge and width come out larger, up to whole blocks: see decoded_left. */
unsigned char *EXPORT(decode_part)(size_t bytes, unsigned x, unsigned y, unsigned w, unsigned h) {
  begin(bytes, 1);
  if (w == 0 || h == 0 || x >= decompress.output_width || w > decompress.output_width - x ||
      y >= decompress.output_height || h > decompress.output_height - y) __builtin_trap();
  left = x;
  jpeg_crop_scanline(&decompress, &left, &w);
  if (y > 0) jpeg_skip_scanlines(&decompress, y);
  rows_of(h);
  /* What follows is not wanted, so it is not read either. */
  jpeg_destroy_decompress(&decompress);
  return pixels;
}
unsigned EXPORT(decoded_left)(void) { return left; }
unsigned EXPORT(decoded_width)(void) { return width; }
unsigned EXPORT(decoded_height)(void) { return height; }
unsigned EXPORT(warnings)(void) { return complaints; }
