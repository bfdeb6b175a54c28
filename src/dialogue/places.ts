import { posix, win32 } from "node:path";
import { isInside } from "../system/inside.ts";

/** What a place is where photos may be. */
export type PlaceKind = "pictures" | "home" | "drive";

/** A place where photos may be. */
export interface Suggestion {
  kind: PlaceKind;
  /** Absolute. */
  path: string;
}

/** What is asked of the computer to find such places. */
export interface Computer {
  os: typeof Deno.build.os;
  env: Readonly<Record<string, string | undefined>>;
  /** True for a folder that can be entered. */
  isFolder: (path: string) => boolean;
  /** True for a folder in which files can be made. */
  isWritable: (folder: string) => boolean;
  /** Names in a folder; none where it can't be read. */
  names: (folder: string) => string[];
  /** A file's text; "" where it can't be read. */
  read: (path: string) => string;
}

/** More would be no help. */
const MOST_PLACES = 9;

/** The likely places of this computer, likeliest first; not the drive that `program`'s folder is on, if it is another. */
export function likelyPlaces(computer: Computer, program: string): Suggestion[] {
  const home = homeOf(computer);
  const places: Suggestion[] = [
    ...home === null ? [] : [...pictures(computer, home), { kind: "home", path: home } as const],
    ...drives(computer).filter((path) =>
      !isInside(program, path, computer.os) || home !== null && isInside(home, path, computer.os)
    ).map((path) => ({ kind: "drive", path } as const)),
  ];
  const isFirst = ({ path }: Suggestion, i: number) => places.findIndex((place) => place.path === path) === i;
  return places.filter(isFirst).filter(({ path }) => computer.isFolder(path)).slice(0, MOST_PLACES);
}

function homeOf({ os, env }: Computer): string | null {
  return (os === "windows" ? env.USERPROFILE : env.HOME) || null;
}

function pictures({ os, env, read }: Computer, home: string): Suggestion[] {
  const { join } = os === "windows" ? win32 : posix;
  const paths = [join(home, "Pictures")];
  if (os === "windows" && env.OneDrive) paths.push(join(env.OneDrive, "Pictures"));
  if (os === "linux") {
    // The desktop's own word, in the user's language: https://freedesktop.org/wiki/Software/xdg-user-dirs.
    const [, named] = /^XDG_PICTURES_DIR="(.*)"$/m.exec(read(join(home, ".config/user-dirs.dirs"))) ?? [];
    if (named) paths.unshift(named.replace(/^\$HOME(?=\/|$)/, home));
  }
  return paths.map((path) => ({ kind: "pictures", path }));
}

/** Where systems mount drives. */
function drives({ os, env, isFolder, names }: Computer): string[] {
  if (os === "windows") {
    return [..."CDEFGHIJKLMNOPQRSTUVWXYZAB"].map((letter) => `${letter}:\\`).filter(isFolder);
  }
  const user = env.USER ?? "";
  const parents = os === "darwin" ? ["/Volumes"] : [`/media/${user}`, `/run/media/${user}`, "/media", "/mnt"];
  const inParents = parents.flatMap((parent) => names(parent).sort().map((name) => posix.join(parent, name)));
  // A user's own folder of drives is no drive.
  return inParents.filter((path) => !parents.includes(path));
}
