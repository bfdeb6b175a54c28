import type { Box, Quality } from "../faces/face.ts";
import { isClear } from "../matching/clustering/clear_face.ts";
import { EmbeddingStore } from "../matching/clustering/embedding_store.ts";
import type { FacesToGroup } from "../matching/clustering/grouping.ts";
import type { PhotoFile } from "../output/group_event.ts";
import { compareTexts } from "../text_order.ts";
import type { SeenPhoto } from "./open_photos.ts";

/** A content with faces, wherever it lies. */
export interface GatheredPhoto {
  /** SHA-256 of the content in hexadecimal. */
  hash: string;
  /** Pixels, upright. */
  width: number;
  height: number;
  /** By their paths. */
  files: PhotoFile[];
  /** Largest first. */
  faces: GatheredFace[];
}

/** A face of a gathered photo, whose embedding lies elsewhere. */
export interface GatheredFace {
  box: Box;
  quality: Quality;
  isClear: boolean;
}

/** All faces of a run, in an order that doesn't depend on when each was found. */
export interface GatheredFaces extends FacesToGroup {
  /** The photos with faces, by their hashes. */
  all: readonly GatheredPhoto[];
  /** Of which photo each face is, and which of its faces. */
  origin: (face: number) => { photo: GatheredPhoto; place: number };
  /** The faces of a photo, in its order. */
  of: (photo: GatheredPhoto) => number[];
}

/** Gathers the faces of all photos that a run examines: 1.4 KB each with embeddings of 704 numbers. */
export class FaceGatherer {
  readonly #photos = new Map<string, { photo: GatheredPhoto; first: number }>();
  readonly #store: EmbeddingStore;

  /** `dimension`: of the embeddings; `leastScore`: the detector's score from which on anything is a face. */
  constructor(dimension: number, private readonly leastScore: number) {
    this.#store = EmbeddingStore.of(dimension);
  }

  /** Takes the faces of a photo; those of a content that it has already are not taken again. */
  add(
    { photo: { path, modified }, examined: { file: { hash }, analysis: { width, height, faces } } }:
      SeenPhoto,
  ) {
    if (faces.length === 0) return;
    const known = this.#photos.get(hash);
    if (known) {
      known.photo.files.push({ path, modified });
      return;
    }
    const first = this.#store.count;
    for (const { embedding } of faces) this.#store.add(embedding);
    const kept = faces.map((face) => ({
      box: face.box,
      quality: face.quality,
      isClear: isClear(face, { width, height }, this.leastScore),
    }));
    this.#photos.set(hash, {
      photo: { hash, width, height, files: [{ path, modified }], faces: kept },
      first,
    });
  }

  /** What was gathered. */
  get gathered(): GatheredFaces {
    const photos = [...this.#photos.values()].sort((a, b) => compareTexts(a.photo.hash, b.photo.hash));
    const { count } = this.#store, order = new Int32Array(count), ofPhoto = new Int32Array(count);
    const clear = new Uint8Array(count), starts = new Map<GatheredPhoto, number>();
    let at = 0;
    photos.forEach(({ photo, first }, number) => {
      photo.files.sort((a, b) => compareTexts(a.path, b.path));
      starts.set(photo, at);
      photo.faces.forEach(({ isClear }, place) => {
        order[at] = first + place;
        ofPhoto[at] = number;
        clear[at++] = isClear ? 1 : 0;
      });
    });
    const all = photos.map(({ photo }) => photo);
    return {
      store: this.#store.inOrder(order),
      photos: ofPhoto,
      clear,
      all,
      origin: (face) => {
        const photo = all[ofPhoto[face]];
        return { photo, place: face - starts.get(photo)! };
      },
      of: (photo) => photo.faces.map((_, place) => starts.get(photo)! + place),
    };
  }
}
