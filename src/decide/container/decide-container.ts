import type { Finding } from "../../model/check.ts";
import type { ContainerFacts, WorkingContainer } from "../../model/facts/container.ts";
import type { Facts } from "../../model/facts.ts";
import { type Failure, failure } from "../../model/failure.ts";
import type { ContainerPlan } from "../../model/plan.ts";
import { derive, named, type Sourced } from "../../model/provenance.ts";
import type { Settings } from "../../model/settings.ts";
import { containerKnobs } from "../condor-config/container.ts";
import type { Knob } from "../condor-config/entry.ts";
import { type Attributes, attributesWith, attributesWithout } from "./attributes.ts";
import { containerUse } from "./container-use.ts";
import { chooseDefaultImage, type ImageChoice } from "./default-image.ts";
import { containerFindings } from "./findings.ts";
import { type ContainerPolicy, containerPolicy } from "./policy.ts";

export interface ContainerDecision {
  readonly plan: ContainerPlan;
  readonly findings: readonly Finding[];
  /** Why no pilot may start: CONTAINER_REQUIRED or CONTAINER_CONFIGURATION; null when one may. Not among the findings. */
  readonly refusal: Failure | null;
  readonly attributes: Attributes;
  readonly knobs: readonly Knob[];
  readonly derivations: Readonly<Record<string, Sourced<unknown>>>;
}

/** Whether and how jobs get containers. A problem makes PREFERRED do without, and REQUIRED refuse. */
export function decideContainer({ container: facts }: Pick<Facts, "container">, settings: Settings): ContainerDecision {
  const policy = containerPolicy(settings);
  const derivations = { "container.policy": policy };
  const wishes = `GLIDEIN_Singularity_Use ${settings.GLIDEIN_Singularity_Use.value ?? "(unset)"}, GLIDEIN_SINGULARITY_REQUIRE ${settings.GLIDEIN_SINGULARITY_REQUIRE.value ?? "(unset)"}`;
  switch (policy.value) {
    case "FAIL": {
      const fix = "Change one of GLIDEIN_Singularity_Use (the VO's) and GLIDEIN_SINGULARITY_REQUIRE (the factory's).";
      const because = `the wishes of VO and factory exclude each other: ${wishes}`;
      const refusal = failure("CONTAINER_CONFIGURATION", "GLIDEIN_Singularity_Use", because, fix);
      return without(policy, facts, because, [], refusal);
    }
    case "DISABLE":
    case "NEVER":
      return without(policy, facts, `by policy: ${wishes}`, [], null);
    case "OPTIONAL":
    case "PREFERRED":
    case "REQUIRED": {
      const choice = chooseDefaultImage(facts.images, settings.SINGULARITY_IMAGE_RESTRICTIONS.value);
      const obstacle = obstacleOf(facts, settings, choice);
      const findings = containerFindings(facts, settings, policy.value, choice, obstacle);
      if (obstacle === null && facts.working !== null)
        return withRuntime(policy, facts, facts.working, settings, choice, findings);
      const because = obstacle?.problem ?? "no runtime works";
      const refusal =
        policy.value === "REQUIRED"
          ? failure("CONTAINER_REQUIRED", "containers", `they are required, but ${because}`, obstacle?.fix ?? "", {
              detail: wishes,
            })
          : null;
      return without(policy, facts, because, findings, refusal);
    }
    default:
      return policy.value satisfies never;
  }

  function without(
    of: Sourced<ContainerPolicy>,
    { tried }: ContainerFacts,
    because: string,
    findings: readonly Finding[],
    refusal: Failure | null,
  ): ContainerDecision {
    const plan: ContainerPlan = {
      policy: of.value,
      mode: "none",
      path: null,
      version: null,
      because,
      tried: tried.map(outcomeOf),
      use: null,
    };
    // A policy of no containers is its own reason.
    const reason = of.value === "NEVER" ? "" : because;
    return {
      plan,
      findings,
      refusal,
      attributes: attributesWithout(of, reason),
      knobs: containerKnobs(plan),
      derivations: { ...derivations, "container.mode": derive(because, [named("container.policy", of)], "none") },
    };
  }
}

function withRuntime(
  policy: Sourced<ContainerPolicy>,
  facts: ContainerFacts,
  working: WorkingContainer,
  settings: Settings,
  choice: ImageChoice,
  findings: readonly Finding[],
): ContainerDecision {
  const { path, version, mode, because } = working;
  const use = containerUse(facts, settings, policy.value, working, choice.image);
  const plan: ContainerPlan = {
    policy: policy.value,
    mode,
    path,
    version,
    because,
    tried: facts.tried.map(outcomeOf),
    use,
  };
  const attributes = attributesWith(policy, facts, working, settings);
  const derivations = {
    "container.policy": policy,
    "container.mode": derive(
      because,
      [named("container.policy", policy), ...sourceOf(attributes, "SINGULARITY_PATH")],
      mode,
    ),
  };
  return { plan, findings, refusal: null, attributes, knobs: containerKnobs(plan), derivations };
}

const sourceOf = (attributes: Attributes, name: string): readonly ReturnType<typeof named>[] => {
  const found = attributes[name];
  return found === undefined ? [] : [named(name, found.sourced)];
};

const outcomeOf = ({ path, outcome, fix }: ContainerFacts["tried"][number]): ContainerPlan["tried"][number] => ({
  path,
  outcome,
  fix,
});

/** What stands in the way of containers for everybody: the image where one is required, then the runtime. */
function obstacleOf(
  facts: ContainerFacts,
  settings: Settings,
  choice: ImageChoice,
): { readonly problem: string; readonly fix: string } | null {
  if (settings.SINGULARITY_IMAGE_REQUIRED.value && choice.problem !== "")
    return { problem: choice.problem, fix: choice.fix };
  if (facts.working !== null) return null;
  const tried = facts.tried.filter(({ attempts }) => attempts.length > 0);
  const [worst] = tried.length > 0 ? tried : facts.tried;
  return worst === undefined
    ? { problem: "no container runtime was looked for", fix: "Install apptainer on the node." }
    : { problem: `no container runtime works: ${worst.path}: ${worst.outcome}`, fix: worst.fix };
}
