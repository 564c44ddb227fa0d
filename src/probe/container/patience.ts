/**
 * Time that the search for a runtime may still spend waiting in vain. Counted by what timed out, because the clock of
 * a recording stands still.
 */
export class Patience {
  #leftMs: number;

  constructor(totalMs: number) {
    this.#leftMs = totalMs;
  }

  get exhausted(): boolean {
    return this.#leftMs < 500;
  }

  limit(wishMs: number): number {
    return Math.max(500, Math.min(wishMs, this.#leftMs));
  }

  spend(ms: number): void {
    this.#leftMs -= ms;
  }
}
