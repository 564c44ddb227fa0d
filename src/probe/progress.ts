/** Told of every probe that ends: how many there are, and the names of those that still look. */
export type OnProgress = (pending: readonly string[], total: number) => void;

/** Names the probes that run at the same time, so that somebody who waits sees for what. */
export class ProbeProgress {
  readonly #pending = new Set<string>();
  readonly #told: OnProgress;
  #total = 0;

  constructor(told: OnProgress = () => undefined) {
    this.#told = told;
  }

  async of<T>(name: string, probe: Promise<T>): Promise<T> {
    this.#pending.add(name);
    this.#total += 1;
    try {
      return await probe;
    } finally {
      this.#pending.delete(name);
      this.#told([...this.#pending], this.#total);
    }
  }
}
