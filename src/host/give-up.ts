/**
 * What undici is asked, given up when a signal says so. It hears signals itself, but not while a proxy closes what
 * should become a tunnel: then it asks again, and again, until it is destroyed.
 */
export async function giveUp<T>(asked: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const give = (): void => reject(signal.reason);
  if (signal.aborted) give();
  signal.addEventListener("abort", give, { once: true });
  try {
    return await Promise.race([asked, promise]);
  } finally {
    signal.removeEventListener("abort", give);
    // Nobody waits for the one that lost.
    promise.catch(() => undefined);
    asked.catch(() => undefined);
  }
}
