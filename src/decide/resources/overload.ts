import type { Settings } from "../../model/settings.ts";

export type OverloadSettings = Pick<Settings, "GLIDEIN_OVERLOAD_ENABLED" | "GLIDEIN_OVERLOAD_CPUS" | "GLIDEIN_OVERLOAD_MEMORY">;

/** Factors on what the fences allow; 1 = as it is. */
export interface Overload {
  readonly cpus: number;
  readonly memory: number;
}

const none: Overload = { cpus: 1, memory: 1 };

/** `draw` 0–99 decides when the setting is per cent. */
export function overload(settings: OverloadSettings, draw: number): Overload {
  return enabled(settings.GLIDEIN_OVERLOAD_ENABLED.value, draw)
    ? { cpus: settings.GLIDEIN_OVERLOAD_CPUS.value, memory: settings.GLIDEIN_OVERLOAD_MEMORY.value }
    : none;
}

function enabled(text: string, draw: number): boolean {
  const word = text.trim().toLowerCase();
  const percentage = /^([0-9.]+)\s*%$/u.exec(word)?.[1];
  if (percentage === undefined) return word === "true" || word === "yes" || word === "1";
  // The retire spread uses the same draw. With the digits swapped the overloaded glideins are not those that live
  // longest, which would spoil every comparison between overloaded and other ones.
  const independent = (draw % 10) * 10 + Math.floor(draw / 10);
  return independent < Number(percentage);
}
