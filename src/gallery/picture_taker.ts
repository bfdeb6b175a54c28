import type { PictureOrder } from "../faces/pictures.ts";
import type { PictureShelf } from "./shelf.ts";

/** Makes the pictures of the photo at `path` if it still has this content; null where it doesn't, or can't be decoded. */
export type TakePictures = (
  path: string,
  hash: string,
  order: PictureOrder,
) => Promise<(Uint8Array | null)[] | null>;

/** A content of which pictures are wanted. */
export interface Subject {
  /** SHA-256 in hexadecimal. */
  hash: string;
  /** Where a file with it may lie. */
  paths: readonly string[];
  order: PictureOrder;
}

/** Positions of a subject's pictures on the shelf; null for those that could not be made. */
export interface TakenPictures {
  photo: number | null;
  faces: (number | null)[];
}

/** What pictures are made with. */
export interface TakingParts {
  take: TakePictures;
  shelf: PictureShelf;
  /** Photos in work at a time. */
  parallel: number;
  /** Asked before each photo: false where there is no more time for pictures. */
  goesOn: () => boolean;
}

/** Makes the pictures of all subjects, and puts them onto the shelf. By the subjects' positions. */
export async function takeAll(subjects: readonly Subject[], parts: TakingParts): Promise<TakenPictures[]> {
  const taken = subjects.map(({ order }): TakenPictures => ({
    photo: null,
    faces: order.faces.map(() => null),
  }));
  const queue = subjects.entries();
  const work = async () => {
    for (const [i, subject] of queue) {
      if (!parts.goesOn()) return;
      const pictures = await takeFirst(subject, parts.take);
      if (pictures) taken[i] = shelved(subject, pictures, parts.shelf);
    }
  };
  await Promise.all(Array.from({ length: parts.parallel }, work));
  return taken;
}

async function takeFirst({ hash, paths, order }: Subject, take: TakePictures) {
  for (const path of paths) {
    const pictures = await take(path, hash, order);
    if (pictures) return pictures;
  }
  return null;
}

function shelved(
  { hash, order }: Subject,
  pictures: readonly (Uint8Array | null)[],
  shelf: PictureShelf,
): TakenPictures {
  const put = (picture: Uint8Array | null | undefined) => picture ? shelf.add(picture, hash) : null;
  const whole = order.side === null ? 0 : 1;
  return {
    photo: whole ? put(pictures[0]) : null,
    faces: order.faces.map((_, face) => put(pictures[whole + face])),
  };
}
