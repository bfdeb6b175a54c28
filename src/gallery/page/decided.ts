import type { DecisionsFile, FaceDecision } from "../../decisions/decisions_file.ts";
import { isSameFace } from "../../decisions/verdicts.ts";
import type { Find } from "./find.ts";
import type { Names } from "./names.ts";

/** What somebody said about a face and a name. */
export type Verdict = FaceDecision["verdict"];

/** What the reader has decided, and not yet saved. */
export class Decided {
  readonly #verdicts = new Map<number, Verdict>();
  /** From files, about faces that the page doesn't show. */
  #elsewhere: FaceDecision[] = [];
  #unsaved = false;
  readonly #byContent: ReadonlyMap<string, Find[]>;

  /** `names`: where the finds are groups of faces, which are somebody's only once they have a name. */
  constructor(finds: readonly Find[], private readonly names: Names | null = null) {
    this.#byContent = Map.groupBy(finds, ({ photo }) => photo.hash);
  }

  /** What is known of a find; null when nobody has said anything. */
  of({ id, face }: Find): Verdict | null {
    return this.#verdicts.get(id) ?? (face.confirmed ? "yes" : null);
  }

  /** Decides about a find, and the same face in copies of the photo; null takes it back. */
  set(find: Find, verdict: Verdict | null) {
    for (const { id } of this.#same(find.photo.hash, find.person.name, find.face.box)) {
      if ((this.#verdicts.get(id) ?? null) !== verdict) this.#unsaved = true;
      if (verdict === null) this.#verdicts.delete(id);
      else this.#verdicts.set(id, verdict);
    }
  }

  /** A group has another name. */
  named() {
    this.#unsaved = true;
  }

  /** How many faces were decided about. */
  get size(): number {
    return this.file().decisions.length;
  }

  /** True when something would be lost with the page. */
  get isUnsaved(): boolean {
    return this.#unsaved;
  }

  /** What was decided has been saved. */
  saved() {
    this.#unsaved = false;
  }

  /** What was decided, as a file holds it: each face once. */
  file(): DecisionsFile {
    const decisions = this.names
      ? this.#ofGroups(this.names)
      : [...this.#byContent.values()].flatMap((finds) =>
        finds.filter((find) => this.#verdicts.has(find.id) && this.#first(find) === find)
          .map((find) => this.#decision(find, find.person.name, this.#verdicts.get(find.id)!))
      );
    return { schema: 1, decisions: [...decisions, ...this.#elsewhere] };
  }

  /** Takes the text of such a file, and gives how many of its decisions are about faces of this page. Throws an Error. */
  load(text: string): number {
    const { decisions } = parse(text);
    let known = 0;
    // Whatever the order: No is about a name that the group must have got first.
    if (this.names) { for (const decision of decisions) this.#takeName(decision, this.names); }
    for (const decision of decisions) {
      const same = this.#about(decision);
      if (same.length > 0) known++;
      else this.#elsewhere.push(decision);
      for (const { id } of same) this.#verdicts.set(id, decision.verdict);
    }
    return known;
  }

  /** Names the group of the face that a decision is about, if it has no name. */
  #takeName({ hash, box, person, verdict }: FaceDecision, names: Names) {
    for (const { face } of this.#faces(hash, box)) {
      if (verdict === "yes" && names.of(face.person) === null) names.set(face.person, person);
    }
  }

  /** The finds that a decision is about. */
  #about({ hash, box, person }: FaceDecision): Find[] {
    return this.#faces(hash, box).filter((find) =>
      (this.names ? this.names.of(find.face.person) : find.person.name) === person
    );
  }

  /** All finds of a face. */
  #faces(hash: string, box: FaceDecision["box"]): Find[] {
    return (this.#byContent.get(hash) ?? []).filter((find) => isSameFace(find.face.box, box));
  }

  /** Whoever is in a group with a name is that person, unless the reader says no. */
  #ofGroups(names: Names): FaceDecision[] {
    return [...this.#byContent.values()].flat().flatMap((find) => {
      const { person } = find.face, name = names.of(person), verdict = this.#verdicts.get(find.id);
      if (name === null || names.isAsBefore(person) && !verdict) return [];
      return [this.#decision(find, name, verdict ?? "yes")];
    });
  }

  #decision({ photo: { hash, path }, face: { box } }: Find, person: string, verdict: Verdict): FaceDecision {
    return { hash, box, person, verdict, path };
  }

  #first(find: Find): Find {
    return this.#same(find.photo.hash, find.person.name, find.face.box)[0];
  }

  #same(hash: string, person: string, box: FaceDecision["box"]): Find[] {
    return this.#faces(hash, box).filter((find) => find.person.name === person);
  }
}

/** The program checks the file thoroughly; here it only must not break the page. */
function parse(text: string): DecisionsFile {
  const file: unknown = JSON.parse(text);
  if (!isRecord(file) || file.schema !== 1 || !Array.isArray(file.decisions)) {
    throw new Error("this is no file of decisions: choose one that “Save decisions” made");
  }
  if (!file.decisions.every(isDecision)) throw new Error("the file holds something that is no decision");
  return { schema: 1, decisions: file.decisions };
}

function isDecision(value: unknown): value is FaceDecision {
  return isRecord(value) && typeof value.hash === "string" && typeof value.person === "string" &&
    (value.verdict === "yes" || value.verdict === "no") && isRecord(value.box) &&
    [value.box.x, value.box.y, value.box.width, value.box.height].every(Number.isFinite);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
