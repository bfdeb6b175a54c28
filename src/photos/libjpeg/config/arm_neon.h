/* Arm's Neon functions, which libjpeg-turbo uses, by SIMDe over WebAssembly's SIMD. */
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/arm/neon.h>
