// Waiting for a condition, with a limit; the bed never sleeps for a fixed time.
import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds, for what must come: nobody waits as long unless something is broken, however busy the machine is. */
export const patience = 120_000;

/** Asks until the answer is not undefined. The error names what was waited for and the last reason why not. */
export async function waitFor<T>(
  what: string,
  limitMs: number,
  ask: () => T | undefined | Promise<T | undefined>,
  options: { readonly everyMs?: number; readonly whyNot?: () => string } = {},
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() >= deadline) {
      const why = options.whyNot?.() ?? "";
      throw new Error(`waited ${String(limitMs / 1000)} s for ${what}${why === "" ? "" : `: ${why}`}`);
    }
    await delay(options.everyMs ?? 100);
  }
}
