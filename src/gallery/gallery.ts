import { dirname } from "node:path";
import { writeWhole } from "../system/whole_file.ts";
import type { CollectedFace, CollectedPhoto, Collection } from "./collection.ts";
import { type PageCode, pageHtml } from "./html.ts";
import { linkTo, type PathStyle } from "./links.ts";
import { type Subject, takeAll, type TakenPictures, type TakePictures } from "./picture_taker.ts";
import { PictureShelf } from "./shelf.ts";
import { type FaceView, type GalleryView, type PersonView, type PhotoView, VIEW_VERSION } from "./view.ts";

/** What a gallery is made with. */
export interface GalleryParts {
  code: PageCode;
  take: TakePictures;
  /** Photos of which pictures are made at a time. */
  parallel: number;
  /** Asked before each photo: false where there is no more time for pictures. */
  goesOn: () => boolean;
  now: Date;
  /** The program's version. */
  program: string;
  style: PathStyle;
}

/** Long sides of the pictures of a photo and of a face, in pixels: sharp on common screens, 9 and 4 KB. */
const PHOTO_SIDE = 400, FACE_SIDE = 160;

/**
 * Makes the gallery of a search, writes it to `page`, an absolute path, and gives the number of photos without a picture.
 * Throws where that can't be written.
 */
export async function writeGallery(
  page: string,
  collection: Collection,
  parts: GalleryParts,
): Promise<number> {
  const shelf = new PictureShelf(page), { photos } = collection;
  const subjects = photoSubjects(photos), references = referenceSubjects(collection);
  const taken = await takeAll([...references.values(), ...subjects.values()], { ...parts, shelf });
  const pictures = new Map([...references.keys(), ...subjects.keys()].map((key, i) => [key, taken[i]]));
  const view = viewOf(collection, pictures, shelf, { ...parts, folder: dirname(page) });
  writeWhole(page, pageHtml(view, parts.code, shelf.place));
  return view.photos.filter(({ picture }) => picture === null).length;
}

/** By their hashes. */
function photoSubjects(photos: readonly CollectedPhoto[]): Map<string, Subject> {
  const subjects = new Map<string, Subject>();
  for (const { hash, path, copied_to = [], width, height, faces } of photos) {
    const order = { size: { width, height }, side: PHOTO_SIDE, faceSide: FACE_SIDE, faces: faces.map(boxOf) };
    const before = subjects.get(hash);
    subjects.set(hash, { hash, paths: [...before?.paths ?? [], path, ...copied_to], order });
  }
  return subjects;
}

const boxOf = ({ box }: CollectedFace) => box;

const referenceKey = (path: string) => `reference ${path}`;

/** The references that some face is most like, by {@link referenceKey}. */
function referenceSubjects({ people, photos }: Collection): Map<string, Subject> {
  const wanted = new Set(photos.flatMap(({ faces }) => faces.map(({ reference }) => reference)));
  const subjects = new Map<string, Subject>();
  for (const { path, hash, box } of people.flatMap(({ photos = [] }) => photos)) {
    if (!wanted.has(path)) continue;
    const order = { size: null, side: null, faceSide: FACE_SIDE, faces: [box] };
    subjects.set(referenceKey(path), { hash, paths: [path], order });
  }
  return subjects;
}

function viewOf(
  collection: Collection,
  pictures: ReadonlyMap<string, TakenPictures>,
  shelf: PictureShelf,
  { now, program, style, folder }: Pick<GalleryParts, "now" | "program" | "style"> & { folder: string },
): GalleryView {
  const people = collection.people.map(({ name, unnamed = false, threshold, photos = [] }): PersonView => ({
    name,
    unnamed,
    threshold,
    references: photos.map(({ path }) => ({
      path,
      picture: pictures.get(referenceKey(path))?.faces[0] ?? null,
    })),
  }));
  const { end, roots } = collection;
  const photos = collection.photos.map((photo): PhotoView => ({
    path: photo.path,
    link: linkTo(photo.path, folder, style),
    copies: (photo.copied_to ?? []).map((path) => ({ path, link: linkTo(path, folder, style) })),
    modified: photo.modified,
    hash: photo.hash,
    width: photo.width,
    height: photo.height,
    duplicateOf: photo.duplicate_of ?? null,
    picture: pictures.get(photo.hash)?.photo ?? null,
  }));
  const faces = collection.photos.flatMap((photo, i) =>
    photo.faces.map((face, f) => ({
      photo: i,
      picture: pictures.get(photo.hash)?.faces[f] ?? null,
      ...faceView(face, people),
    }))
  );
  return {
    version: VIEW_VERSION,
    made: now.toISOString(),
    program,
    kind: collection.hasGroups ? "groups" : "search",
    search: { roots: [...roots], photos: end?.photos ?? null, ending: end?.reason ?? null },
    people,
    photos,
    faces,
    pictures: shelf.urls(),
  };
}

function faceView(face: CollectedFace, people: readonly PersonView[]): Omit<FaceView, "photo" | "picture"> {
  const { box, nearest, similarity, runner_up, confidence } = face;
  const person = people.findIndex(({ name }) => name === nearest);
  const reference = people[person].references.findIndex(({ path }) => path === face.reference);
  return {
    person,
    named: face.person !== null,
    confirmed: face.confirmed ?? false,
    similarity,
    confidence,
    runnerUp: runner_up,
    box,
    reference: reference < 0 ? null : reference,
  };
}
