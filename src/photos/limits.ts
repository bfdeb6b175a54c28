/** What decoding one photo may take. */
export interface PhotoLimits {
  /** Most bytes of memory at once: the file, the decoder's own, the pixels. */
  memory: number;
  /** Most pixels: null where only the memory decides. */
  pixels: number | null;
}

const MEGABYTE = 2 ** 20;
/** What a worker's networks and libraries take before any photo, in bytes. */
const IDLE_WORKER_BYTES = 350 * MEGABYTE;
/** Even where less is free, a photo of 48 megapixels must decode, whatever its format: phones make them. */
const LEAST_MEMORY = 1100 * MEGABYTE;
/** WebAssembly's 32-bit addresses end at 4 GB. */
const MOST_MEMORY = 3200 * MEGABYTE;

/**
 * The limits on this computer: `available` bytes of free memory shared by `workers`. `maxMegapixels` is the user's own
 * word on it, and lifts the limit of the memory.
 */
export function photoLimits(available: number, workers: number, maxMegapixels?: number): PhotoLimits {
  if (maxMegapixels !== undefined) return { memory: MOST_MEMORY, pixels: maxMegapixels * 1e6 };
  const share = available / workers - IDLE_WORKER_BYTES;
  return { memory: Math.min(MOST_MEMORY, Math.max(LEAST_MEMORY, share)), pixels: null };
}

/** Most bytes of a file: it is held twice while it is decoded, and the pixels need room too. */
export function mostFileBytes({ memory }: PhotoLimits): number {
  return Math.floor(memory / 3);
}
