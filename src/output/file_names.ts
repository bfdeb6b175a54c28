/** Names that Windows keeps for devices, with any extension and with spaces before that. */
const DEVICES = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\.|$)/i;
/** FAT32 and exFAT allow 255 UTF-16 units, Linux 255 bytes: a little less leaves room for ` (2)` and a temporary end. */
const MOST_BYTES = 200;

/**
 * A name for one file or folder that FAT32, exFAT, NTFS and Unix all take, as much like `name` as can be. Never empty,
 * never `.` or `..`, never with a separator in it.
 */
export function portableName(name: string): string {
  // deno-lint-ignore no-control-regex -- control characters are what FAT forbids
  let safe = name.replace(/[\x00-\x1f\x7f<>:"/\\|?*]/g, "_").replace(
    /[. ]+$/,
    (end) => "_".repeat(end.length),
  );
  if (safe === "") safe = "_";
  if (DEVICES.test(safe)) safe = `_${safe}`;
  return shorten(safe);
}

/** A path below a root, made of {@link portableName}s. `separator` is what `path` uses, "/" what the result does. */
export function portablePath(path: string, separator: string): string {
  return path.split(separator).filter((part) => part !== "").map(portableName).join("/");
}

/** `photo.jpg` as `photo (2).jpg`. */
export function numbered(name: string, number: number): string {
  const [stem, end] = split(name);
  return `${stem} (${number})${end}`;
}

function shorten(name: string): string {
  const encoder = new TextEncoder();
  if (encoder.encode(name).length <= MOST_BYTES) return name;
  const [stem, end] = split(name);
  const room = MOST_BYTES - encoder.encode(end).length;
  let short = "";
  for (const character of stem) {
    if (encoder.encode(short + character).length > room) break;
    short += character;
  }
  return short.replace(/[. ]+$/, "_") + end;
}

/** A name's stem and its extension with the dot; an end of more than 16 characters is no extension. */
function split(name: string): [string, string] {
  const dot = name.lastIndexOf(".");
  return dot > 0 && name.length - dot <= 16 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
}
