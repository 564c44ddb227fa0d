// Values to be judged: as many as GLIDEIN_SERIALISER_RUNS says, a few thousand when it says nothing.
import fc from "fast-check";
import { expect } from "vitest";
import type { Result } from "../../../src/model/result.ts";
import type { Refusal } from "../../../src/parse/refusal.ts";
import { seed } from "../../seed.ts";

export const runs = Number(process.env["GLIDEIN_SERIALISER_RUNS"] ?? 2000);

export interface Written<T> {
  readonly value: T;
  readonly text: string;
}

/** What could be written of a sample; the rest was refused, with a reason, and is not nearly everything. */
export function writtenSample<T>(
  arbitrary: fc.Arbitrary<T>,
  write: (value: T) => Result<string, Refusal>,
  count = runs,
): readonly Written<T>[] {
  const written: Written<T>[] = [];
  for (const value of fc.sample(arbitrary, count)) {
    const text = write(value);
    if (text.ok) written.push({ value, text: text.value });
    else expect(text.error.problem).not.toBe("");
  }
  expect(written.length).toBeGreaterThan(count / 5);
  return written;
}

/** Programs take a few thousand values at a time. */
export function* batches<T>(items: readonly T[], size = 4000): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

/** Equal, or the first difference by name: a thousand values are no message. */
export function expectSame<T>(expected: readonly T[], got: readonly T[]): void {
  const different = expected.findIndex((value, index) => value !== got[index]);
  if (different >= 0) expect({ seed, value: got[different] }).toStrictEqual({ seed, value: expected[different] });
  expect(got.length).toBe(expected.length);
}
