/** Counts of a scan, kept up to date while it runs. */
export interface Tally {
  /** Photos finished, failed ones among them. */
  done: number;
  /** Photos met by the walk. */
  found: number;
  /** True once the walk has ended, so that `found` is the total. */
  complete: boolean;
  photos: number;
  matches: number;
  errors: number;
  skipped: number;
  /** Who is on the photo that matched last. */
  latest: readonly string[];
  /** Photos that are looked at a second time, thoroughly, and how many of those are done. */
  toLookAt: number;
  lookedAt: number;
  /** The part of the faces' pairs that are compared, 0 to 1, while faces are grouped. */
  grouping: number | null;
}

/** A tally at the beginning. */
export const newTally = (): Tally => ({
  done: 0,
  found: 0,
  complete: false,
  photos: 0,
  matches: 0,
  errors: 0,
  skipped: 0,
  latest: [],
  toLookAt: 0,
  lookedAt: 0,
  grouping: null,
});
