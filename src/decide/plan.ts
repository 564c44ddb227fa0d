import type { CheckResult } from "../model/check.ts";
import type { Facts } from "../model/facts.ts";
import type { Failure } from "../model/failure.ts";
import type { Attribute, Plan } from "../model/plan.ts";
import type { Sourced } from "../model/provenance.ts";
import { err, ok, type Result } from "../model/result.ts";
import type { Settings } from "../model/settings.ts";
import { renderCondorConfig } from "../parse/condor-config-text.ts";
import { identityAttributes, resourceAttributes, verdictAttributes } from "./attributes.ts";
import { type AuthenticationPlan, decideAuthentication } from "./authentication.ts";
import { batchFences } from "./batch-fences.ts";
import { attributeKnobs } from "./condor-config/attributes.ts";
import { hiddenStarter, hidingKnobs } from "./condor-config/hiding.ts";
import { type CondorPaths, layoutKnobs } from "./condor-config/layout.ts";
import { hygieneKnobs, poolKnobs } from "./condor-config/pool.ts";
import { decideCondorSource, missingCondor } from "./condor-source.ts";
import { decideConnection } from "./connection.ts";
import { decideContainer } from "./container/decide-container.ts";
import { judgeCredentials } from "./credential-judgement.ts";
import { drainAttributes } from "./drain-attributes.ts";
import { edgeWayKnobs, throughEdge } from "./edge/edge-way.ts";
import { type Policy, policyKnobs } from "./expressions/policy.ts";
import { featureFences } from "./feature-fences.ts";
import { decideHiding, hidingRequirement } from "./hiding/decide-hiding.ts";
import { decideName } from "./identity.ts";
import type { LifetimeDecision } from "./lifetime/lifetime.ts";
import { interfaceFindings, networkInterface } from "./network-interface.ts";
import { batchFindings, firstRefusal, madeBy, missingInputs, refusalFinding, rootFindings } from "./plan-findings.ts";
import { jobStart, planLifetime } from "./plan-lifetime.ts";
import { mergeFences } from "./resources/node-fences.ts";
import { nodeShare, sharedDevices } from "./resources/node-share.ts";
import { overloadAttributes } from "./resources/overload.ts";
import { decideResources, type ResourceDecision } from "./resources.ts";
import { slotConfig } from "./slot-config.ts";
import { decideSlots, type SlotDecision } from "./slots.ts";
import { type StagedPlan, stagedAttributes, stagedKnobs } from "./staging/staged-plan.ts";
import { decideVerdict, findingsOf, type NamedFinding } from "./verdict.ts";

export interface PlanInput {
  readonly facts: Facts;
  readonly settings: Settings;
  readonly checks: readonly CheckResult[];
  readonly paths: CondorPaths;
  readonly classic: boolean;
  /** What a staging area adds. */
  readonly staged?: StagedPlan;
}

/** A plan with everything that it was made of, for `run` and `explain`. */
export interface PlanDecision {
  readonly plan: Plan;
  /** Why `run` would not start; the first and most telling of the refusals. */
  readonly refusal: Failure | null;
  readonly lifetime: LifetimeDecision;
  readonly slots: SlotDecision;
  readonly policy: Policy;
  readonly authentication: AuthenticationPlan;
  /** `ResourceDecision.allocatedCpus`, which a limit of CPU time is for. */
  readonly allocatedCpus: number;
  readonly derivations: Readonly<Record<string, Sourced<unknown>>>;
}

/**
 * Facts and settings become a plan; pure, so the same facts give the same plan anywhere. Broken settings and a layout
 * that cannot be are failures; everything else is in the verdict.
 */
