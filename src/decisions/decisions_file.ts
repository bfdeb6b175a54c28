import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";

/** The version of the file's form, its `schema`. */
export const DECISIONS_SCHEMA = 1;

const Real = Type.Number();

/** One answer to "is this face this person?". */
export const FaceDecision = Type.Object({
  hash: Type.String({ pattern: "^[0-9a-f]{64}$", description: "SHA-256 of the photo's content." }),
  box: Type.Object(
    {
      x: Real,
      y: Real,
      width: Type.Number({ exclusiveMinimum: 0 }),
      height: Type.Number({ exclusiveMinimum: 0 }),
    },
    { description: "The face, in pixels of the upright photo." },
  ),
  person: Type.String({ minLength: 1, description: "Whose name it is about." }),
  verdict: Type.Union([Type.Literal("yes"), Type.Literal("no")]),
  path: Type.Optional(Type.String({ description: "Where the photo lay." })),
});
export type FaceDecision = Static<typeof FaceDecision>;

/** What a gallery page hands back: what somebody has said about its faces. Fields that are not known here may be added. */
export const DecisionsFile = Type.Object({
  schema: Type.Literal(DECISIONS_SCHEMA),
  decisions: Type.Array(FaceDecision),
});
export type DecisionsFile = Static<typeof DecisionsFile>;

/** Reads the text of a decisions file. Throws an Error that names what is wrong, and where. */
export function parseDecisions(text: string): FaceDecision[] {
  let value: unknown;
  try {
    // Some editors begin a file so.
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    throw new Error("is no JSON. Expected the file that the page's “Save decisions” gave");
  }
  for (const { path, message, schema, value: found } of Value.Errors(DecisionsFile, value)) {
    const at = path === "" ? "the file" : path.slice(1).replaceAll("/", ".");
    const told = JSON.stringify(found)?.slice(0, 60) ?? "nothing";
    const expected = schema === FaceDecision.properties.verdict
      ? 'expected "yes" or "no"'
      : message.toLowerCase();
    throw new Error(`${at}: ${expected}, found ${told}`);
  }
  return (value as DecisionsFile).decisions;
}
