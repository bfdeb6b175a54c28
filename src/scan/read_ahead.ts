import { PackedQueue, type Packing } from "./packed_queue.ts";

/** How far to run ahead, and whom to tell. */
export interface ReadingAhead<T, P> {
  /** Items. */
  limit: number;
  packing: Packing<T, P>;
  /** Told of each item as it is met, and when there are no more. */
  onItem: (item: T) => void;
  onEnd: () => void;
}

/**
 * Runs ahead of whoever reads `source`: so a run can say how much there is to do while it does it. Ends early when the
 * reader does.
 */
export async function* readAhead<T, P>(
  source: AsyncIterable<T>,
  { limit, packing, onItem, onEnd }: ReadingAhead<T, P>,
): AsyncGenerator<T> {
  const items = new PackedQueue(packing);
  const room = new Bell(), news = new Bell();
  let ended = false, stopped = false, failure: unknown;

  const filling = (async () => {
    try {
      for await (const item of source) {
        onItem(item);
        items.push(item);
        news.ring();
        while (items.length >= limit && !stopped) await room.rung();
        if (stopped) return;
      }
      onEnd();
    } catch (error) {
      failure = error;
    } finally {
      ended = true;
      news.ring();
    }
  })();

  try {
    for (;;) {
      if (items.length > 0) {
        yield items.take();
        if (items.length < limit) room.ring();
      } else if (ended) break;
      else await news.rung();
    }
    if (failure) throw failure;
  } finally {
    stopped = true;
    room.ring();
    await filling;
  }
}

/** Wakes the one who waits; rings that nobody waited for are kept. */
class Bell {
  #ring = () => {};
  #next = this.#arm();

  ring() {
    this.#ring();
  }

  async rung() {
    await this.#next;
    this.#next = this.#arm();
  }

  #arm() {
    return new Promise<void>((resolve) => this.#ring = resolve);
  }
}
