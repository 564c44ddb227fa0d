import type { UserNamespaceFacts } from "../../model/facts/machine.ts";

export interface HidingObstacle {
  readonly problem: string;
  readonly fix: string;
}

const inNamespace = "a job cannot be given namespaces of its own";
const usual = "Allow unprivileged user namespaces for the pilot's account (`glidein validate` says what forbids them).";

/** The kernel's error numbers that have a cause worth a name. */
const reasons: Readonly<Record<string, HidingObstacle>> = {
  "namespace 1": { problem: `${inNamespace}: the kernel refuses them to this account`, fix: usual },
  "namespace 22": {
    problem: `${inNamespace}: the kernel has no user namespaces`,
    fix: "Use a kernel that has them (CONFIG_USER_NS).",
  },
  "namespace 28": {
    problem: `${inNamespace}: all that the account may have are taken`,
    fix: "Raise user.max_user_namespaces, max_mnt_namespaces and max_pid_namespaces on the node.",
  },
  "namespace 38": { problem: `${inNamespace}: a filter of the container engine forbids them`, fix: usual },
  "map 1": {
    problem: `${inNamespace}: a security module takes the rights in them away`,
    fix: "Let AppArmor or SELinux allow user namespaces for the pilot (kernel.apparmor_restrict_unprivileged_userns=0).",
  },
  "proc 1": {
    problem: "a job cannot be given a /proc of its own, because the one that is there is partly covered",
    fix: "Let the container engine show all of /proc to the pilot (Kubernetes procMount: Unmasked, Podman and Docker --security-opt unmask=ALL or systempaths=unconfined).",
  },
};

/** Why a job could not be hidden, from what the program that does it said: `STEP [PATH]: errno N`. */
export function explainHiding(said: string, { obstacles }: Pick<UserNamespaceFacts, "obstacles">): HidingObstacle {
  const match = /^([a-z]+)(?: .*)?: errno ([0-9]+)$/u.exec(said);
  const [, step = "", errno = ""] = match ?? [];
  const known = reasons[`${step} ${errno}`] ?? (errno === "13" && step !== "namespace" ? reasons["map 1"] : undefined);
  if (known !== undefined) {
    const [obstacle] = obstacles;
    if (step !== "namespace" || obstacle === undefined) return known;
    return { ...known, problem: `${known.problem} (${obstacle.what})` };
  }
  return { problem: `hiding them was tried and did not work (${said})`, fix: usual };
}
