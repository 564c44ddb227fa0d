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
import { containerUse, startRequirement } from "./container-use.ts";
import { chooseDefaultImage, type ImageChoice } from "./default-image.ts";
import { containerFindings, unheardWish } from "./findings.ts";
import { containerObstacle } from "./obstacle.ts";
import { type ContainerPolicy, containerPolicy } from "./policy.ts";

export interface ContainerDecision {
  readonly plan: ContainerPlan;
  readonly findings: readonly Finding[];
  /** Why no pilot may start: CONTAINER_REQUIRED or CONTAINER_CONFIGURATION; null when one may. Not among the findings. */
  readonly refusal: Failure | null;
  readonly attributes: Attributes;
  readonly knobs: readonly Knob[];
  /** What a job must have to be accepted, as an expression for START; null: nothing. */
  readonly start: string | null;
  readonly derivations: Readonly<Record<string, Sourced<unknown>>>;
}

/** Whether and how jobs get containers. A problem makes PREFERRED do without, and REQUIRED refuse. */
export function decideContainer(
  { container }: Pick<Facts, "container">,
  settings: Settings,
  classic = false,
): ContainerDecision {
  const policy = containerPolicy(settings, classic);
  const wishes = wishesOf(settings);
  switch (policy.value) {
    case "FAIL": {
      const because = `the wishes of VO and factory exclude each other: ${wishes}`;
      const fix = "Change one of GLIDEIN_Singularity_Use (the VO's) and GLIDEIN_SINGULARITY_REQUIRE (the factory's).";
      const refusal = failure("CONTAINER_CONFIGURATION", "GLIDEIN_Singularity_Use", because, fix);
      return without(policy, container, { because, reason: "", findings: [], refusal });
    }
    case "DISABLE":
    case "NEVER": {
      const findings = classic ? [] : unheardWish(settings);
      return without(policy, container, { because: `by policy: ${wishes}`, reason: "", findings, refusal: null });
    }
    case "OPTIONAL":
    case "PREFERRED":
    case "REQUIRED":
      return decideWanted(policy, container, settings);
    default:
      return policy.value satisfies never;
  }
}

function decideWanted(policy: Sourced<ContainerPolicy>, seen: ContainerFacts, settings: Settings): ContainerDecision {
  const facts = forRunner(seen, settings);
  const choice = chooseDefaultImage(facts.images, settings.SINGULARITY_IMAGE_RESTRICTIONS.value);
  const obstacle = containerObstacle(facts, settings, choice);
  const findings = containerFindings(facts, settings, policy.value, choice, obstacle);
  if (obstacle === null && facts.working !== null)
    return withRuntime(policy, facts, facts.working, settings, choice, findings);
  const because = obstacle?.problem ?? "no runtime works";
  const refusal =
    policy.value === "REQUIRED"
      ? failure("CONTAINER_REQUIRED", "containers", `they are required, but ${because}`, obstacle?.fix ?? "", {
          detail: wishesOf(settings),
        })
      : null;
  return without(policy, facts, { because, reason: because, findings, refusal });
}

/** The job wrapper runs in the container, too, and is a script. */
function forRunner(facts: ContainerFacts, settings: Settings): ContainerFacts {
  if (settings.GLIDEIN_Container_Runner.value !== "wrapper") return facts;
  const images = facts.images.map((image) =>
    image.shell === false && image.problem === ""
      ? {
          ...image,
          problem: "it has no /bin/sh, which the job wrapper needs",
          fix: "Name an image with a shell, or set GLIDEIN_Container_Runner to htcondor.",
        }
      : image,
  );
  return { ...facts, images };
}

const wishesOf = (settings: Settings): string =>
  [settings.GLIDEIN_Singularity_Use, settings.GLIDEIN_SINGULARITY_REQUIRE]
    .map(
      ({ value }, index) =>
        `${index === 0 ? "GLIDEIN_Singularity_Use" : "GLIDEIN_SINGULARITY_REQUIRE"} ${value ?? "is not set"}`,
    )
    .join(", ");

interface Absence {
  readonly because: string;
  /** For the ads; empty where the policy itself is the reason. */
  readonly reason: string;
  readonly findings: readonly Finding[];
  readonly refusal: Failure | null;
}

function without(policy: Sourced<ContainerPolicy>, facts: ContainerFacts, absence: Absence): ContainerDecision {
  const { because, reason, findings, refusal } = absence;
  const plan: ContainerPlan = {
    ...planBase(policy, facts),
    mode: "none",
    path: null,
    version: null,
    because,
    use: null,
  };
  const mode = derive(because, [named("container.policy", policy)], plan.mode);
  return {
    plan,
    findings,
    refusal,
    attributes: attributesWithout(policy, reason),
    knobs: containerKnobs(plan),
    start: null,
    derivations: { "container.policy": policy, "container.mode": mode },
  };
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
  const plan: ContainerPlan = { ...planBase(policy, facts), mode, path, version, because, use };
  const attributes = attributesWith(policy, facts, working, settings);
  const proven = attributes["SINGULARITY_PATH"];
  const inputs = [
    named("container.policy", policy),
    ...(proven === undefined ? [] : [named("SINGULARITY_PATH", proven.sourced)]),
  ];
  return {
    plan,
    findings,
    refusal: null,
    attributes,
    knobs: containerKnobs(plan),
    start: startRequirement(use),
    derivations: { "container.policy": policy, "container.mode": derive(because, inputs, mode) },
  };
}

const planBase = (
  policy: Sourced<ContainerPolicy>,
  { tried }: ContainerFacts,
): Pick<ContainerPlan, "policy" | "tried"> => ({
  policy: policy.value,
  tried: tried.map(({ path, outcome, fix }) => ({ path, outcome, fix })),
});
