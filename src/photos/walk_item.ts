import type { Failure } from "../failure.ts";
import type { Shard } from "./shard.ts";

/** Which files a walk takes. */
export interface WalkSettings {
  /** Globs, matched with the path below the root and with the bare name; when there are any, one must match a file. */
  include: readonly string[];
  /** Globs of files and folders to leave out. */
  exclude: readonly string[];
  /** Follow symbolic links to folders; those to files are always followed. */
  follow: boolean;
  /** Take hidden files and folders and those that systems keep for themselves. */
  hidden: boolean;
  /** Look into files of every name, not only those named like photos or without an extension. */
  anyName: boolean;
  /** Enter no folder that lies on another file system than its root does. */
  oneFileSystem: boolean;
  /** Absolute paths of folders that are never entered: the program's own output. */
  own: readonly string[];
  /** Only this part of all that is met; null for all. */
  shard: Shard | null;
}

/** The settings of a walk of which nobody asked for anything. */
export const PLAIN_WALK: WalkSettings = {
  include: [],
  exclude: [],
  follow: false,
  hidden: false,
  anyName: false,
  oneFileSystem: false,
  own: [],
  shard: null,
};

/** What a walk comes upon, in the order in which it does. */
export type WalkItem =
  | WalkedPhoto
  | {
    kind: "skip";
    path: string;
    reason: SkipReason;
    /** It is told only where all is. */
    isQuiet?: boolean;
  }
  | {
    kind: "error";
    /** Undefined where it is about no single file. */
    path?: string;
    root: string;
    failure: Failure;
  };

/** An item, and where the walk has met it: under which root, and its path below that ("" for a root that is a folder). */
export type Met = WalkItem & { path: string; root: string; below: string };

/** A file to analyse. */
export interface WalkedPhoto {
  kind: "photo";
  /** Absolute path as walked, or the name in an archive. */
  path: string;
  /** Where its bytes lie, if not there. */
  at?: string;
  /** The root it was found under, absolute, and its path below that. */
  root: string;
  below: string;
  /** Bytes. */
  size: number;
  /** Last change in milliseconds since 1970, or null where the file system keeps none. */
  modified: number | null;
}

/** Why a file or folder is left out. */
export type SkipReason =
  | "not_a_photo"
  | "excluded"
  | "hidden"
  | "symlink_folder"
  | "symlink_loop"
  | "same_file"
  | "special_file"
  | "video"
  | "other_file_system"
  | "too_large";
