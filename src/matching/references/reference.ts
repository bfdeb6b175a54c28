import type { Box, Face, Quality } from "../../faces/face.ts";
import { cosine } from "../person.ts";
import { chooseFaces } from "./chosen_faces.ts";

/** What can be odd about a reference photo: stable codes, and what to do about it. */
const ADVICE = {
  no_face: "choose a photo that shows the face larger, sharper or more from the front",
  several_faces: "cut the photo so that only this person is on it, unless that face is theirs",
  blurred: "a sharper photo finds more",
  small: "a photo that shows the face larger finds more",
  turned_away: "add photos from the front",
  damaged: "the file is damaged: replace it, if you have it elsewhere",
  duplicate: "it adds nothing: remove it, or take another photo",
  near_duplicate: "it adds nothing: take a photo of another day",
  different_person: "look at who is on it, and remove it if it is somebody else",
} as const;
export type ReferenceCode = keyof typeof ADVICE;

/** Something odd about a reference photo. */
export interface Oddity {
  code: ReferenceCode;
  /** In a few words. */
  message: string;
}

/** A reference photo that has been looked at. */
export interface ReferencePhoto {
  path: string;
  /** SHA-256 of its content in hexadecimal. */
  hash: string;
  /** Largest first. */
  faces: readonly Face[];
  /** What was wrong with the file, when only a part of it could be decoded. */
  damage: string | null;
}

/** A reference photo, judged beside the others of the same person. */
export interface JudgedReference {
  photo: ReferencePhoto;
  /** The face that is taken for the person's: the largest, or one that agrees with their other photos; null without any. */
  face: Face | null;
  /** Whether the person is sought by it. */
  used: boolean;
  findings: Oddity[];
}

/**
 * Sharpness below which a face is blurred. Measured on 120 faces of LFW as the only reference, blurred step by step:
 * 99 % of the person's other photos are found from 15 on, 93 % from 5 to 10, 30 % below 5.
 */
export const BLURRED = 15;
/** Pixels of a face's shorter side below which it is small. Measured likewise: 98 % from 24 on, 88 % from 20, 77 % below. */
const SMALL = 28;
/** Degrees from which on a head is turned away. Measured likewise: 98 to 99 % up to 35, 94 % beyond (26 photos). */
const TURNED = 35;
/**
 * Cosine from which on two faces are one picture, scaled or saved anew: 3 in 10,000 pairs of different photos of one
 * person in LFW are so alike; of copies at six tenths of the size 95 % are.
 */
export const SAME_PICTURE = 0.95;

/** A finding with what to do about it. */
export function advised({ code, message }: Oddity): string {
  return `${message}; ${ADVICE[code]}`;
}

/**
 * Judges the reference photos of one person, in their order. Copies of another are not used, because they would vote for
 * each other. The others count by a face each, see {@link chooseFaces}; those that disagree with the rest are dropped.
 * `agreement`: the cosine from which on two agree.
 */
export function judgeReferences(
  name: string,
  photos: readonly ReferencePhoto[],
  agreement: number,
): JudgedReference[] {
  const judged = photos.map((photo): JudgedReference => {
    const face = photo.faces[0] ?? null;
    return { photo, face, used: face !== null, findings: [] };
  });
  const files = dropSameFiles(judged), pictures = dropSamePictures(judged);
  const voters = judged.filter(({ used }) => used);
  const choices = chooseFaces(
    voters.map(({ photo }) => photo.faces.map(({ embedding }) => embedding)),
    agreement,
  );
  voters.forEach((reference, i) => {
    reference.face = reference.photo.faces[choices[i].face];
    if (choices[i].agrees) return;
    drop(reference, { code: "different_person", message: `unlike the other photos of ${name}` });
  });
  for (const { copy, original } of [...pictures, ...files]) copy.face = sameFace(copy.photo, original.face!);
  // Somebody may have been cut out of one photo for another.
  dropSamePictures(judged);
  return judged.map((reference) => ({
    ...reference,
    findings: [...oddities(reference), ...reference.findings],
  }));
}

/** What is odd about a photo by itself. */
function oddities({ photo: { faces, damage }, face }: JudgedReference): Oddity[] {
  const findings: Oddity[] = [],
    add = (code: ReferenceCode, message: string) => findings.push({ code, message });
  if (damage !== null) add("damaged", damage);
  if (face === null) add("no_face", "no face found");
  if (face !== null && faces.length > 1) {
    const which = face === faces[0] ? "the largest is used" : "the one like the other photos is used";
    add("several_faces", `${faces.length} faces, ${which} (${where(face.box)})`);
  }
  if (face !== null) addQuality(face.quality, add);
  return findings;
}

function addQuality({ sharpness, size, yaw }: Quality, add: (code: ReferenceCode, message: string) => void) {
  // A small face is blurred too: it is told once, by what can be done about it.
  if (size < SMALL) add("small", `the face is only ${Math.round(size)} pixels wide`);
  else if (sharpness < BLURRED) add("blurred", "the face is blurred");
  if (Math.abs(yaw) >= TURNED) {
    add("turned_away", `the head is turned by about ${Math.round(Math.abs(yaw))} degrees`);
  }
}

const where = ({ x, y, width, height }: Box) =>
  `${Math.round(width)} x ${Math.round(height)} pixels at ${Math.round(x)}, ${Math.round(y)}`;

/** A photo that is not used, and the one that it is a copy of. */
interface Copy {
  copy: JudgedReference;
  original: JudgedReference;
}

/** Of the same content the first is used. */
function dropSameFiles(judged: readonly JudgedReference[]): Copy[] {
  return dropCopies(
    judged,
    (one, other) => one.photo.hash === other.photo.hash,
    ({ photo }) => ({ code: "duplicate", message: `the same file as ${photo.path}` }),
  );
}

/** Of the same picture the one with the largest face is used. */
function dropSamePictures(judged: readonly JudgedReference[]): Copy[] {
  return dropCopies(
    judged.toSorted((a, b) => (b.face?.quality.size ?? 0) - (a.face?.quality.size ?? 0)),
    (one, other) => cosine(one.face!.embedding, other.face!.embedding) >= SAME_PICTURE,
    ({ photo }) => ({ code: "near_duplicate", message: `the same picture as ${photo.path}` }),
  );
}

/** Of those that are the same the first is used. */
function dropCopies(
  judged: readonly JudgedReference[],
  same: (one: JudgedReference, other: JudgedReference) => boolean,
  finding: (original: JudgedReference) => Oddity,
): Copy[] {
  const kept: JudgedReference[] = [], copies: Copy[] = [];
  for (const reference of judged.filter(({ used }) => used)) {
    const original = kept.find((other) => same(reference, other));
    if (original) {
      drop(reference, finding(original));
      copies.push({ copy: reference, original });
    } else kept.push(reference);
  }
  return copies;
}

/** The face of a copy that is `face` of its original. */
function sameFace({ faces }: ReferencePhoto, { embedding }: Face): Face {
  return faces.reduce((best, face) =>
    cosine(face.embedding, embedding) > cosine(best.embedding, embedding) ? face : best
  );
}

function drop(reference: JudgedReference, finding: Oddity) {
  reference.used = false;
  reference.findings.push(finding);
}
