/** Milliseconds between two looks, and after how many it is given up: a suite that hangs says nothing. */
const PAUSE = 10, MOST = 300_000;

/** Waits until something is so. Throws an Error with the condition's source when that takes five minutes. */
export async function until(isSo: () => boolean | Promise<boolean>) {
  const began = performance.now();
  while (!await isSo()) {
    if (performance.now() - began > MOST) throw new Error(`after five minutes this is not so: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
