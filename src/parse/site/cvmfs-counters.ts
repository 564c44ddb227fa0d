import type { CvmfsHealth } from "../../model/facts.ts";

/** What our own shell line prints: `NAME=VALUE` for each counter that the client tells. */
export function parseCvmfsCounters(text: string): Omit<CvmfsHealth, "cacheMiB"> {
  const number = (name: string): number | null => {
    const value = new RegExp(`^${name}=(-?[0-9]{1,15})\\s*$`, "mu").exec(text)?.[1];
    return value === undefined ? null : Number(value);
  };
  const last = number("timestamp_last_ioerr");
  return {
    ioErrors: number("nioerr"),
    lastIoErrorAt: last === null || last <= 0 ? null : last,
    usedFiles: number("usedfd"),
    maxFiles: number("maxfd"),
    expiresMinutes: number("expires"),
  };
}
