import { deepStrictEqual, rejects, strictEqual } from "node:assert";
import fc from "fast-check";
import { askSecret, Interrupted, TypedLines } from "../../../src/system/terminal.ts";

/** Asks somebody who types these pieces; gives the answer, and what was shown. */
async function ask(...pieces: (string | Uint8Array)[]) {
  const encoder = new TextEncoder(), raw: boolean[] = [];
  const typed = pieces.map((piece) => typeof piece === "string" ? encoder.encode(piece) : piece);
  const keyboard = {
    setRaw: (on: boolean) => void raw.push(on),
    read: (into: Uint8Array) => {
      const piece = typed.shift();
      if (piece) into.set(piece);
      return Promise.resolve(piece?.length ?? null);
    },
  };
  let shown = "";
  try {
    return { answer: await askSecret("what? ", keyboard, (text) => shown += text), shown };
  } finally {
    deepStrictEqual(raw, [true, false]);
  }
}

Deno.test("askSecret gives what was typed up to Enter, whatever it is, and shows none of it", async () => {
  const line = fc.string({ unit: "grapheme", maxLength: 40 }).filter((text) =>
    // deno-lint-ignore no-control-regex -- these are keys with a meaning
    !/[\x00-\x1f\x7f]/.test(text)
  );
  await fc.assert(fc.asyncProperty(line, fc.constantFrom("\r", "\n", "\x04"), async (text, end) => {
    deepStrictEqual(await ask(text, end), { answer: text, shown: "what? \n" });
  }));
});

Deno.test("askSecret takes characters that come in pieces, and what was pasted with its end", async () => {
  const [first, ...rest] = new TextEncoder().encode("é\r");
  strictEqual((await ask(Uint8Array.of(first), Uint8Array.from(rest))).answer, "é");
  strictEqual((await ask("pasted\rmore")).answer, "pasted");
});

Deno.test("askSecret lets one correct oneself, also when there is nothing", async () => {
  strictEqual((await ask("\x7fab\x7fc\b\bd", "\r")).answer, "d");
  strictEqual((await ask("wrong\x15right", "\r")).answer, "right");
  strictEqual((await ask("👪\x7fa", "\r")).answer, "a");
});

Deno.test("askSecret gives what there is when the terminal is closed", async () => {
  strictEqual((await ask("abc")).answer, "abc");
});

Deno.test("askSecret is interrupted by Ctrl-C, and leaves the terminal as it was", async () => {
  await rejects(ask("abc\x03"), Interrupted);
});

/** Lines of somebody who types these pieces, and then nothing, or closes the terminal. */
function lines(pieces: string[], { closes = false, stop = new AbortController().signal } = {}) {
  const typed = pieces.map((piece) => new TextEncoder().encode(piece));
  return new TypedLines({
    read: (into) => {
      const piece = typed.shift();
      if (piece) into.set(piece);
      return piece ? Promise.resolve(piece.length) : closes ? Promise.resolve(null) : new Promise(() => {});
    },
  }, stop);
}

Deno.test("TypedLines gives lines one by one, whatever pieces they come in", async () => {
  const pieces = lines(["fir", "st\nsecond\r\n", "third", "\n\n"]);
  for (const line of ["first", "second", "third", ""]) strictEqual(await pieces.next(), line);
});

Deno.test("TypedLines ends when the terminal is closed, and when the program is asked to stop, before or while it waits", async () => {
  await rejects(lines(["half"], { closes: true }).next(), Interrupted);
  await rejects(lines([], { stop: AbortSignal.abort() }).next(), Interrupted);
  const stop = new AbortController(), waiting = lines([], { stop: stop.signal }).next();
  stop.abort();
  await rejects(waiting, Interrupted);
});
