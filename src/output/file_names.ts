/** Names that Windows keeps for devices, with any extension and with spaces before that. */
const DEVICES = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\.|$)/i;

/** Whether Windows takes a file's name for a device's. */
export const isDeviceName = (name: string): boolean => DEVICES.test(name);

/** FAT32 and exFAT allow 255 UTF-16 units, Linux 255 bytes: a little less leaves room for ` (2)` and a temporary end. */
const MOST_BYTES = 200;

/**
 * A name for one file or folder that FAT32, exFAT, NTFS and Unix all take, as much like `name` as can be. Never empty,
 * never `.` or `..`, never with a separator in it.
 *
 * @example What Windows doesn't take
 * ```ts
 * import { strictEqual } from "node:assert";
 *
 * strictEqual(portableName("Ann: \"A?\".jpg"), "Ann_ _A__.jpg");
 * strictEqual(portableName("aux.jpg"), "_aux.jpg");
 * ```
 */
export function portableName(name: string): string {
  // deno-lint-ignore no-control-regex -- control characters are what FAT forbids
  let safe = name.replace(/[\x00-\x1f\x7f<>:"/\\|?*]/g, "_").replace(
    /[. ]+$/,
    (end) => "_".repeat(end.length),
  );
  if (safe === "") safe = "_";
  if (isDeviceName(safe)) safe = `_${safe}`;
  return shorten(safe);
}

/**
 * A folder name for each of `people`, as {@link portableName} makes it. Those that FAT takes for one name, which is
 * blind to letter case, are numbered in the order of the people's names. None begins with a dot: such folders are hidden,
 * and aren't looked into for references.
 */
export function folderNames(people: Iterable<string>): Map<string, string> {
  const names = new Map<string, string>(), taken = new Set<string>();
  // Who has a good name keeps it, whoever else would get it too.
  const sorted = [...new Set(people)].sort();
  const folderOf = (person: string) => portableName(person.replace(/^\./, "_"));
  const isGood = (person: string) => folderOf(person) === person;
  for (const person of [...sorted.filter(isGood), ...sorted.filter((person) => !isGood(person))]) {
    const wanted = folderOf(person);
    let name = wanted;
    for (let number = 2; taken.has(folded(name)); number++) name = `${wanted} (${number})`;
    taken.add(folded(name));
    names.set(person, name);
  }
  return names;
}

/** The same for names that a file system may take for one: in letter case, or in how accents are composed. */
const folded = (name: string) => name.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");

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
