import type { WorkDirectory } from "../../apply/work-directory.ts";
import type { WrittenValue } from "../../decide/settings.ts";
import type { LiveHost } from "../../host/live-host.ts";
import type { Facts } from "../../model/facts.ts";
import type { Failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import type { Settings } from "../../model/settings.ts";
import { probeCondorFacts } from "../../probe/condor.ts";
import { observe, preview } from "../observe.ts";
import type { ClassicRequest } from "./classic-request.ts";
import { pilotSettings } from "./pilot-settings.ts";
import { firstOf, type SetUp, type SetUpRequest, type SetUpState } from "./set-up-state.ts";
import { stagedPlan } from "./staged-plan.ts";
import type { WalkContext } from "./walk-context.ts";

/** Settings and facts as they are after the last script; looked at again only where the scripts changed what is looked for. */
export async function decidePilot(
  { request, host }: SetUpRequest,
  state: SetUpState,
  context: WalkContext,
  work: WorkDirectory,
): Promise<Result<SetUp, Failure>> {
  const before = state.settings;
  const rule = (name: string, text: string, why: string): WrittenValue => ({
    name,
    text,
    source: { kind: "rule", rule: why, inputs: [] },
  });
  const condor = context.config.get("CONDOR_DIR");
  const settings = pilotSettings(request, context.config.given(), [
    ...(condor === "" ? [] : [rule("GLIDEIN_Condor", condor, "the factory's tarball")]),
    ...(context.wrappers.length > 0 || context.wrapsContainers
      ? [rule("GLIDEIN_Container_Runner", "wrapper", "the VO has job wrappers")]
      : []),
  ]);
  if (!settings.ok) return err(firstOf(settings.error));
  state.settings = settings.value;
  const seen = await looked(host, request, state, before, settings.value);
  const facts: Facts = {
    ...seen,
    condor: await probeCondorFacts(host.until(request.stop), settings.value.GLIDEIN_Condor.value),
  };
  state.facts = facts;
  const { decision } = preview(facts, settings.value, true);
  if (!decision.ok) return err(firstOf(decision.error));
  for (const { severity, message, check } of decision.value.plan.findings)
    if (severity !== "info")
      request.say("stderr", `${severity === "error" ? "ERROR" : "WARNING"}: ${check}: ${message}\n`);
  state.budget = decision.value.plan.lifetime.budget;
  if (decision.value.refusal !== null) return err(decision.value.refusal);
  const staged = stagedPlan({ ...context, plan: () => decision.value }, work);
  if (!staged.ok) return staged;
  return ok({ facts, settings: settings.value, staged: staged.value, work, cpus: decision.value.plan.resources.cpus });
}

async function looked(
  host: LiveHost,
  request: ClassicRequest,
  state: SetUpState,
  before: Settings | null,
  after: Settings,
): Promise<Facts> {
  if (state.facts !== null && before !== null && valuesOf(before) === valuesOf(after)) return state.facts;
  return observe(host.until(request.stop), after, state.facts?.draw ?? null, {
    siteTable: request.siteTable ?? null,
  });
}

const notLookedAt = new Set(["GLIDEIN_Condor", "GLIDEIN_Container_Runner", "extra"]);

const valuesOf = (settings: Settings): string =>
  JSON.stringify(
    Object.entries(settings).flatMap(([name, one]) =>
      notLookedAt.has(name) ? [] : [[name, "value" in one ? one.value : null]],
    ),
  );
