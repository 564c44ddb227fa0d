import { err, ok, type Result } from "../../model/result.ts";
import { type Mebibytes, mebibytesFromBytes } from "../../model/units.ts";
import { printable } from "../printable.ts";
import { parseWholeNumber } from "../proc/whole-number.ts";

/** `null`: the kernel says that there is no limit. */
export type Limit<T extends number = number> = Result<T | null, string>;

/**
 * v1 has no word for "no limit": the largest multiple of a page below 2^63 stands for it, and the page differs.
 * Nothing this large (1 EiB) is a limit on anything real.
 */
const unlimitedBytes = 2 ** 60;

/** `memory.max`, `memory.high`, `memory.limit_in_bytes`, `memory.memsw.limit_in_bytes`: bytes, or `max`. */
export function parseMemoryLimit(text: string): Limit<Mebibytes> {
  const limit = parseSwapLimit(text);
  // Nobody could read this file from inside a group that may hold no memory.
  return limit.ok && limit.value === 0 ? err("it allows less than 1 MiB, in which nothing runs") : limit;
}

/** `memory.swap.max`: bytes, or `max`. 0 is usual and means no swap. */
export function parseSwapLimit(text: string): Limit<Mebibytes> {
  if (text.trim() === "max") return ok(null);
  const bytes = parseWholeNumber(text);
  if (!bytes.ok) return bytes;
  return ok(bytes.value >= unlimitedBytes ? null : mebibytesFromBytes(bytes.value));
}

/** `cpu.max`: `QUOTA PERIOD` in µs, or `max PERIOD`. The limit is in CPUs and may be fractional. */
export function parseCpuMax(text: string): Limit {
  const [, quota, period] = /^(max|[0-9]{1,20}) ([0-9]{1,20})$/u.exec(text.trim()) ?? [];
  if (quota === undefined || period === undefined) return err(notAsExpected(text, "QUOTA PERIOD"));
  return quota === "max" ? ok(null) : share(Number(quota), Number(period));
}

/** `cpu.cfs_quota_us` (-1 = none) and `cpu.cfs_period_us`. The limit is in CPUs and may be fractional. */
export function parseCfsQuota(quota: string, period: string): Limit {
  if (quota.trim() === "-1") return ok(null);
  const used = parseWholeNumber(quota);
  if (!used.ok) return used;
  const every = parseWholeNumber(period);
  return every.ok ? share(used.value, every.value) : err(`cpu.cfs_period_us: ${every.error}`);
}

/** `pids.max`: a number of processes and threads, or `max`. */
export function parsePidsMax(text: string): Limit {
  if (text.trim() === "max") return ok(null);
  const count = parseWholeNumber(text);
  return count.ok && count.value === 0 ? err("it allows no process, and we are one") : count;
}

/**
 * v1 `memory.stat` of our own group: `hierarchical_memory_limit`, the smallest limit of all ancestors, those too that
 * a namespace or a bind mount hides. null also when the line is not there.
 */
export function parseHierarchicalLimit(memoryStat: string): Limit<Mebibytes> {
  const line = /^hierarchical_memory_limit (.{0,40})$/mu.exec(memoryStat)?.[1];
  return line === undefined ? ok(null) : parseMemoryLimit(line);
}

function share(quota: number, period: number): Limit {
  if (quota === 0 || period === 0) return err(`${quota} of ${period} µs is no share of a CPU`);
  // Six digits: more than the kernel can enforce, and equal quotas stay equal numbers.
  return ok(Math.round((quota / period) * 1e6) / 1e6);
}

const notAsExpected = (text: string, expected: string): string =>
  text.trim() === "" ? "it is empty" : `it is "${printable(text.trim(), 60)}", not ${expected}`;
