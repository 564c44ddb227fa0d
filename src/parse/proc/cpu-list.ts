import { err, ok, type Result } from "../../model/result.ts";
import { printable } from "../printable.ts";

/** Far above the kernel's NR_CPUS of any distribution (8192). */
const maxCpu = 1_048_575;
const maxRanges = 65_536;
const maxWords = 1024;

/** CPU numbers as the kernel lists them (`0-3,8`), merged and ascending. */
export interface CpuSet {
  readonly count: number;
  readonly ranges: readonly (readonly [first: number, last: number])[];
}

/**
 * The kernel's list format: numbers and ranges joined by commas; empty text is the empty set. Overlaps are merged, so
 * that no CPU counts twice; a reversed range or a number beyond any kernel is refused.
 */
export function parseCpuList(text: string): Result<CpuSet, string> {
  const list = text.trim();
  if (list === "") return ok({ count: 0, ranges: [] });
  const ranges: [number, number][] = [];
  for (const part of list.split(",", maxRanges + 1)) {
    const match = /^([0-9]{1,7})(?:-([0-9]{1,7}))?$/u.exec(part);
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? match?.[1]);
    if (match === null || last > maxCpu || ranges.length === maxRanges) {
      return err(`"${printable(part, 60)}" is not a CPU number or range (as in 0-3,8)`);
    }
    if (last < first) return err(`the range "${part}" runs backwards`);
    ranges.push([first, last]);
  }
  return ok(merged(ranges));
}

/** The kernel's mask format: 32-bit hexadecimal words joined by commas, the highest CPUs first. */
export function parseCpuMask(text: string): Result<CpuSet, string> {
  const words = text.trim().split(",", maxWords + 1);
  if (words.length > maxWords || !words.every((word) => /^[0-9a-f]{1,8}$/iu.test(word)))
    return err(`"${printable(text, 60)}" is not a hexadecimal CPU mask`);
  const ranges: [number, number][] = [];
  for (const [index, word] of words.reverse().entries()) {
    const bits = Number.parseInt(word, 16);
    for (let bit = 0; bit < 32; bit += 1) {
      if (Math.floor(bits / 2 ** bit) % 2 === 1) ranges.push([index * 32 + bit, index * 32 + bit]);
    }
  }
  return ok(merged(ranges));
}

function merged(ranges: readonly (readonly [number, number])[]): CpuSet {
  const result: [number, number][] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const previous = result.at(-1);
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else result.push([first, last]);
  }
  return { count: result.reduce((sum, [first, last]) => sum + last - first + 1, 0), ranges: result };
}
