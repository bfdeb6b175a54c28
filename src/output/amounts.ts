/** `value` with so many digits behind the point. */
export function rounded(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}

/** Bytes in whole megabytes, of a million bytes each. */
export const megabytes = (bytes: number): number => Math.round(bytes / 1e6);
