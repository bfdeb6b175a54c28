import type { EventSink } from "./event_sink.ts";
import type { Event, Unsent } from "./events.ts";
import type { SerialWriter } from "./serial_writer.ts";

/** Puts the common fields to events: the run's id, a sequence number and the time. */
export class EventStamp {
  #seq = 0;
  constructor(private readonly run: string, private readonly now: () => Date) {}

  stamp(event: Unsent): Event {
    const { type, ...fields } = event;
    return { type, run: this.run, seq: this.#seq++, time: this.now().toISOString(), ...fields } as Event;
  }
}

/** One JSON object a line. */
export class NdjsonSink implements EventSink {
  constructor(private readonly writer: SerialWriter, private readonly stamp: EventStamp) {}

  send(event: Unsent): Promise<void> {
    return this.writer.write(JSON.stringify(this.stamp.stamp(event)) + "\n");
  }
}
