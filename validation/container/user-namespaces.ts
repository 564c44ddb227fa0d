import type { Check } from "../../src/model/check.ts";
import type { Settings } from "../../src/model/settings.ts";
import { remark, skip, some, warning } from "../finding.ts";

/** First words of an obstacle, and what removes it. */
const fixes: readonly (readonly [obstacle: RegExp, fix: string])[] = [
  [
    /^user namespaces are switched off/u,
    "Set user.max_user_namespaces to 15000 or more in /etc/sysctl.d and run `sysctl --system`.",
  ],
  [
    /^unprivileged user namespaces/u,
    "Set kernel.unprivileged_userns_clone=1 in /etc/sysctl.d and run `sysctl --system`.",
  ],
  [
    /^AppArmor/u,
    "Install an AppArmor profile with `userns,` for the starter of Apptainer (its .deb has one), or set kernel.apparmor_restrict_unprivileged_userns=0.",
  ],
  [/^our user is not mapped/u, "Start the outer container with a mapping for this user."],
  [/chroot/u, "Start the pilot without chroot (pivot_root, or the batch system's container support)."],
  [
    /seccomp/u,
    "Start the outer container with a seccomp profile that allows unshare and clone (Docker: --security-opt seccomp=…, Kubernetes: a Localhost profile).",
  ],
];
const otherwise = "Allow unprivileged user namespaces, or install the setuid package apptainer-suid.";

export const userNamespaces: Check = {
  id: "user-namespaces",
  title: "Unprivileged user namespaces can be made",
  why: "With them Apptainer needs no setuid program, and a pilot can bring its own.",
  judges: "A warning when they cannot be made and no container runtime works without; else a remark.",
  thresholds: ["GLIDEIN_Singularity_Use"],
  phase: "node",
  evaluate: ({ system: { userNamespaces: found }, container }, settings) => {
    if (found.allowed === null) return skip("it could not be found out whether they can be made");
    if (found.allowed) return [];
    const make = container.working !== null || wantsNoContainers(settings) ? remark : warning;
    const obstacles = found.obstacles.map(({ what }) => what);
    const removals = fixes.filter(([pattern]) => obstacles.some((what) => pattern.test(what))).map(([, fix]) => fix);
    return [
      make(
        `no user namespace can be made: ${some(obstacles, 3)}`,
        some(found.obstacles.map(({ what, evidence }) => `${what}: ${evidence}`)),
        removals.length === 0 ? otherwise : `${removals.join(" ")} Or install the setuid package apptainer-suid.`,
      ),
    ];
  },
};

/** Whether the VO said that its jobs use none. */
export const wantsNoContainers = (settings: Settings): boolean => {
  const wish = settings.GLIDEIN_Singularity_Use.value;
  return wish === "NEVER" || wish === "DISABLE_GWMS";
};
