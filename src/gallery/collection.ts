import type { Event, EventOf, FaceFields, Unsent } from "../output/events.ts";
import { NEAR } from "./near.ts";

/** A photo with someone who is sought, or nearly: the event's fields that a gallery shows. */
export type CollectedPhoto =
  & Pick<
    EventOf<"match">,
    "path" | "modified" | "hash" | "width" | "height" | "copied_to" | "duplicate_of"
  >
  & { faces: CollectedFace[] };

/** A face that is someone who is sought, or nearly. */
export type CollectedFace =
  & Pick<FaceFields, "box" | "person" | "confirmed" | "runner_up" | "confidence" | "reference">
  & {
    nearest: string;
    similarity: number;
  };

/** The fields of `start` that a gallery shows, and whether it is a group of faces that nobody has named. */
export type CollectedPerson = EventOf<"start">["people"][number] & { unnamed?: boolean };

/** What a gallery shows of the events of a search. Of several in one file it is the last, with the runs that it went on in. */
export class Collection {
  #start: Pick<EventOf<"start">, "people" | "roots" | "search" | "merged"> | null = null;
  #end: Pick<EventOf<"end">, "photos" | "reason"> | null = null;
  readonly #photos = new Map<string, CollectedPhoto>();
  /** Of `people`: each group stands for somebody. */
  #groups: CollectedPerson[] = [];

  /** Takes the next event; the last of a photo counts. */
  add(event: Event | Unsent) {
    switch (event.type) {
      case "start": {
        // Who groups faces tells all groups, however often the same run was begun.
        if (event.search !== this.#start?.search || this.hasGroups) this.#photos.clear();
        this.#groups = [];
        const { people, roots, search, merged } = event;
        this.#start = { people, roots, search, merged };
        this.#end = null;
        break;
      }
      case "end":
        this.#end = { photos: event.photos, reason: event.reason };
        break;
      case "match":
      case "photo":
        this.#addPhoto(event);
        break;
      case "group":
        this.#addGroup(event);
    }
  }

  /** False when nobody was sought, or no search was met at all. */
  get isSearch(): boolean {
    return this.people.length > 0;
  }

  get people(): readonly CollectedPerson[] {
    return [...this.#start?.people ?? [], ...this.#groups];
  }

  /** True when it is of groups of faces. */
  get hasGroups(): boolean {
    return this.#groups.length > 0;
  }

  get roots(): readonly string[] {
    return this.#start?.roots ?? [];
  }

  /** How the search ended; null where it was cut off. */
  get end(): Pick<EventOf<"end">, "photos" | "reason"> | null {
    return this.#end;
  }

  get photos(): readonly CollectedPhoto[] {
    return [...this.#photos.values()];
  }

  #addPhoto(event: Unsent<EventOf<"match"> | EventOf<"photo">>) {
    const { path, modified, hash, width, height, copied_to, duplicate_of } = event;
    const faces = event.faces.flatMap((face) => this.#collected(face));
    // On another computer the same path may be of another photo.
    const key = this.#start?.merged ? `${path} ${hash}` : path;
    if (faces.length === 0) this.#photos.delete(key);
    else this.#photos.set(key, { path, modified, hash, width, height, copied_to, duplicate_of, faces });
  }

  #addGroup({ group, named, faces }: Unsent<EventOf<"group">>) {
    // As if somebody had been sought whom the least typical of the faces is just enough like.
    const threshold = faces.reduce((least, { similarity }) => Math.min(least, similarity), 1);
    this.#groups.push({ name: group, references: 0, threshold, warnings: [], unnamed: !named });
    for (const { path, modified, hash, width, height, box, similarity } of faces) {
      const photo = this.#photos.get(path) ?? { path, modified, hash, width, height, faces: [] };
      const found = { box, person: group, nearest: group, similarity, runner_up: null, confidence: null };
      this.#photos.set(path, { ...photo, faces: [...photo.faces, found] });
    }
  }

  #collected(face: FaceFields): CollectedFace[] {
    const { box, person, confirmed, nearest, similarity, runner_up, confidence, reference } = face;
    if (nearest === null || similarity === null || face.not && !person) return [];
    const known = this.people.find(({ name }) => name === nearest);
    if (!known || !person && similarity < known.threshold - NEAR) return [];
    return [{ box, person, confirmed, nearest, similarity, runner_up, confidence, reference }];
  }
}
