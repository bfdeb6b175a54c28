import { type Effort, reaches } from "../faces/effort.ts";
import type { CoarseBlock } from "../index/coarse_block.ts";
import type { Prefilter } from "../matching/decision/prefilter.ts";

/**
 * Says of each content of a block whether a search needs more of it: one of its faces may matter, it was not looked at as
 * hard as is asked, or it must be read whatever is sought.
 */
export function mattering(filter: Prefilter, asked: Effort): (block: CoarseBlock) => boolean[] {
  return ({ contents, faces }) => {
    const matters = filter.mayMatter(faces);
    let next = 0;
    return contents.map(({ effort, faces: count }) => {
      const first = next;
      next += count;
      return effort === null || !reaches(effort, asked) || matters.subarray(first, next).includes(1);
    });
  };
}
