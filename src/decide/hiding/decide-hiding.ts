import type { Finding } from "../../model/check.ts";
import type { BrokeredAccessPoint } from "../../model/facts/access-point.ts";
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
  readonly accessPoints?: readonly BrokeredAccessPoint[];
}

export interface HidingDecision {
  readonly plan: HidingPlan;
  readonly findings: readonly Finding[];
  readonly refusal: Failure | null;
  readonly attributes: Readonly<Record<string, Attribute>>;
}

type Wish = Settings["GLIDEIN_Hide_Credentials"]["value"];

const narrowToken = "Give the pilot a token for ADVERTISE_STARTD, ADVERTISE_MASTER and READ only.";
const requireContainers = `Require containers (GLIDEIN_Singularity_Use REQUIRED). ${narrowToken}`;

/** Whether jobs outside of containers, and HTCondor's starter for all jobs, are started where the pilot's secrets are not, and if not, why. */
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
  const ofStarter = starterObstacle(facts, wish, container, install);
  const wrapped = !everyJobContained && obstacle === null;
  const starter = ofStarter === null;
  const because = (obstacle ?? ofStarter)?.problem ?? "it was tried and works";
  const plan: HidingPlan = {
    hidden: obstacle === null && starter,
    because,
    wrapped,
    starter,
    required,
    ...(wrapped || starter ? secretPlaces(facts, settings) : { files: [], directories: [] }),
  };
  const attributes: HidingDecision["attributes"] = {
    GLIDEIN_Credentials_Hidden: {
      sourced: derive("whether credentials are hidden from all jobs, and from HTCondor's starter", [], plan.hidden),
      type: "boolean",
      published: true,
    },
  };
  const first = obstacle ?? ofStarter;
  const refusal =
    first !== null && required
      ? failure("HIDING_REQUIRED", "GLIDEIN_Hide_Credentials", `it is REQUIRED, but ${because}`, first.fix)
      : null;
  return { plan, findings: required ? [] : exposure(install, obstacle, ofStarter), refusal, attributes };
}

function obstacleOf(
  { hiding, system, user }: HidingInput,
  wish: Wish,
  { path }: Pick<ContainerPlan, "path">,
): HidingObstacle | null {
  const general = generalObstacle(wish, user);
  if (general !== null) return general;
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

/** All containers of jobs are made below the starter, so there is no starter where they cannot be. */
function starterObstacle(
  { hiding, system, user, accessPoints }: HidingInput,
  wish: Wish,
  { path, use }: Pick<ContainerPlan, "path" | "use">,
  install: AuthenticationPlan["install"],
): HidingObstacle | null {
  const general = generalObstacle(wish, user);
  if (general !== null) return general;
  if (install.some(({ credential }) => credential.standing === "edge"))
    return { problem: "it needs the edge's token to reach an access point by the edge", fix: narrowToken };
  const seen = hiding?.starter;
  if (seen === undefined || seen.works === null) return { problem: "hiding them was not tried", fix: narrowToken };
  if (!seen.works) return explainHiding(seen.said, system.userNamespaces);
  if (seen.containers === false && (use !== null || wish === "AUTO"))
    return {
      problem: `the container runtime${path === null ? "" : ` ${path}`} does not work below a hidden starter, as no setuid program does`,
      fix: `Let Apptainer work with unprivileged user namespaces and without a setuid helper. Or: ${narrowToken}`,
    };
  return brokerObstacle(accessPoints ?? []);
}

/** A job of an access point that its starter cannot call would begin and go back to the queue, again and again. */
function brokerObstacle(accessPoints: readonly BrokeredAccessPoint[]): HidingObstacle | null {
  const [closed, ...more] = accessPoints.filter(({ open }) => open === false);
  if (closed === undefined) return null;
  const brokers = [...new Set(closed.brokers.map((broker) => broker.replace(/\?.*$/u, "")))].join(" and ");
  const others = more.length === 0 ? "" : ` (and ${more.length} more)`;
  return {
    problem: `it needs a credential to reach the access point ${closed.name}${others}, which only a broker (CCB) leads to, and ${brokers} lets nobody in without one`,
    fix: `Let the pool's collector answer READ to everybody (SEC_READ_AUTHENTICATION = OPTIONAL, as HTCondor recommends, with ENCRYPTION and INTEGRITY), or the access point be reached without CCB. Or: ${narrowToken}`,
  };
}

function generalObstacle(wish: Wish, user: HidingInput["user"]): HidingObstacle | null {
  if (wish === "NEVER")
    return {
      problem: "the setting says so",
      fix: `Set GLIDEIN_Hide_Credentials to AUTO. Or: ${requireContainers}`,
    };
  if (user.uid === 0)
    return { problem: "root of a namespace can take off what hides", fix: "Run the pilot as an ordinary user." };
  return null;
}

/**
 * What a job brings with it and HTCondor starts by itself, for the pilot's account, is in no wrapper and no container: it
 * may change what the next job is started with. Where hiding is required, such a job is not taken.
 */
export const hidingRequirement = (settings: Settings): readonly string[] =>
  settings.GLIDEIN_Hide_Credentials.value === "REQUIRED"
    ? ["TARGET.PreCmd =?= undefined && TARGET.PostCmd =?= undefined && TARGET.TransferPlugins =?= undefined"]
    : [];

/** What a site and a pool should know of jobs that share the pilot's account. */
function exposure(
  install: AuthenticationPlan["install"],
  obstacle: HidingObstacle | null,
  ofStarter: HidingObstacle | null,
): readonly Finding[] {
  if (install.length === 0) return [];
  const evidence = install.map(({ credential }) => `${credential.kind} ${credential.path}`).join(", ");
  const told = (what: string, { problem, fix }: HidingObstacle): Finding => ({
    severity: "info",
    message: `${what}: ${problem}`,
    evidence,
    fix,
  });
  const account = "has the pilot's account and can read its credentials";
  const plain = `a job that is not in a container ${account}`;
  const byStarter = "HTCondor's starter, which follows a job's links and starts its PreCmd";
  if (obstacle === null) return ofStarter === null ? [] : [told(`${byStarter}, ${account} for any job`, ofStarter)];
  if (ofStarter?.problem === obstacle.problem)
    return [told(`${plain}, and so can ${byStarter}, for any job`, obstacle)];
  return [
    told(plain, obstacle),
    ...(ofStarter === null ? [] : [told(`${byStarter}, ${account} for any job`, ofStarter)]),
  ];
}
