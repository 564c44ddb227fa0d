import type { Finding } from "../src/model/check.ts";

type Make = (message: string, evidence: string, fix: string) => Finding;

export const error: Make = (message, evidence, fix) => ({ severity: "error", message, evidence, fix });
export const warning: Make = (message, evidence, fix) => ({ severity: "warning", message, evidence, fix });
/** Something to know that is no reason to act. */
export const remark: Make = (message, evidence, fix) => ({ severity: "info", message, evidence, fix });

export const skip = (why: string): { readonly skip: string } => ({ skip: why });

/** `3.5 GiB`, `512 MiB`, `512 KiB`. */
export function size(mib: number): string {
  if (mib > 0 && mib < 1) return `${Math.floor(mib * 1024)} KiB`;
  if (mib < 1024) return `${Math.floor(mib)} MiB`;
  const gib = mib / 1024;
  return `${gib < 100 ? Number(gib.toFixed(1)) : Math.floor(gib)} GiB`;
}

/** `2 d 3 h`, `45 min`, `20 s`; the two largest units. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const units = [
    [86_400, "d"],
    [3600, "h"],
    [60, "min"],
    [1, "s"],
  ] as const;
  const first = units.findIndex(([length]) => whole >= length);
  if (first < 0) return "0 s";
  let rest = whole;
  return units
    .slice(first, first + 2)
    .flatMap(([length, name]) => {
      const count = Math.floor(rest / length);
      rest -= count * length;
      return count === 0 ? [] : [`${count} ${name}`];
    })
    .join(" ");
}

/** At most a few of many, with how many are left out. */
export function some(items: readonly string[], most = 5): string {
  const more = items.length - most;
  return more > 0 ? `${items.slice(0, most).join(", ")} and ${more} more` : items.join(", ");
}
