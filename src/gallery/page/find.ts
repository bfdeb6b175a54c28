import type { FaceView, GalleryView, PersonView, PhotoView, ReferenceView } from "../view.ts";

/** A face that is someone who was sought, or nearly, with all that belongs to it: what a card shows. */
export interface Find {
  /** The same for the same face and person, whatever is filtered. */
  id: number;
  face: FaceView;
  photo: PhotoView;
  person: PersonView;
  reference: ReferenceView | null;
  /** How far the similarity lies above the person's threshold. */
  margin: number;
  /** The photo's day where the reader is, as `2026-11-25`; empty where it is not known. */
  day: string;
}

/** The finds of a page, in its order. */
export function findsOf({ faces, photos, people }: GalleryView): Find[] {
  return faces.map((face, id) => {
    const photo = photos[face.photo], person = people[face.person];
    return {
      id,
      face,
      photo,
      person,
      reference: face.reference === null ? null : person.references[face.reference],
      margin: face.similarity - person.threshold,
      day: dayOf(photo.modified),
    };
  });
}

function dayOf(time: string | null): string {
  const date = new Date(time ?? NaN);
  if (isNaN(date.getTime())) return "";
  const digits = (value: number, count = 2) => String(value).padStart(count, "0");
  return `${digits(date.getFullYear(), 4)}-${digits(date.getMonth() + 1)}-${digits(date.getDate())}`;
}
