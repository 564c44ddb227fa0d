import type { Check, Finding } from "../../src/model/check.ts";
import { remark, skip, some, warning } from "../finding.ts";

export const batchIdentity: Check = {
  id: "batch-identity",
  title: "What the batch system says of this job fits together",
  why: "Variables of another job, inherited through ssh or a long-lived shell, name an end and a grant that are not ours.",
  judges: "A warning for variables of another job and for sources that disagree; a remark for what could not be asked.",
  thresholds: [],
  phase: "node",
  evaluate: ({ batch }) => {
    if (batch.jobs.length === 0 && batch.disagreements.length === 0) return skip("this is no batch job");
    const findings: Finding[] = batch.jobs
      .filter(({ standing }) => standing === "contradicted")
      .map(({ system, jobId, evidence }) =>
        warning(
          `the environment says that this is ${system} job ${jobId ?? "without a number"}, and it is not`,
          some(evidence),
          `Start pilots in a clean environment; unset the variables of ${system} where they are inherited (ssh, screen, cron).`,
        ),
      );
    for (const { what, why } of batch.disagreements)
      findings.push(
        warning(
          `the batch system contradicts itself about ${what}: ${why}`,
          why,
          "Correct the batch system's prologue or submit options that set one of them.",
        ),
      );
    if (batch.unknown.length > 0)
      findings.push(
        remark(
          `not all of the batch system could be asked: ${batch.unknown[0]?.what ?? ""}: ${batch.unknown[0]?.why ?? ""}`,
          some(batch.unknown.map(({ what, why }) => `${what}: ${why}`)),
          "Let pilots call the batch system's commands (scontrol, qstat, bjobs), for the exact end of the job.",
        ),
      );
    return findings;
  },
};
