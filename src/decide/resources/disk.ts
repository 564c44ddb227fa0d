import type { Finding } from "../../model/check.ts";
import type { Fence } from "../../model/facts/fence.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { derive, least, named, type Sourced } from "../../model/provenance.ts";
import { err, ok, type Result } from "../../model/result.ts";
import type { Settings } from "../../model/settings.ts";
import { amountForms, mebibytesOf, parseAmount } from "../../parse/slots/amount.ts";
import { fenceCandidate, listFences } from "./node-fences.ts";

export interface DiskDecision {
  /** Whole MiB; null when nothing says how much there is. */
  readonly diskMiB: Sourced<number> | null;
  /** What GLIDEIN_DISK allows, as one more fence. */
  readonly asked: Fence | null;
  readonly findings: readonly Finding[];
}

/** Disk to offer: the least of all fences and GLIDEIN_DISK. */
export function decideDisk(fences: readonly Fence[], setting: Settings["GLIDEIN_DISK"]): Result<DiskDecision, Failure> {
  const candidates = fences.map(fenceCandidate);
  const byNode = least(candidates);
  const whole = (value: Sourced<number> | undefined): Sourced<number> | null => {
    if (value === undefined) return null;
    return Number.isInteger(value.value)
      ? value
      : derive("whole MiB", [named("fences", value)], Math.floor(value.value));
  };
  const nodeDecides = (): Result<DiskDecision, Failure> =>
    ok({ diskMiB: whole(byNode), asked: null, findings: byNode === undefined ? [unknown] : [] });
  if (setting.value === null) return nodeDecides();
  const amount = parseAmount(setting.value.trim(), "disk");
  if (!amount.ok) {
    return err(
      failure("SETTING_INVALID", "GLIDEIN_DISK", amount.error, "Correct GLIDEIN_DISK, or leave it out.", {
        expected: amountForms.disk,
      }),
    );
  }
  const limit =
    amount.value.kind === "share" && byNode === undefined ? null : mebibytesOf(amount.value, byNode?.value ?? 0);
  if (limit === null) return nodeDecides();
  const findings: Finding[] = [];
  const asked: Fence = { limit, from: "setting GLIDEIN_DISK", kind: "grant" };
  if (byNode === undefined) findings.push(believed);
  else if (limit > byNode.value) findings.push(cut(limit, byNode.value, fences));
  const inputs =
    byNode === undefined ? [named("GLIDEIN_DISK", setting)] : [named("GLIDEIN_DISK", setting), named("fences", byNode)];
  candidates.push({ name: asked.from, sourced: derive("disk asked for", inputs, limit) });
  return ok({ diskMiB: whole(least(candidates)), asked, findings });
}

const unknown: Finding = {
  severity: "warning",
  message: "Nothing says how much disk there is; HTCondor measures it when it starts.",
  evidence: "the scratch directory could not be measured",
  fix: "Set GLIDEIN_DISK.",
};

const believed: Finding = {
  severity: "warning",
  message: "Nothing says how much disk there is; GLIDEIN_DISK is offered as it stands.",
  evidence: "the scratch directory could not be measured",
  fix: "Make sure that the scratch directory has as much.",
};

const cut = (askedMiB: number, allowedMiB: number, fences: readonly Fence[]): Finding => ({
  severity: "warning",
  message: `setting GLIDEIN_DISK ${askedMiB} MiB is cut to ${Math.floor(allowedMiB)} MiB: the fences allow no more.`,
  evidence: listFences(fences),
  fix: "Ask the batch system for more disk, or lower GLIDEIN_DISK.",
});
