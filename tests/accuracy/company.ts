import type { Count } from "./statistics.ts";

/** A face of which it is known whose it is. */
export interface GroupedFace {
  owner: string;
  /** The group that it was put in; null where it was left alone. */
  group: string | null;
}

/** How good a grouping is; of each figure a count a person. */
export interface Company {
  /** Of the pairs of faces in one group: those of one person. Each pair counts once for each of its faces. */
  pairPrecision: Count[];
  /** Of the pairs of faces of one person: those in one group. */
  pairRecall: Count[];
  /**
   * Of a face's group, the part that is of the same person; of a face's person, the part that is in the same group: both
   * with the face itself, means over faces (B-cubed: Bagga and Baldwin 1998).
   */
  bCubedPrecision: Count[];
  bCubedRecall: Count[];
  /** Of the faces of people with several: those that were left alone. */
  alone: Count[];
  /** Of the faces of people with one: those that were put with somebody else's. */
  mistaken: Count[];
}

/** Judges a grouping by whose the faces are. */
export function judgeCompany(faces: readonly GroupedFace[]): Company {
  const people = Map.groupBy(faces, ({ owner }) => owner);
  const sizes = count(faces.flatMap(({ group }) => group === null ? [] : [group]));
  const company: Company = {
    pairPrecision: [],
    pairRecall: [],
    bCubedPrecision: [],
    bCubedRecall: [],
    alone: [],
    mistaken: [],
  };
  for (const own of people.values()) {
    const together = count(own.flatMap(({ group }) => group === null ? [] : [group]));
    /** Each face with all faces of its group, and those of its person among them. */
    const seen = own.map(({ group }) =>
      group === null ? { all: 1, same: 1 } : { all: sizes.get(group)!, same: together.get(group)! }
    );
    const sum = (value: (face: { all: number; same: number }) => number) =>
      seen.reduce((total, face) => total + value(face), 0);
    const pairs = sum(({ same }) => same - 1);
    company.pairPrecision.push({ hits: pairs, of: sum(({ all }) => all - 1) });
    company.pairRecall.push({ hits: pairs, of: own.length * (own.length - 1) });
    company.bCubedPrecision.push({ hits: sum(({ all, same }) => same / all), of: own.length });
    company.bCubedRecall.push({ hits: sum(({ same }) => same / own.length), of: own.length });
    if (own.length > 1) company.alone.push({ hits: sum(({ all }) => all === 1 ? 1 : 0), of: own.length });
    else company.mistaken.push({ hits: sum(({ all }) => all > 1 ? 1 : 0), of: 1 });
  }
  return company;
}

function count(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
