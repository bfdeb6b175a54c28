/** What is said where `entries` of an index, named `name`, are not what was written. */
export const damageText = (entries: number, name: string) =>
  `${entries === 1 ? "1 entry" : `${entries} entries`} of ${name} damaged: left out`;
