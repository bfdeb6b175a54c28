#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jpeglib.h"

/* What facefinder calls: JPEG bytes in, RGB pixels out. Any error is a trap, after which the instance is thrown away. */

#define EXPORT(name) __attribute__((export_name(#name))) name

static unsigned char *input, *pixels, *smaller;
static size_t input_room, pixels_room, smaller_room;
static unsigned width, height, complaints;
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

unsigned char *EXPORT(decode)(size_t bytes) {
  complaints = 0;
  decompress.err = jpeg_std_error(&errors);
  errors.error_exit = stop;
  errors.emit_message = complain;
  errors.output_message = quiet;
  jpeg_create_decompress(&decompress);
  jpeg_mem_src(&decompress, input, bytes);
  jpeg_read_header(&decompress, TRUE);
  decompress.out_color_space = JCS_RGB;
  jpeg_start_decompress(&decompress);
  width = decompress.output_width;
  height = decompress.output_height;
  size_t stride = 3 * (size_t)width;
  pixels = room(pixels, &pixels_room, stride * height + 64);
  JSAMPROW rows[16];
  while (decompress.output_scanline < height) {
    unsigned n = height - decompress.output_scanline;
    if (n > 16) n = 16;
    for (unsigned i = 0; i < n; i++) rows[i] = pixels + stride * (decompress.output_scanline + i);
    jpeg_read_scanlines(&decompress, rows, n);
  }
  jpeg_finish_decompress(&decompress);
  jpeg_destroy_decompress(&decompress);
  return pixels;
}
unsigned EXPORT(decoded_width)(void) { return width; }
unsigned EXPORT(decoded_height)(void) { return height; }
unsigned EXPORT(warnings)(void) { return complaints; }
