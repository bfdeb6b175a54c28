/**
 * Variables for processes that load drivers of graphics cards: Mesa's, NVIDIA's and CUDA's would otherwise keep compiled
 * programs in the visitor's home.
 */
export const DRIVER_ENVIRONMENT: Readonly<Record<string, string>> = {
  MESA_SHADER_CACHE_DISABLE: "true",
  MESA_GLSL_CACHE_DISABLE: "true",
  __GL_SHADER_DISK_CACHE: "0",
  CUDA_CACHE_DISABLE: "1",
};
