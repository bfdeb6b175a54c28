/**
 * The order of two texts by their UTF-16 code units: negative, 0 or positive. It is the same on every computer, which
 * the order of a language (`localeCompare`) is not; SQLite's own, by the bytes of UTF-8, puts U+E000 to U+FFFF before
 * what lies beyond.
 */
export const compareTexts = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0;
