import { steadyMs } from "../saved-run.ts";

/** More than this beyond what was to be waited is no slow machine. */
const slack = 30;

/**
 * The wall's clock when it was made, and from there the time in which we ran, in epoch seconds: nobody sets it, and it
 * stands while the batch system suspends the job, whose end it moves by as much.
 */
export class RunningClock {
  readonly #wall: number;
  readonly #steady: () => number;
  readonly #begin: number;
  #missed = 0;
  #checked: number;

  constructor(wall: number, steady: () => number = () => steadyMs() / 1000) {
    this.#wall = wall;
    this.#steady = steady;
    this.#begin = steady();
    this.#checked = this.#begin;
  }

  now(): number {
    return this.#wall + this.#steady() - this.#begin - this.#missed;
  }

  /** To be told after each wait, of at most `waited` seconds since it was told last. */
  woke(waited: number): void {
    const now = this.#steady();
    const beyond = now - this.#checked - waited;
    if (beyond > slack) this.#missed += beyond;
    this.#checked = now;
  }
}
