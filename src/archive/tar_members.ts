import { Failure, messageOf } from "../failure.ts";
import { BLOCK, isMarked, SparseHeaders } from "./sparse_headers.ts";

/** What an archive holds, in its order. */
export interface Member {
  /** As the archive has it. */
  name: string;
  /** False for folders, links and devices. */
  isFile: boolean;
  /** Its bytes are stored without its holes (`tar --sparse`): they are not those of the file. */
  isSparse: boolean;
  /** Bytes. */
  size: number;
  /** Last change in milliseconds since 1970, or null where the archive doesn't say. */
  modified: number | null;
  /** Its bytes, to be read to the end before the next member is asked for, or not at all. Throws as {@link tarMembers}. */
  bytes(): AsyncGenerator<Uint8Array>;
}

/** Two archives one after the other are none: `cat` puts them together so. */
const MORE_FOLLOWS = "more follows on the archive's end mark: tar --concatenate makes one archive of several";
/** How pax's headers tell of members without their holes, and where these have their names (GNU tar's manual). */
const SPARSE = "GNU.sparse.", SPARSE_NAME = "GNU.sparse.name";
/** Bytes given to the decoder at once, of a member that is read. */
const MOST_AT_ONCE = 1 << 16;

/**
 * Reads a tar archive (ustar, with GNU's and pax's long names) as it comes; no more of it is held than one chunk. Throws
 * a {@link Failure} of stage `read`, `archive_damaged`, where the stream is no archive, or ends before its end mark, or
 * more follows on that: after all members before it.
 */
export async function* tarMembers(stream: ReadableStream<Uint8Array>): AsyncGenerator<Member> {
  // Only here: it makes an Error while it is loaded, which took every start of the program 20 ms, measured.
  const { createTarDecoder } = await import("modern-tar");
  const decoder = createTarDecoder({ strict: true });
  const entries = decoder.readable.getReader(), feed = new Feed(stream, decoder.writable);
  let current = null as string | null;
  try {
    for (;;) {
      const { done, value } = await feed.until(entries.read(), BLOCK);
      if (done) return;
      const { header: { type, mode, size, mtime, pax = {} }, body } = value;
      const name = pax[SPARSE_NAME] ?? value.header.name;
      current = name;
      let isRead = false;
      yield {
        name,
        isFile: type === "file",
        isSparse: isMarked(mode) || Object.keys(pax).some((key) => key.startsWith(SPARSE)),
        size,
        modified: mtime && Number.isFinite(mtime.getTime()) ? mtime.getTime() : null,
        async *bytes() {
          isRead = true;
          const chunks = body.getReader();
          for (let left = size; left > 0;) {
            const { done, value } = await feed.until(chunks.read(), Math.min(left, MOST_AT_ONCE)).catch(
              (error) => {
                throw damaged(error, name);
              },
            );
            if (done) return;
            left -= value.length;
            yield value;
          }
        },
      };
      if (!isRead) await body.cancel();
    }
  } catch (error) {
    throw damaged(error, current);
  } finally {
    await feed.close();
  }
}

/**
 * Gives a decoder what it needs, and not more: it forgets the members that it has met and nobody has taken when it comes
 * upon damage after them.
 */
class Feed {
  readonly #source: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder: WritableStreamDefaultWriter<Uint8Array>;
  readonly #headers = new SparseHeaders();
  /** What has come and is not given yet, in its order. */
  #rest: Uint8Array[] = [];
  #isOver = false;

  constructor(source: ReadableStream<Uint8Array>, decoder: WritableStream<Uint8Array>) {
    this.#source = source.getReader();
    this.#decoder = decoder.getWriter();
    this.#decoder.closed.catch(() => {}); // whoever writes or closes is told
  }

  /** Feeds the decoder, with `most` bytes at a time, until it has what is `wanted`. Throws as the decoder does. */
  async until<T>(wanted: Promise<T>, most: number): Promise<T> {
    let hasCome = false;
    const come = () => hasCome = true;
    wanted.then(come, come);
    await Promise.resolve();
    while (!hasCome) {
      const bytes = await this.#take(most);
      if (!bytes) {
        await this.#decoder.close();
        break;
      }
      await this.#decoder.write(bytes);
    }
    return await wanted;
  }

  async #take(most: number): Promise<Uint8Array | null> {
    while (this.#rest.length === 0) {
      if (this.#isOver) return null;
      const { done, value } = await this.#source.read();
      this.#isOver = done;
      const come = done ? [this.#headers.rest] : this.#headers.pass(value);
      this.#rest = come.filter(({ length }) => length > 0);
    }
    const [first] = this.#rest, taken = first.subarray(0, most);
    if (taken.length < first.length) this.#rest[0] = first.subarray(taken.length);
    else this.#rest.shift();
    return taken;
  }

  /** Reads no more. Never throws. */
  async close() {
    await this.#decoder.abort().catch(() => {});
    await this.#source.cancel().catch(() => {});
  }
}

function damaged(error: unknown, last: string | null): Failure {
  if (error instanceof Failure) return error;
  const where = last === null
    ? "it is no tar archive, or a compressed one, which must be unpacked on the way, such as by zcat"
    : `in or after ${last}`;
  const message = messageOf(error).replace(/\.$/, "");
  const what = message === "Invalid EOF" ? MORE_FOLLOWS : message;
  return new Failure("read", "archive_damaged", `${what} (${where})`, true);
}
