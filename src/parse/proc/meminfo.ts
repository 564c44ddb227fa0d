import type { Unknown } from "../../model/facts/fence.ts";
import { type Mebibytes, mebibytesFromKibibytes } from "../../model/units.ts";
import { printable } from "../printable.ts";

const fields = { MemTotal: "totalMiB", MemAvailable: "availableMiB", SwapTotal: "swapTotalMiB" } as const;
type Field = (typeof fields)[keyof typeof fields];

/** /proc/meminfo; null = the line is not there or cannot be understood, the latter with an entry in `unknown`. */
export type Meminfo = { readonly [F in Field]: Mebibytes | null } & { readonly unknown: readonly Unknown[] };

/** The kernel counts in KiB and writes "kB". The first of two equal lines counts; lines of other names are not looked at. */
export function parseMeminfo(text: string): Meminfo {
  const found: Partial<Record<Field, Mebibytes | null>> = {};
  const unknown: Unknown[] = [];
  for (const line of text.split("\n")) {
    const name = line.slice(0, line.indexOf(":"));
    if (!isField(name) || found[fields[name]] !== undefined) continue;
    const amount = /^[ \t]*([0-9]{1,15}) kB[ \t\r]*$/u.exec(line.slice(name.length + 1))?.[1];
    found[fields[name]] = amount === undefined ? null : mebibytesFromKibibytes(Number(amount));
    if (amount === undefined) unknown.push({ what: name, why: `"${printable(line, 60)}" is not "${name}: N kB"` });
  }
  return {
    totalMiB: found.totalMiB ?? null,
    availableMiB: found.availableMiB ?? null,
    swapTotalMiB: found.swapTotalMiB ?? null,
    unknown,
  };
}

const isField = (name: string): name is keyof typeof fields => Object.hasOwn(fields, name);
