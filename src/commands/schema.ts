import { eventSchema } from "../output/event_schema.ts";
import { SerialWriter } from "../output/serial_writer.ts";
import type { Context } from "./context.ts";

/** `schema`: the JSON Schema of the events. */
export async function runSchema(context: Context): Promise<number> {
  await new SerialWriter(context.stdout).write(JSON.stringify(eventSchema(), null, 2) + "\n");
  return 0;
}
