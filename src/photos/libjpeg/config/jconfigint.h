/* libjpeg-turbo's jconfigint.h as its CMake script would write it for wasm32. */
#define BUILD "1"
#define HIDDEN __attribute__((visibility("hidden")))
#undef inline
#define INLINE inline __attribute__((always_inline))
#define THREAD_LOCAL
#define PACKAGE_NAME "libjpeg-turbo"
#define VERSION "3.1.0"
#define SIZEOF_SIZE_T 4
#define FALLTHROUGH __attribute__((fallthrough));
#ifndef BITS_IN_JSAMPLE
#define BITS_IN_JSAMPLE 8
#endif
#undef C_ARITH_CODING_SUPPORTED
#undef D_ARITH_CODING_SUPPORTED
#undef WITH_SIMD
#if BITS_IN_JSAMPLE == 8
#define WITH_SIMD 1
#endif
