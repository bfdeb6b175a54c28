/** How hard a photo is looked at, from the fastest on. */
export const EFFORTS = ["quick", "normal", "thorough"] as const;
export type Effort = (typeof EFFORTS)[number];

/** True when what was found with `done` answers who asks for `asked`: the same look, or a harder one. */
export function reaches(done: Effort, asked: Effort): boolean {
  return EFFORTS.indexOf(done) >= EFFORTS.indexOf(asked);
}

/** The one that looks harder. */
export function harder(a: Effort, b: Effort): Effort {
  return reaches(a, b) ? a : b;
}
