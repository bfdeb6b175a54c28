/** A path as somebody typed it, or as a terminal wrote it when a file was dragged there. */
export function typedPath(answer: string, isWindows: boolean): string {
  const text = answer.trim();
  const [, quote, inner] = /^(["'])(.*)\1$/s.exec(text) ?? [];
  if (quote !== undefined) return inner;
  // Other systems' terminals escape what a shell would not take as it is; on Windows it separates folders.
  return isWindows ? text : text.replace(/\\(.)/gs, "$1");
}

/** Yes or no, where Enter alone is yes; null where it is neither. */
export function yesOrNo(answer: string): boolean | null {
  const text = answer.trim().toLowerCase();
  if (["", "y", "yes"].includes(text)) return true;
  return ["n", "no"].includes(text) ? false : null;
}

/** Which of `count` choices somebody has typed, from 0 on, where Enter alone is the first; null where it is none. */
export function chosen(answer: string, count: number): number | null {
  const text = answer.trim();
  if (text === "") return count > 0 ? 0 : null;
  const number = Number(text);
  return /^\d{1,3}$/.test(text) && number >= 1 && number <= count ? number - 1 : null;
}
