/**
 * The size of a member in bytes as pax's records have it, each `length key=value` and a line's end, of which its length
 * counts all (POSIX, pax, "Extended Header"); the last counts. Null where they have none.
 */
export function paxSize(records: Uint8Array): number | null {
  const decoder = new TextDecoder();
  let size: number | null = null;
  for (let at = 0; at < records.length;) {
    const blank = records.indexOf(32, at), length = Number(decoder.decode(records.subarray(at, blank)));
    if (blank < 0 || !Number.isInteger(length) || length <= blank - at) break;
    const [, value] = /^size=(\d+)\n$/.exec(decoder.decode(records.subarray(blank + 1, at + length))) ?? [];
    if (value !== undefined && Number.isSafeInteger(Number(value))) size = Number(value);
    at += length;
  }
  return size;
}
