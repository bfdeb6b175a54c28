import { deepStrictEqual, strictEqual } from "node:assert";
import { SerialWriter } from "../../../src/output/serial_writer.ts";
import { TextSink } from "../../../src/output/text.ts";
import type { Unsent } from "../../../src/output/events.ts";
import { coloured } from "../../../src/output/styles.ts";
import { MemorySink } from "./memory_sink.ts";
import { aFace, aGroup, aMatch, everyEvent } from "./sample_events.ts";

async function printed(...events: Unsent[]): Promise<string> {
  const sink = new MemorySink(), text = new TextSink(new SerialWriter(sink));
  for (const event of events) await text.send(event);
  return sink.text;
}

Deno.test("TextSink prints a line for each event but start, progress and end", async () => {
  deepStrictEqual((await printed(...everyEvent())).split("\n"), [
    "/photos/a.jpg  Ann (99 %)",
    "/photos/a.jpg  0 faces",
    "/photos/huge.png  left out: too_large",
    "/photos/b.jpg  error: gone",
    "/known/Ann/a.jpg  Ann: not used - the face is blurred - somebody else",
    "Ann: 3 of 4 photos used; of 1,000 strangers' photos, about 0.72 will be taken for Ann " +
    "(--strict less than 0.001, --loose about 8.1)",
    "Ann: warning: Bob looks like Ann",
    "person-001  2 photos, such as /photos/b.jpg",
    "",
  ]);
});

Deno.test("TextSink counts people and faces at the end of grouping, and copies of a group", async () => {
  const end = { type: "end", reason: "done", exit: 0, photos: 9, matches: 0, errors: 0, skipped: 0 } as const;
  const counts = [{ groups: 1, grouped: 1, alone: 3 }, { groups: 2, grouped: 5, alone: 0 }];
  const events = counts.map((count): Unsent => ({ ...end, ...count, seconds: 1.25 }));
  deepStrictEqual((await printed(aGroup({ photos: 1, copied_to: ["/out/a.jpg"] }), ...events)).split("\n"), [
    "person-001  1 photo, 1 copied, such as /photos/b.jpg",
    "1 person in 9 photos: 1 face, 3 left alone, 1.3 s",
    "2 people in 9 photos: 5 faces, 0 left alone, 1.3 s",
    "",
  ]);
});

Deno.test("TextSink names everybody found in a photo, and no strangers", async () => {
  const faces = [aFace(), aFace({ person: null }), aFace({ person: "Bob", confidence: 0.5 })];
  strictEqual(await printed(aMatch({ faces })), "/photos/a.jpg  Ann (99 %), Bob (50 %)\n");
  strictEqual(await printed({ ...aMatch(), type: "photo" }), "/photos/a.jpg  1 face\n");
});

Deno.test("TextSink replaces control characters, which could move the cursor or fake a line", async () => {
  const controls = [...Array(0x20).keys(), ...Array.from({ length: 0x21 }, (_, i) => 0x7f + i)];
  for (const code of controls) {
    const path = `/a${String.fromCharCode(code)}b`;
    strictEqual(await printed({ type: "skip", path, reason: "hidden" }), "/a\uFFFDb  left out: hidden\n");
  }
  const name = "\x1b[2Jé 中 \u{1F600}";
  strictEqual(
    await printed(aMatch({ faces: [aFace({ person: name })] })),
    "/photos/a.jpg  \uFFFD[2Jé 中 \u{1F600} (99 %)\n",
  );
});

Deno.test("TextSink colours what was found where that is wanted, and nothing in a name", async () => {
  const sink = new MemorySink(), text = new TextSink(new SerialWriter(sink), coloured);
  await text.send(aMatch({ path: "/\x1b[31ma.jpg" }));
  strictEqual(sink.text, "/\uFFFD[31ma.jpg  \x1b[32mAnn (99 %)\x1b[39m\n");
});
