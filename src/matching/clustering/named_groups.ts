import type { FaceVerdict } from "../../decisions/verdicts.ts";
import type { EmbeddingStore } from "./embedding_store.ts";
import { type Group, groupOf, largestFirst } from "./grouping.ts";

/** A group, and the name that somebody has given it, if anybody has. */
export interface NamedGroup extends Group {
  name: string | null;
}

/** Groups with their names, and the faces that were taken out of each: they may be somebody else's together. */
export interface Naming {
  groups: NamedGroup[];
  takenOut: number[][];
}

/**
 * Puts names to groups by what somebody has said about faces. A name that was given to one face of a group holds for all of
 * it, but for faces that were said not to be that person: those are taken out. Groups with the same name become one; one in
 * which two names were given goes apart, and keeps only the faces of which nothing was said.
 */
export function nameGroups(
  groups: readonly Group[],
  store: EmbeddingStore,
  verdictOf: (face: number) => FaceVerdict | null,
): Naming {
  const takenOut: number[][] = [];
  const named = new Map<string, number[]>(), rest: number[][] = [], grouped = new Set<number>();
  const give = (name: string, faces: readonly number[]) =>
    named.set(name, [...named.get(name) ?? [], ...faces]);
  for (const { faces } of groups) {
    const members = faces.map(({ face }) => face), said = members.map(verdictOf);
    const names = new Set(said.flatMap((verdict) => verdict?.is ?? []));
    const [only] = names;
    for (const member of members) grouped.add(member);
    if (names.size === 1) {
      const isOut = (verdict: FaceVerdict | null) => verdict?.is !== only && verdict?.not.has(only) === true;
      give(only, members.filter((_, i) => !isOut(said[i])));
      takenOut.push(members.filter((_, i) => isOut(said[i])));
    } else {
      members.forEach((member, i) => said[i]?.is && give(said[i].is, [member]));
      rest.push(members.filter((_, i) => !said[i]?.is));
    }
  }
  for (let face = 0; face < store.count; face++) {
    const name = grouped.has(face) ? null : verdictOf(face)?.is;
    if (name) give(name, [face]);
  }
  const all = [
    ...[...named].map(([name, members]) => ({ name, ...groupOf(members, store) })),
    // Alone is no group.
    ...rest.filter(({ length }) => length > 1).map((members) => ({ name: null, ...groupOf(members, store) })),
  ];
  return { groups: all.sort(largestFirst), takenOut: takenOut.filter(({ length }) => length > 1) };
}