export function decidePlan(input: PlanInput): Result<PlanDecision, readonly Failure[]> {
  const { facts, settings } = input;
  const connection = throughEdge(facts, decideConnection(settings, facts.choice));
  const resources = resourcesOf(input);
  const container = decideContainer(facts, settings, input.classic);
  const policy = policyKnobs(settings, [
    ...(container.start === null ? [] : [container.start]),
    ...hidingRequirement(settings),
  ]);
  const slots = resources.ok ? decideSlots(resources.value, settings) : null;
  const source = decideCondorSource(settings);
  if (!connection.ok || !source.ok || !resources.ok || !policy.ok || slots === null || !slots.ok) {
    return err([
      ...problemsOf(connection),
      ...problemsOf(source),
      ...problemsOf(resources),
      ...problemsOf(policy),
      ...(slots === null ? [] : problemsOf(slots)),
    ]);
  }
  const lifetime = planLifetime(facts, settings, resources.value.allocatedCpus);
  const authentication = decideAuthentication(lifetime.credentials, settings.X509_CERT_DIR.value);
  const hiding = decideHiding(facts, settings, container.plan, authentication);
  const credentials = judgeCredentials(lifetime.credentials);
  const name = decideName(facts, settings);
  const solved = slotConfig(slots.value.solution, slots.value.gpus, {
    devices: sharedDevices(
      facts.gpus.devices.map(({ id }) => id),
      nodeShare(settings),
    ),
    discovered: facts.condor.gpus ?? null,
  });
  const refusals = [
    ...missingInputs(connection.value, authentication),
    ...(credentials.refusal === null ? [] : [credentials.refusal]),
    ...(lifetime.refusal === null ? [] : [lifetime.refusal]),
    ...(container.refusal === null ? [] : [container.refusal]),
    ...(hiding.refusal === null ? [] : [hiding.refusal]),
    ...problemsOf(missingCondor(source.value, facts, settings)),
  ];
  const findings: readonly NamedFinding[] = [
    ...refusals.map(refusalFinding),
    ...findingsOf(input.checks),
    ...madeBy("account", rootFindings(facts)),
    ...madeBy("batch", batchFindings(facts, settings.GLIDEIN_Per_Node.value)),
    ...madeBy("network", interfaceFindings(facts, settings)),
    ...madeBy("resources", resources.value.findings),
    ...madeBy("slots", slots.value.findings),
    ...madeBy("credential", [
      ...(wasMade(input.checks, "credentials-valid") ? [] : credentials.findings),
      ...hiding.findings,
    ]),
    ...madeBy("lifetime", lifetime.findings),
    ...madeBy("container", container.findings),
  ];
  const verdict = decideVerdict(findings, settings.GLIDEIN_Warn_Only.value);
  const decided: Readonly<Record<string, Attribute>> = {
    ...identityAttributes(facts, settings, name),
    ...resourceAttributes(slots.value.resources, resources.value.cpus, resources.value.memoryMiB),
    ...overloadAttributes(resources.value.overload),
    ...lifetime.attributes,
    ...drainAttributes({
      ...{ features: facts.features, lifetime: lifetime.lifetime },
      ...{ plannedAt: facts.clock.now, now: facts.clock.now },
    }),
    ...idleAttributes(settings),
    ...container.attributes,
    ...hiding.attributes,
    ...policy.value.attributes,
    ...solved.attributes,
    ...verdictAttributes(verdict, findings),
  };
  const attributes = stagedAttributes(decided, input.staged);
  const own = [
    ...hiddenStarter(layoutKnobs(input.paths), hiding.plan),
    ...poolKnobs({
      ...{ name: name.value, ...connection.value, account: facts.user.name, methods: authentication.ways },
      interface: networkInterface(facts, settings),
    }),
    ...edgeWayKnobs(facts),
    ...solved.entries,
    ...policy.value.knobs,
    ...hidingKnobs(hiding.plan, container, input.paths.secret),
    ...attributeKnobs(attributes),
    ...authentication.knobs,
    ...hygieneKnobs(settings.GLIDEIN_Update_Interval.value),
  ];
  const config = renderCondorConfig(stagedKnobs(own, input.staged, attributes).knobs);
  if (!config.ok) return config;
  const plan: Plan = {
    schema: "glidein.plan/1",
    name: name.value,
    verdict,
    findings,
    resources: slots.value.resources,
    slots: slots.value.slots,
    lifetime: lifetime.lifetime,
    container: container.plan,
    hiding: hiding.plan,
    collectors: connection.value.collectors,
    site: { name: facts.siteTable?.name ?? null, because: facts.siteTable?.because ?? [] },
    attributes,
    condorConfig: config.value,
  };
  return ok({
    plan,
    refusal: verdict.decision === "refuse" ? firstRefusal(refusals, findings, verdict.because) : null,
    lifetime,
    slots: slots.value,
    policy: policy.value,
    authentication,
    allocatedCpus: resources.value.allocatedCpus,
    derivations: {
      ...connection.value.derivations,
      "lifetime.startedAt": jobStart(facts, facts.clock.now),
      ...derivationsOf(resources.value, slots.value, container.derivations),
    },
  });
}

/** A check that was left out leaves it to the decisions to say what is wrong. */
const wasMade = (checks: readonly CheckResult[], id: string): boolean =>
  checks.some((check) => check.id === id && check.status !== "skip");

const problemsOf = (result: Result<unknown, Failure | readonly Failure[]>): readonly Failure[] => {
  if (result.ok) return [];
  return "code" in result.error ? [result.error] : result.error;
};

function resourcesOf({ facts, settings, classic }: PlanInput): Result<ResourceDecision, Failure> {
  return decideResources({
    fences: mergeFences(
      { cpus: facts.cpus.fences, memory: facts.memory.fences, disk: facts.storage.fences, gpus: facts.gpus.fences },
      batchFences(facts.batch),
      featureFences(facts.features),
    ),
    batchSystem: facts.batch.system,
    onlineCpus: facts.cpus.online,
    totalMemoryMiB: facts.memory.totalMiB,
    ownMemoryMiB: facts.memory.ownMiB,
    draw: facts.draw,
    classic,
    share: nodeShare(settings),
    settings,
  });
}

/** The shutdown expression reads these in the ads. */
const idleAttributes = (settings: Settings): Readonly<Record<string, Attribute>> => ({
  GLIDEIN_Max_Idle: { sourced: settings.GLIDEIN_Max_Idle, type: "integer", published: true },
  GLIDEIN_Max_Tail: { sourced: settings.GLIDEIN_Max_Tail, type: "integer", published: true },
});

function derivationsOf(
  resources: ResourceDecision,
  slots: SlotDecision,
  container: Readonly<Record<string, Sourced<unknown>>>,
): Readonly<Record<string, Sourced<unknown>>> {
  return {
    "resources.cpus": resources.cpus,
    "resources.memoryMiB": resources.memoryMiB,
    ...(resources.diskMiB === null ? {} : { "resources.diskMiB": resources.diskMiB }),
    "resources.gpus": slots.gpus.gpus,
    ...container,
  };
}
