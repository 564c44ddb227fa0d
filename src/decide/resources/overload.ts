import type { Finding } from "../../model/check.ts";
import type { Attribute } from "../../model/plan.ts";
import { derive, named, type Sourced } from "../../model/provenance.ts";
import type { Settings } from "../../model/settings.ts";

export type OverloadSettings = Pick<
  Settings,
  "GLIDEIN_OVERLOAD_ENABLED" | "GLIDEIN_OVERLOAD_CPUS" | "GLIDEIN_OVERLOAD_MEMORY"
>;

/** Factors on what the fences allow; 1 = as it is. */
export interface Overload {
  readonly cpus: Sourced<number>;
  readonly memory: Sourced<number>;
}

/** `draw` 0–99 decides when the setting is per cent. */
export function overload(settings: OverloadSettings, draw: number): Overload {
  const switched = named("GLIDEIN_OVERLOAD_ENABLED", settings.GLIDEIN_OVERLOAD_ENABLED);
  const on = enabled(settings.GLIDEIN_OVERLOAD_ENABLED.value, draw);
  const factor = (name: "GLIDEIN_OVERLOAD_CPUS" | "GLIDEIN_OVERLOAD_MEMORY"): Sourced<number> =>
    on
      ? derive("overload enabled", [switched, named(name, settings[name])], settings[name].value)
      : derive("overload not enabled", [switched], 1);
  return { cpus: factor("GLIDEIN_OVERLOAD_CPUS"), memory: factor("GLIDEIN_OVERLOAD_MEMORY") };
}

/** To be published, so that a pool can tell promises from hardware. */
export function overloadAttributes({ cpus, memory }: Overload): Readonly<Record<string, Attribute>> {
  const factor = (sourced: Sourced<number>): Attribute => ({ sourced, type: "real", published: true });
  return {
    ...(cpus.value === 1 ? {} : { GLIDEIN_OVERLOAD_CPUS: factor(cpus) }),
    ...(memory.value === 1 ? {} : { GLIDEIN_OVERLOAD_MEMORY: factor(memory) }),
  };
}

export function overloadFindings({ cpus, memory }: Overload): readonly Finding[] {
  const said = [
    cpus.value === 1 ? "" : `${cpus.value} times the CPUs`,
    memory.value === 1 ? "" : `${memory.value} times the memory`,
  ]
    .filter((part) => part !== "")
    .join(" and ");
  if (said === "") return [];
  const finding: Finding = {
    severity: "info",
    message: `${said} that the fences allow are offered.`,
    evidence: "GLIDEIN_OVERLOAD_ENABLED",
    fix: "Set GLIDEIN_OVERLOAD_ENABLED to false to stay within the fences.",
  };
  return [finding];
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
