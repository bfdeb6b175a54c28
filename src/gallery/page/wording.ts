/* All texts that names and numbers are put into. */

/** Characters that would move or turn what stands around them: control, direction, line and paragraph marks. */
// deno-lint-ignore no-control-regex -- control characters are what is looked for
const UNSEEN = /[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** A name of a file or person as it is shown: in one line, with nothing in it that can't be seen. */
export function shown(name: string): string {
  return name.toWellFormed().replace(UNSEEN, "\ufffd");
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== "") ?? path;
}

/** All but the last part of a path. */
export function folderName(path: string): string {
  const end = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  return end <= 0 ? path.slice(0, 1) : path.slice(0, end);
}

/** `0.987` as `98.7 %`, but never more than is so. */
export function percent(share: number | null): string {
  return share === null ? "–" : `${Math.floor(share * 1000) / 10} %`;
}

/** A similarity. */
export const likeness = (similarity: number) => similarity.toFixed(2);

/** A number of things. */
export function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

/** A day as people write it. */
export function day(time: string | null): string {
  const date = new Date(time ?? NaN);
  return isNaN(date.getTime())
    ? "no date"
    : date.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
}

/** How strict the slider is. */
export function strictness(stricter: number): string {
  if (stricter === 0) return "as searched";
  return `${stricter > 0 ? "stricter" : "looser"} by ${Math.abs(stricter).toFixed(2)}`;
}
