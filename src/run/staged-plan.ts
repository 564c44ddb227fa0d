import type { CondorPaths } from "../decide/condor-config/layout.ts";
import { decidePlan, type PlanDecision } from "../decide/plan.ts";
import type { Facts } from "../model/facts.ts";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import { evaluateChecks } from "./checks.ts";
import type { RunRequest } from "./session.ts";

/** The plan with the HTCondor that there is; one that refuses is a failure. */
export function planStaged(
  { settings, staged }: Pick<RunRequest, "settings" | "staged">,
  facts: Facts,
  paths: CondorPaths,
): Result<PlanDecision, Failure> {
  const decided = decidePlan({
    ...{ facts, settings, checks: evaluateChecks(facts, settings, "node"), paths },
    classic: staged !== undefined,
    ...(staged === undefined ? {} : { staged }),
  });
  if (!decided.ok)
    return err(
      decided.error[0] ?? failure("SETTING_INVALID", "settings", "no plan could be made", "Run `glidein plan`."),
    );
  return decided.value.refusal === null ? ok(decided.value) : err(decided.value.refusal);
}
