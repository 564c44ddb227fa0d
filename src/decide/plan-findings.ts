import type { Finding } from "../model/check.ts";
import type { Facts } from "../model/facts.ts";
import { type Failure, failure } from "../model/failure.ts";
import type { AuthenticationPlan } from "./authentication.ts";
import type { ConnectionPlan } from "./connection.ts";
import type { NamedFinding } from "./verdict.ts";

/** Two sources of one batch system that say different things, and claims that the node contradicts. */
export function batchFindings({ batch }: Facts, perNode: number): readonly Finding[] {
  const fix = "Clear the variables of another job from the environment, or correct the batch system's configuration.";
  const stale = batch.jobs.filter(({ standing }) => standing === "contradicted");
  const [job] = batch.jobs.filter(({ standing }) => standing !== "contradicted");
  const tasks = job?.tasksOnNode ?? 1;
  return [
    ...(tasks > 1 && perNode === 1
      ? [
          {
            severity: "warning",
            message: `${tasks} tasks of this step are on this node; if each of them starts a glidein, each offers what they have to share`,
            evidence: `local rank ${job?.localRank ?? "unknown"}`,
            fix: "Start one task on each node (--ntasks-per-node=1), or use `glidein launch --per-node N`, which divides the node.",
          } as const,
        ]
      : []),
    ...batch.disagreements.map(
      ({ what, why }): Finding => ({ severity: "warning", message: what, evidence: why, fix }),
    ),
    ...stale.map(
      ({ system, jobId, evidence }): Finding => ({
        severity: "info",
        message: `variables of ${system} job ${jobId ?? "?"} are here, and it is not ours; nothing of it is used`,
        evidence: evidence.join("; "),
        fix,
      }),
    ),
  ];
}

/** Who plans as root looks at the node for somebody else; the run itself is refused. */
export function rootFindings({ user }: Facts): readonly Finding[] {
  if (user.uid !== 0) return [];
  return [
    {
      severity: "info",
      message: "as root `glidein run` only starts with the name of an account, which may see less of the node",
      evidence: "user id 0",
      fix: "Plan as the account that runs it, or start it with --user NAME; `glidein validate --as NAME` shows what that account sees.",
    },
  ];
}

/** A pool and a credential have no default; a plan can be made without them, and not be run. */
export function missingInputs({ collectors }: ConnectionPlan, { methods }: AuthenticationPlan): readonly Failure[] {
  const pool =
    collectors.length > 0
      ? []
      : [
          failure(
            "POOL_MISSING",
            "GLIDEIN_Collector",
            "no pool was given",
            "Name the pool's collector: --pool cm.example.org, or GLIDEIN_Collector.",
            { expected: "HOST[:PORT]" },
          ),
        ];
  if (methods.length === 0) {
    return [
      ...pool,
      failure(
        "CREDENTIAL_MISSING",
        "GLIDEIN_Token",
        "there is no credential for the pool",
        "Give a file with an HTCondor IDTOKENS of the pool: --token FILE, or GLIDEIN_Token.",
        { expected: "a file that `condor_token_create` or `condor_token_fetch` made" },
      ),
    ];
  }
  return pool;
}

export const refusalFinding = (refusal: Failure): NamedFinding => ({
  check: refusal.code.toLowerCase().replaceAll("_", "-"),
  severity: "error",
  message: `${refusal.subject}: ${refusal.problem}`,
  evidence: refusal.detail ?? refusal.expected ?? "",
  fix: refusal.fix,
});

/** Decisions refuse before checks do, because they name the input; of checks the first that failed is named. */
export function firstRefusal(
  refusals: readonly Failure[],
  findings: readonly NamedFinding[],
  because: readonly string[],
): Failure | null {
  const decided = refusals.find((one) => because.includes(refusalFinding(one).check));
  if (decided !== undefined) return decided;
  const finding = findings.find(({ check, severity }) => severity === "error" && because.includes(check));
  return finding === undefined
    ? null
    : failure(finding.refusesAs ?? "CHECK_REFUSED", `check ${finding.check}`, finding.message, finding.fix, {
        detail: finding.evidence,
      });
}

export const madeBy = (check: string, findings: readonly Finding[]): readonly NamedFinding[] =>
  findings.map((finding) => ({ ...finding, check }));
