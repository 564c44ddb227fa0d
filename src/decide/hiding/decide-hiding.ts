import type { Finding } from "../../model/check.ts";
import type { UserNamespaceFacts } from "../../model/facts/machine.ts";
import { type Failure, failure } from "../../model/failure.ts";
import type { Attribute, ContainerPlan, HidingPlan } from "../../model/plan.ts";
import { derive } from "../../model/provenance.ts";
import type { Settings } from "../../model/settings.ts";
import type { AuthenticationPlan } from "../authentication.ts";
import { explainHiding, type HidingObstacle } from "./explain-hiding.ts";
import { type SecretFacts, secretPlaces } from "./secret-places.ts";

export interface HidingInput extends SecretFacts {
  readonly system: { readonly userNamespaces: Pick<UserNamespaceFacts, "obstacles"> };
  readonly user: { readonly uid: number | null };
}

export interface HidingDecision {
  readonly plan: HidingPlan;
  readonly findings: readonly Finding[];
  readonly refusal: Failure | null;
  readonly attributes: Readonly<Record<string, Attribute>>;
}

const requireContainers =
  "Require containers (GLIDEIN_Singularity_Use REQUIRED), and give the pilot a token for ADVERTISE_STARTD, ADVERTISE_MASTER and READ only.";

/** Whether jobs outside of containers are started where the pilot's secrets are not, and if not, why. */
export function decideHiding(
  facts: HidingInput,
  settings: Settings,
  container: Pick<ContainerPlan, "path" | "use">,
  { install }: Pick<AuthenticationPlan, "install">,
): HidingDecision {
  const wish = settings.GLIDEIN_Hide_Credentials.value;
  const required = wish === "REQUIRED";
  const everyJobContained = container.use?.jobs === "every";
  const obstacle = everyJobContained ? null : obstacleOf(facts, wish, container);
  const active = !everyJobContained && obstacle === null;
  const because = everyJobContained ? "every job is in a container" : (obstacle?.problem ?? "it was tried and works");
  const plan: HidingPlan = {
    hidden: obstacle === null,
    because,
    wrapped: active,
    required,
    ...(active ? secretPlaces(facts, settings) : { files: [], directories: [] }),
  };
  const attributes: HidingDecision["attributes"] = {
    GLIDEIN_Credentials_Hidden: {
      sourced: derive("whether jobs outside of containers are hidden from credentials", [], obstacle === null),
      type: "boolean",
      published: true,
    },
  };
  const refusal =
    obstacle !== null && required
      ? failure("HIDING_REQUIRED", "GLIDEIN_Hide_Credentials", `it is REQUIRED, but ${because}`, obstacle.fix)
      : null;
  return { plan, findings: required ? [] : exposure(install, obstacle), refusal, attributes };
}

function obstacleOf(
  { hiding, system, user }: HidingInput,
  wish: Settings["GLIDEIN_Hide_Credentials"]["value"],
  { path }: Pick<ContainerPlan, "path">,
): HidingObstacle | null {
  if (wish === "NEVER")
    return {
      problem: "the setting says so",
      fix: `Set GLIDEIN_Hide_Credentials to AUTO. Or: ${requireContainers}`,
    };
  if (user.uid === 0)
    return { problem: "root of a namespace can take off what hides", fix: "Run the pilot as an ordinary user." };
  if (hiding === undefined || hiding.works === null)
    return { problem: "hiding them was not tried", fix: requireContainers };
  if (!hiding.works) return explainHiding(hiding.said, system.userNamespaces);
  if (wish === "AUTO" && hiding.containers === false)
    return {
      problem: `the container runtime${path === null ? "" : ` ${path}`} does not work for a hidden job, which may want to call it`,
      fix: "Let Apptainer work with unprivileged user namespaces, or set GLIDEIN_Hide_Credentials to PREFERRED where no job calls it.",
    };
  return null;
}

/**
 * What a job brings with it and HTCondor starts by itself, for the pilot's account, is in no wrapper and no container.
 * Where hiding is required, such a job is not taken.
 */
export const hidingRequirement = (settings: Settings): readonly string[] =>
  settings.GLIDEIN_Hide_Credentials.value === "REQUIRED"
    ? ["TARGET.PreCmd =?= undefined && TARGET.PostCmd =?= undefined && TARGET.TransferPlugins =?= undefined"]
    : [];

/** What a site and a pool should know of jobs that share the pilot's account. */
function exposure(install: AuthenticationPlan["install"], obstacle: HidingObstacle | null): readonly Finding[] {
  if (install.length === 0) return [];
  const evidence = install.map(({ credential }) => `${credential.kind} ${credential.path}`).join(", ");
  if (obstacle !== null)
    return [
      {
        severity: "info",
        message: `a job that is not in a container has the pilot's account and can read its credentials: ${obstacle.problem}`,
        evidence,
        fix: obstacle.fix,
      },
    ];
  return [
    {
      severity: "info",
      message:
        "what a job makes HTCondor start beside it (PreCmd, PostCmd, transfer plugins of its own) has the pilot's account and can read its credentials",
      evidence,
      fix: "Set GLIDEIN_Hide_Credentials to REQUIRED, which takes no such job.",
    },
  ];
}
