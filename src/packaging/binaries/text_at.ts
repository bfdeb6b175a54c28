/** The text of one byte a letter at `start`, up to a zero byte or `length`. */
export function textAt(file: Uint8Array, start: number, length = Infinity): string {
  let text = "";
  for (let at = start; at < Math.min(file.length, start + length) && file[at] !== 0; at++) {
    text += String.fromCharCode(file[at]);
  }
  return text;
}
