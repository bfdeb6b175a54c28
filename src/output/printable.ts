/** One line for people: names of files and people may hold control characters, which could move the cursor or fake lines. */
export function printable(line: string): string {
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  return line.replace(/[\x00-\x1f\x7f-\x9f]/g, "\uFFFD");
}

/** Return to the first column and erase the line: ECMA-48. */
export const CLEAR = "\r\x1b[K";

/** Lines for people, and what the progress on a terminal begins with: that alone may move the cursor. */
export function printableLines(text: string): string {
  const cleared = text.startsWith(CLEAR) ? CLEAR : "";
  return cleared + text.slice(cleared.length).split("\n").map(printable).join("\n");
}
