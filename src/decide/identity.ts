import type { Facts } from "../model/facts.ts";
import { derive, named, type Sourced, sourced } from "../model/provenance.ts";
import type { Settings } from "../model/settings.ts";

const longest = 64;

/**
 * Name of the glidein in the pool: unique among the glideins of a node and of a batch job, the same for the same
 * facts, and made of characters that every ad, path and expression takes as they are.
 */
export function decideName(
  facts: Pick<Facts, "choice" | "draw" | "batch" | "system" | "clock">,
  settings: Pick<Settings, "GLIDEIN_Name" | "GLIDEIN_Launch_Rank">,
): Sourced<string> {
  const { GLIDEIN_Name: given, GLIDEIN_Launch_Rank: rank } = settings;
  if (given.value !== null)
    return rank.value === null
      ? { ...given, value: given.value }
      : // All glideins of a launch are given the same name.
        derive(
          "name and rank",
          [named("GLIDEIN_Name", given), named("GLIDEIN_Launch_Rank", rank)],
          `${given.value}_r${rank.value}`,
        );
  const job = facts.batch.jobId === null ? "" : `_${plain(facts.batch.jobId).slice(0, 24)}`;
  const host = plain(facts.system.hostname ?? "node").split(".")[0] ?? "node";
  const place = rank.value === null ? "" : `r${rank.value}_`;
  const unique = `${place}${Math.floor(facts.clock.now) % 1_000_000}${String(facts.choice).padStart(6, "0")}`;
  return derive(
    "host, batch job and a random number",
    [
      named(
        "hostname",
        sourced(facts.system.hostname, { kind: "probe", probe: "system", evidence: "/proc/sys/kernel/hostname" }),
      ),
      named("batch job", sourced(facts.batch.jobId, { kind: "probe", probe: "batch", evidence: facts.batch.system })),
      ...(rank.value === null ? [] : [named("GLIDEIN_Launch_Rank", rank)]),
    ],
    `glidein_${host.slice(0, longest - 9 - job.length - unique.length)}${job}_${unique}`,
  );
}

const plain = (text: string): string => text.replaceAll(/[^A-Za-z0-9_.-]/gu, "-");
