/** The order of two texts by their code units, the same on every computer: negative, 0 or positive. */
export const compareTexts = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0;
