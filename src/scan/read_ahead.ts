/**
 * Runs ahead of whoever reads `source`, by at most `limit` items, and tells `onItem` of each as it is met and `onEnd`
 * when there are no more: so a run can say how much there is to do while it does it. Ends early when the reader does.
 */
export async function* readAhead<T>(
  source: AsyncIterable<T>,
  limit: number,
  onItem: (item: T) => void,
  onEnd: () => void,
): AsyncGenerator<T> {
  const items: T[] = [];
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
    for (let next = 0;;) {
      if (next < items.length) {
        yield items[next++];
        // Taking single items off the front of a long array is slow.
        if (next >= 1024 || next === items.length) {
          items.splice(0, next);
          next = 0;
          room.ring();
        }
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
