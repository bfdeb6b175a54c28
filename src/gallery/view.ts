/*
 * What the gallery page shows, as the program hands it over: plain JSON. Both sides know these types, and the page knows
 * nothing else of the program.
 */

/** The version of this form: a page only reads the data that it was made with. */
export const VIEW_VERSION = 1;

/** Position in one of the lists of {@link GalleryView}. */
export type Position = number;

/** Everything that a page shows. */
export interface GalleryView {
  version: typeof VIEW_VERSION;
  /** When the page was made, ISO 8601. */
  made: string;
  /** Of the program. */
  program: string;
  /** People who were sought, or groups of faces that may be named. */
  kind: "search" | "groups";
  search: SearchView;
  people: PersonView[];
  photos: PhotoView[];
  faces: FaceView[];
  /** Small pictures: `data:` URLs, or paths relative to the page. */
  pictures: string[];
}

/** The search whose results are shown. */
export interface SearchView {
  /** Absolute paths of the folders searched. */
  roots: string[];
  /** Photos looked at; null where the search was cut off before it could say. */
  photos: number | null;
  /** How it ended, as in the `end` event; null where it didn't. */
  ending: string | null;
}

/** Someone who was sought, or a group of faces. */
export interface PersonView {
  name: string;
  /** A group that nobody has named yet: `name` only tells it from the others. */
  unnamed: boolean;
  /** Similarity from which on a face counted as this person. */
  threshold: number;
  references: ReferenceView[];
}

/** A reference photo. */
export interface ReferenceView {
  path: string;
  picture: Position | null;
}

/** A photo with faces to show. */
export interface PhotoView {
  path: string;
  /** Where a browser finds it, if it does; null for a path that no link can name. */
  link: string | null;
  copies: { path: string; link: string | null }[];
  /** Last change of the file, ISO 8601. */
  modified: string | null;
  /** SHA-256 of the content. */
  hash: string;
  /** Upright, in pixels. */
  width: number;
  height: number;
  duplicateOf: string | null;
  picture: Position | null;
}

/** A face that is someone who was sought, or nearly. */
export interface FaceView {
  photo: Position;
  /** Who it is, or may be. */
  person: Position;
  /** The search has named it so. */
  named: boolean;
  /** Somebody had confirmed it before the search. */
  confirmed: boolean;
  /** To the person: the score that meets the threshold. */
  similarity: number;
  /** How likely it is the person, 0 to 1. */
  confidence: number | null;
  runnerUp: { person: string; similarity: number } | null;
  /** Pixels of the upright photo. */
  box: { x: number; y: number; width: number; height: number };
  picture: Position | null;
  /** The person's reference that is most like it. */
  reference: Position | null;
}
