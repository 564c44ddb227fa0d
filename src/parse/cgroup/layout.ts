import type { CgroupFacts } from "../../model/facts/machine.ts";
import type { Membership } from "./self-cgroup.ts";

/** A v2 hierarchy is usually there beside v1 ones; without controllers in v1 it is the only layout. */
export function layoutOf(memberships: readonly Membership[]): CgroupFacts["layout"] {
  const v2 = memberships.some(({ version }) => version === 2);
  // `name=systemd` keeps track of services and holds no controller.
  const v1 = memberships.some(
    ({ version, controllers }) => version === 1 && controllers.some((name) => !name.startsWith("name=")),
  );
  if (v1) return v2 ? "hybrid" : "v1";
  return v2 ? "v2" : "none";
}

/** Target of /proc/self/ns/cgroup. The initial namespace has a fixed number in every kernel since 4.6. */
export function inCgroupNamespace(link: string): boolean | null {
  const inode = /^cgroup:\[([0-9]{1,20})\]$/u.exec(link)?.[1];
  return inode === undefined ? null : inode !== "4026531835";
}
