/** One line for people: names of files and people may hold control characters, which could move the cursor or fake lines. */
export function printable(line: string): string {
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  return line.replace(/[\x00-\x1f\x7f-\x9f]/g, "\uFFFD");
}

/** Return to the first column and erase the line: ECMA-48. */
export const CLEAR = "\r\x1b[K";

/** The colours of `styles.ts`, which move nothing. */
// deno-lint-ignore no-control-regex -- the sequences begin with one
const COLOURS = /(\x1b\[(?:1|2|22|31|32|39)m)/;

/** Lines for people, with colours, and what the progress on a terminal begins with: that alone may move the cursor. */
export function printableLines(text: string): string {
  const cleared = text.startsWith(CLEAR) ? CLEAR : "";
  return cleared + text.slice(cleared.length).split("\n").map(printableButColours).join("\n");
}

function printableButColours(line: string): string {
  return line.split(COLOURS).map((part, i) => i % 2 === 1 ? part : printable(part)).join("");
}

/** Characters from here on take two columns: Hangul, Chinese, Japanese, pictures. Some take one, which does no harm. */
const WIDE = 0x1100;

/** The beginning of a line that takes at most so many columns of a terminal. */
export function fitting(line: string, columns: number): string {
  let used = 0, fit = "";
  for (const character of line) {
    used += character.codePointAt(0)! >= WIDE ? 2 : 1;
    if (used > columns) break;
    fit += character;
  }
  return fit;
}
