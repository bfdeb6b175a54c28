/** `1 photo`, `2 photos`. */
export const counted = (count: number, what: string) => count === 1 ? `1 ${what}` : `${count} ${what}s`;
