import type { Damage } from "../index/whole_rows.ts";

/** What is said where entries of an index, named `name`, are not what was written. */
export function damageText({ entries, hasGaps }: Damage, name: string): string {
  const counted = entries === 1 ? "1 entry" : `${entries} entries`;
  return `${hasGaps ? "at least " : ""}${counted} of ${name} damaged: left out`;
}
