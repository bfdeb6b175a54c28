/**
 * What `work` gives, or a failure that `late` makes after `timeout` milliseconds: nobody waits for the work any more
 * then.
 */
export async function inTime<T>(work: Promise<T>, timeout: number, late: () => Error): Promise<T> {
  work.catch(() => {});
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), timeout);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
