import type { Sourced } from "../../model/provenance.ts";
import type { CondorVariable } from "../../parse/condor-vars.ts";

/** Values that stock scripts publish with lines of condor_vars of their own; those of the first kind jobs see, too. */
const inAdAndJobs =
  "HAS_UNPRIVILEGED_USER_NAMESPACES HAS_SINGULARITY GWMS_SINGULARITY_STATUS SINGULARITY_PATH GWMS_SINGULARITY_PATH " +
  "SINGULARITY_VERSION GWMS_SINGULARITY_VERSION SINGULARITY_FULL_VERSION SINGULARITY_MODE GWMS_SINGULARITY_MODE " +
  "CONTAINERSW_PATH GWMS_CONTAINERSW_PATH CONTAINERSW_VERSION GWMS_CONTAINERSW_VERSION CONTAINERSW_FULL_VERSION " +
  "GWMS_CONTAINERSW_FULL_VERSION CONTAINERSW_MODE GWMS_CONTAINERSW_MODE SINGULARITY_IMAGES_DICT GLIDEIN_REQUIRED_OS " +
  "GLIDEIN_DEBUG_OUTPUT GLIDEIN_PROVIDES";
const inAd = "GLIDEIN_SiteWMS GLIDEIN_SiteWMS_Slot GLIDEIN_SiteWMS_JobId GLIDEIN_SiteWMS_Queue";
const expressions = new Set(["HAS_SINGULARITY"]);

/** The lines for those of them that our own decisions wrote; a changed script that was run has written its own. */
export function nativeVariables(values: ReadonlyMap<string, Sourced<string>>): readonly CondorVariable[] {
  const line = (name: string, environment: string | null): readonly CondorVariable[] =>
    values.get(name)?.source.kind !== "rule"
      ? []
      : [
          {
            ...{ name, environment, default: null, knob: null, required: false, published: true, line: 0 },
            type: expressions.has(name) ? "C" : "S",
          },
        ];
  return [
    ...inAdAndJobs.split(" ").flatMap((name) => line(name, name)),
    ...inAd.split(" ").flatMap((name) => line(name, null)),
  ];
}
