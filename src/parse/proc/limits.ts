import type { Unknown } from "../../model/facts/fence.ts";
import { printable } from "../printable.ts";

export interface ResourceLimit {
  /** null = unlimited. */
  readonly soft: number | null;
  readonly hard: number | null;
}

export interface ResourceLimits {
  /** By the kernel's names, e.g. `Max address space`. */
  readonly limits: Readonly<Record<string, ResourceLimit>>;
  readonly unknown: readonly Unknown[];
}

const maxNames = 64;

/** /proc/PID/limits: a table of fixed columns (name 25 wide, two values, a unit that may be empty) under a heading. */
export function parseLimits(text: string): ResourceLimits {
  const limits = new Map<string, ResourceLimit>();
  const unknown: Unknown[] = [];
  for (const line of text.split("\n").slice(0, maxNames)) {
    if (line.trim() === "" || /^Limit\s+Soft Limit\s/u.test(line)) continue;
    const [, name, soft, hard] =
      /^(Max [a-z ]{1,40}?) {1,30}(unlimited|[0-9]{1,20}) +(unlimited|[0-9]{1,20})(?: +[a-z]+)? *\r?$/u.exec(line) ??
      [];
    if (name === undefined || soft === undefined || hard === undefined) {
      unknown.push({
        what: line.startsWith("Max ") ? printable(line.slice(0, 25).trimEnd(), 60) : "a line",
        why: `"${printable(line, 100)}" is not a name and two limits`,
      });
    } else if (!limits.has(name)) limits.set(name, { soft: amount(soft), hard: amount(hard) });
  }
  return { limits: Object.fromEntries(limits), unknown };
}

const amount = (word: string): number | null => (word === "unlimited" ? null : Number(word));
