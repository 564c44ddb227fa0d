import type { BatchJob } from "../model/facts/batch.ts";
import type { Facts } from "../model/facts.ts";
import type { Attribute, AttributeType, ResourcePlan, Verdict } from "../model/plan.ts";
import { derive, type Sourced, sourced } from "../model/provenance.ts";
import type { Settings } from "../model/settings.ts";
import { printable } from "../parse/printable.ts";
import { mjfAttributes } from "./mjf-attributes.ts";
import type { NamedFinding } from "./verdict.ts";

export type Attributes = Readonly<Record<string, Attribute>>;

const published = (value: Sourced<number | string | boolean>, type: AttributeType): Attribute => ({
  sourced: value,
  type,
  published: true,
});

/** What a glidein says of itself whatever was decided: who it is, where it runs, and for which batch job. */
export function identityAttributes(facts: Facts, settings: Settings, name: Sourced<string>): Attributes {
  const site = settings.GLIDEIN_Site;
  return {
    IS_GLIDEIN: published(derive("this is a glidein", [], true), "boolean"),
    GLIDEIN_Name: published(name, "string"),
    ...(site.value === null || site.value === "none"
      ? {}
      : { GLIDEIN_Site: published({ ...site, value: site.value }, "string") }),
    ...batchAttributes(facts),
    ...launchAttributes(settings),
    ...mjfAttributes(facts.features, facts.featureLocations),
  };
}

/** GlideinWMS's names where it has them; rank and count let a provisioner see nodes of one batch job as one. */
function batchAttributes(facts: Facts): Attributes {
  const job = facts.batch.jobs[0];
  // A contradicted job is listed, but it is not ours.
  if (job === undefined || facts.batch.system === "none") return {};
  const said = (value: string | number | null, what: string): Sourced<string | number> | null =>
    value === null ? null : sourced(value, { kind: "probe", probe: `batch ${job.system}`, evidence: what });
  const rows: readonly (readonly [string, Sourced<string | number> | null, AttributeType])[] = [
    ["GLIDEIN_SiteWMS", said(nameOf(job), "system"), "string"],
    ["GLIDEIN_SiteWMS_JobId", said(job.jobId, "job"), "string"],
    ["GLIDEIN_SiteWMS_Queue", said(job.queue, "queue"), "string"],
    ["GLIDEIN_SiteWMS_Slot", said(job.nodeName, "node"), "string"],
    ["GLIDEIN_SiteWMS_Account", said(job.account, "account"), "string"],
    ["GLIDEIN_SiteWMS_Cluster", said(job.cluster, "cluster"), "string"],
    ["GLIDEIN_SiteWMS_NodeRank", said(job.nodeRank, "rank"), "integer"],
    ["GLIDEIN_SiteWMS_NodeCount", said(job.nodeCount, "nodes"), "integer"],
  ];
  return Object.fromEntries(
    rows.flatMap(([name, value, type]) => (value === null ? [] : [[name, published(value, type)]])),
  );
}

/** Which of the glideins of a batch job this is; what a launcher says of the nodes counts before the batch system's word. */
function launchAttributes(settings: Settings): Attributes {
  const rows: readonly (readonly [string, Sourced<string | number | null>, AttributeType])[] = [
    ["GLIDEIN_Launch", settings.GLIDEIN_Launch, "string"],
    ["GLIDEIN_Launch_Rank", settings.GLIDEIN_Launch_Rank, "integer"],
    ["GLIDEIN_Launch_Size", settings.GLIDEIN_Launch_Size, "integer"],
    ["GLIDEIN_SiteWMS_NodeRank", settings.GLIDEIN_Node_Rank, "integer"],
    ["GLIDEIN_SiteWMS_NodeCount", settings.GLIDEIN_Node_Count, "integer"],
  ];
  return Object.fromEntries(
    rows.flatMap(([name, one, type]) =>
      one.value === null ? [] : [[name, published({ ...one, value: one.value }, type)]],
    ),
  );
}

function nameOf({ system }: BatchJob): string {
  switch (system) {
    case "htcondor":
      return "HTCondor";
    case "slurm":
    case "pbs":
    case "torque":
    case "lsf":
    case "sge":
    case "flux":
    case "kubernetes":
    case "none":
      return system.toUpperCase();
    default:
      return system satisfies never;
  }
}

/** What the slots have together, under the names that GlideinWMS gives it. */
export function resourceAttributes(
  resources: ResourcePlan,
  cpus: Sourced<number>,
  memory: Sourced<number>,
): Attributes {
  return {
    GLIDEIN_CPUS: published(cpus, "integer"),
    GLIDEIN_MaxMemMBs: published(memory, "integer"),
    ...(resources.diskMiB === null
      ? {}
      : { GLIDEIN_DISK_MiB: published(derive("disk of all slots", [], resources.diskMiB), "integer") }),
  };
}

const longestFix = 400;

/** What lowered the verdict, so that the pool's operator sees it in the ad: check ids, and the first one's fix. */
export function verdictAttributes({ decision, because }: Verdict, findings: readonly NamedFinding[]): Attributes {
  const first = findings.find(({ check, severity }) => severity !== "info" && because.includes(check));
  const said = (value: string): Attribute => published(derive("verdict of the checks", [], value), "string");
  return {
    GLIDEIN_Verdict: said(decision),
    ...(because.length === 0 ? {} : { GLIDEIN_Verdict_Checks: said(because.join(",")) }),
    ...(first === undefined ? {} : { GLIDEIN_Verdict_Fix: said(printable(first.fix, longestFix)) }),
  };
}
