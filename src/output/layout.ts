import { sep } from "node:path";
import { portablePath } from "./file_names.ts";

/** How copies are laid out: a folder a person with the folders searched below; a folder a year; all in one folder. */
export const LAYOUTS = ["person", "person-year", "flat"] as const;
export type Layout = (typeof LAYOUTS)[number];

/** By person: the copies lie as the photos do. */
export const DEFAULT_LAYOUT: Layout = "person";

/** The folder of photos whose year nobody knows. */
const NO_YEAR = "year unknown";

/** What decides where a photo's copies go. */
export interface CopiedPhoto {
  /** Its path below the folder searched. */
  below: string;
  /** The year that it was taken in. */
  year: number | null;
  /** The folder names of the people on it. */
  folders: readonly string[];
}

/** Where a photo's copies go, below the folder of all copies: names that every file system takes, "/" between them. */
export function copyPaths(layout: Layout, { below, year, folders }: CopiedPhoto): string[] {
  const path = portablePath(below, sep), name = path.slice(path.lastIndexOf("/") + 1);
  switch (layout) {
    case "person":
      return folders.map((folder) => `${folder}/${path}`);
    case "person-year":
      return folders.map((folder) => `${folder}/${year ?? NO_YEAR}/${name}`);
    case "flat":
      return [name];
  }
}
