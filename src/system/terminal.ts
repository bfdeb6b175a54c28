/** Whoever was asked something, or waited for a test that was asked for, has pressed Ctrl-C instead. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** A terminal that is typed at, byte by byte. */
export interface Keyboard {
  setRaw(raw: boolean): void;
  read(into: Uint8Array): Promise<number | null>;
}

/** Lines that are typed at a terminal, which shows and corrects them itself. */
export class TypedLines {
  readonly #decoder = new TextDecoder();
  readonly #bytes = new Uint8Array(4096);
  /** What was typed, or pasted, beyond the last line that was asked for. */
  #rest = "";

  constructor(private readonly keyboard: Pick<Keyboard, "read">, private readonly stop: AbortSignal) {}

  /** The next line. Throws {@link Interrupted} when somebody asks to stop, or the terminal is closed. */
  async next(): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf("\n");
      if (end >= 0) {
        const line = this.#rest.slice(0, end);
        this.#rest = this.#rest.slice(end + 1);
        return line.replace(/\r$/, "");
      }
      const count = await this.#read();
      if (count === null) throw new Interrupted("interrupted");
      this.#rest += this.#decoder.decode(this.#bytes.subarray(0, count), { stream: true });
    }
  }

  #read(): Promise<number | null> {
    const { promise, resolve, reject } = Promise.withResolvers<number | null>();
    const stopped = () => resolve(null);
    if (this.stop.aborted) stopped();
    this.stop.addEventListener("abort", stopped, { once: true });
    if (!this.stop.aborted) this.keyboard.read(this.#bytes).then(resolve, reject);
    return promise.finally(() => this.stop.removeEventListener("abort", stopped));
  }
}

const ENTER = new Set(["\r", "\n"]), BACKSPACE = new Set(["\x7f", "\b"]);
/** Ctrl-C, Ctrl-D, Ctrl-U. */
const INTERRUPT = "\x03", END = "\x04", KILL_LINE = "\x15";

/** Asks for a line, which isn't shown while it is typed. Throws {@link Interrupted}. */
export async function askSecret(
  question: string,
  keyboard: Keyboard,
  write: (text: string) => void,
): Promise<string> {
  const decoder = new TextDecoder(), bytes = new Uint8Array(256);
  let line: string[] = [];
  keyboard.setRaw(true);
  write(question);
  try {
    for (let count; (count = await keyboard.read(bytes)) !== null;) {
      for (const key of decoder.decode(bytes.subarray(0, count), { stream: true })) {
        if (ENTER.has(key) || key === END) return line.join("");
        if (key === INTERRUPT) throw new Interrupted("interrupted");
        if (BACKSPACE.has(key)) line.pop();
        else if (key === KILL_LINE) line = [];
        else line.push(key);
      }
    }
    return line.join("");
  } finally {
    keyboard.setRaw(false);
    write("\n");
  }
}
