import type { Finding } from "../../model/check.ts";
import type { Fence } from "../../model/facts/fence.ts";
import { derive, named, type Sourced } from "../../model/provenance.ts";
import type { Settings } from "../../model/settings.ts";
import { isGpus, type SlotLayout } from "../../parse/slots/layout.ts";
import { listFences, namedFences, smallest } from "./node-fences.ts";

export interface GpuDecision {
  /** GPUs that slots offer; 0 when none are wanted or there are none. */
  readonly gpus: Sourced<number>;
  /** Whether the layout names them at all. */
  readonly wanted: boolean;
  readonly asked: Fence | null;
  readonly findings: readonly Finding[];
}

/**
 * GPUs are offered only when the layout names them. Without a number it is what was found; a number above a fence is
 * cut to it, and counts as it is where nothing was found out about GPUs.
 */
export function decideGpus(
  layout: SlotLayout,
  fences: readonly Fence[],
  setting: Settings["GLIDEIN_Resource_Slots"],
): GpuDecision {
  const item = layout.resources.find(({ name }) => isGpus(name));
  const least = smallest(fences);
  const found = least === undefined ? null : Math.floor(least.limit);
  const inputs = [named("GLIDEIN_Resource_Slots", setting), ...namedFences(fences)];
  if (item === undefined) {
    const unused = found === null || found === 0 ? [] : [unusedGpus(found, fences)];
    return { gpus: derive("no GPUs in the layout", inputs, 0), wanted: false, asked: null, findings: unused };
  }
  if (item.number === null) {
    const gpus = derive("GPUs found on the node", inputs, found ?? 0);
    return { gpus, wanted: true, asked: null, findings: gpus.value === 0 ? [noneFound(fences)] : [] };
  }
  const asked: Fence = { limit: item.number, from: "setting GLIDEIN_Resource_Slots", kind: "grant" };
  const gpus = derive("GPUs asked for, at most those found", inputs, Math.min(item.number, found ?? item.number));
  if (gpus.value < item.number) return { gpus, wanted: true, asked, findings: [cut(item.number, gpus.value, fences)] };
  return { gpus, wanted: true, asked, findings: found === null && item.number > 0 ? [unverified(item.number)] : [] };
}

const unusedGpus = (found: number, fences: readonly Fence[]): Finding => ({
  severity: "info",
  message: `${found} GPUs are not offered: GLIDEIN_Resource_Slots does not name them.`,
  evidence: listFences(fences),
  fix: "Add GPUs,type=main to GLIDEIN_Resource_Slots to offer them.",
});

const noneFound = (fences: readonly Fence[]): Finding => ({
  severity: "warning",
  message: "GLIDEIN_Resource_Slots asks for the node's GPUs, but none was found; none is offered.",
  evidence: fences.length === 0 ? "nothing was found out about GPUs" : listFences(fences),
  fix: "Ask the batch system for GPUs, or take GPUs out of GLIDEIN_Resource_Slots.",
});

const cut = (asked: number, found: number, fences: readonly Fence[]): Finding => ({
  severity: "warning",
  message: `GLIDEIN_Resource_Slots asks for ${asked} GPUs and is cut to ${found}: no more are there for us.`,
  evidence: listFences(fences),
  fix: "Ask the batch system for as many GPUs as the entry offers, or leave out their number.",
});

const unverified = (asked: number): Finding => ({
  severity: "info",
  message: `${asked} GPUs are offered because GLIDEIN_Resource_Slots says so; nothing was found out about GPUs.`,
  evidence: "no discovery program ran and no variable names devices",
  fix: "Leave out the number of GPUs so that they are discovered.",
});
