import { createHash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ObjectCache } from "./object-cache.ts";

const pathOf = ({ directory }: ObjectCache, name: string): string =>
  join(directory, `serial-${createHash("sha256").update(name).digest("hex").slice(0, 32)}`);

/** The largest serial of a manifest of this name that this user's glideins have used on this node; null: none. */
export function highestSerial(cache: ObjectCache, name: string): number | null {
  try {
    const text = readFileSync(pathOf(cache, name), "utf8").trim();
    return /^[0-9]{1,16}$/u.test(text) ? Number(text) : null;
  } catch {
    return null;
  }
}

export function keepSerial(cache: ObjectCache, name: string, serial: number): void {
  if ((highestSerial(cache, name) ?? -1) >= serial) return;
  const path = pathOf(cache, name);
  try {
    writeFileSync(`${path}.${process.pid}`, `${serial}\n`, { mode: 0o600 });
    renameSync(`${path}.${process.pid}`, path);
  } catch {
    // Without space the next look knows less; the manifest's own expiry still counts.
  }
}
