import { counted } from "./counted.ts";
import type { EventOf, Unsent } from "./events.ts";
import type { EventSink } from "./event_sink.ts";
import type { SerialWriter } from "./serial_writer.ts";
import { printable } from "./printable.ts";
import { plain, type Styles } from "./styles.ts";

/** Lines for people: one a find. */
export class TextSink implements EventSink {
  constructor(private readonly writer: SerialWriter, private readonly styles: Styles = plain) {}

  async send(event: Unsent): Promise<void> {
    const lines = toLines(event, this.styles).map((line) => line + "\n");
    if (lines.length) await this.writer.write(lines.join(""));
  }
}

function toLines(event: Unsent, styles: Styles): string[] {
  switch (event.type) {
    case "match":
      return [`${printable(event.path)}  ${styles("good", names(event))}`];
    case "photo":
      return [printable(`${event.path}  ${counted(event.faces.length, "face")}`)];
    case "skip":
      return [styles("faint", `${event.path}  left out: ${event.reason}`)];
    case "error":
      return [`${printable(event.path ?? "")}  ${styles("bad", `error: ${event.message}`)}`];
    case "reference":
      return [
        printable(`${event.path}  ${event.person}: ${event.used ? "used" : "not used"}${found(event)}`),
      ];
    case "person":
      return personLines(event).map(printable);
    case "group":
      return [printable(groupLine(event))];
    case "end":
      return event.groups === undefined ? [] : [groupsLine(event)]; // what else there is to say is told on stderr
    case "start":
    case "progress":
      return []; // told on stderr
  }
}

function names(event: Unsent<EventOf<"match">>): string {
  return event.faces.filter((face) => face.person !== null)
    .map((face) => `${face.person} (${Math.round(100 * (face.confidence ?? 0))} %)`).join(", ");
}

function groupLine({ group, photos, faces, representative, copied_to }: Unsent<EventOf<"group">>): string {
  const copied = copied_to?.length ? `, ${copied_to.length} copied` : "";
  return `${group}  ${counted(photos, "photo")}${copied}, such as ${faces[representative].path}`;
}

function groupsLine({ groups = 0, grouped = 0, alone = 0, photos, seconds }: Unsent<EventOf<"end">>): string {
  return `${groups === 1 ? "1 person" : `${groups} people`} in ${counted(photos, "photo")}: ` +
    `${counted(grouped, "face")}, ${alone} left alone, ${seconds.toFixed(1)} s`;
}

const found = ({ findings }: Unsent<EventOf<"reference">>) =>
  findings.map(({ message }) => ` - ${message}`).join("");

function personLines({ person, references, photos, expected_false, warnings }: Unsent<EventOf<"person">>) {
  const expected = expected_false === null
    ? ""
    : `; of 1,000 strangers' photos, ${amount(expected_false.normal)} will be taken for ${person} (--strict ${
      amount(expected_false.strict)
    }, --loose ${amount(expected_false.loose)})`;
  return [
    `${person}: ${references} of ${photos} photos used${expected}`,
    ...warnings.map(({ message }) => `${person}: warning: ${message}`),
  ];
}

/** Two digits are all that such an estimate knows. */
function amount(count: number): string {
  return count < 0.001 ? "less than 0.001" : `about ${Number(count.toPrecision(2))}`;
}
