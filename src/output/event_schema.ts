import { Event, EXAMPLE_RUN, SCHEMA_VERSION } from "./events.ts";

/**
 * The JSON Schema (draft 2020-12) of the events. `strict` refuses unknown fields: for tests. Readers must not.
 */
export function eventSchema(strict = false): Record<string, unknown> {
  const title = `facefinder events, schema ${SCHEMA_VERSION}`;
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title,
    examples: EXAMPLE_RUN,
    ...structuredClone(Event),
  };
  return JSON.parse(
    JSON.stringify(schema, (key, value) => key === "additionalProperties" && !strict ? undefined : value),
  );
}
