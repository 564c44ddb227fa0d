import type { Host } from "../../host/host.ts";
import type { Circumstances } from "../../model/container-circumstances.ts";
import { uidMapText } from "../../parse/container/proof-line.ts";
import { mountOf } from "../../parse/proc/mount-of.ts";
import type { Mount } from "../../parse/proc/mountinfo.ts";
import { mapsEverything, parseIdMap } from "../../parse/proc/uid-map.ts";
import { parseWholeNumber } from "../../parse/proc/whole-number.ts";
import { readMounts } from "../machine/mounts.ts";
import { readStatus } from "../machine/process-status.ts";
import { realPath } from "../machine/real-path.ts";

export interface NodeView {
  readonly circumstances: Circumstances;
  readonly mounts: readonly Mount[];
}

export async function readCircumstances(host: Host): Promise<NodeView> {
  const number = async (path: string): Promise<number | null> => {
    const text = await host.readText(path);
    const value = text.ok ? parseWholeNumber(text.value) : null;
    return value?.ok === true ? value.value : null;
  };
  const [status, link, map, maximum, clone, appArmor, enforce, fuse, mounts] = await Promise.all([
    readStatus(host),
    host.readlink("/proc/self/ns/user"),
    host.readText("/proc/self/uid_map"),
    number("/proc/sys/user/max_user_namespaces"),
    number("/proc/sys/kernel/unprivileged_userns_clone"),
    number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns"),
    number("/sys/fs/selinux/enforce"),
    fuseState(host),
    readMounts(host),
  ]);
  const ranges = map.ok ? parseIdMap(map.value) : null;
  return {
    circumstances: {
      uid: host.identity().uid,
      userNamespace: link.ok ? link.value : null,
      uidMap: map.ok ? uidMapText(map.value) : null,
      insideUserNamespace: ranges?.ok === true ? !mapsEverything(ranges.value) : null,
      inChroot: mounts.mounts.length > 0 && mounts.mounts.every(({ point }) => point !== "/"),
      noNewPrivileges: status.ok ? status.value.noNewPrivileges : null,
      seccompFilter: status.ok && status.value.seccomp !== null ? status.value.seccomp === 2 : null,
      maxUserNamespaces: maximum,
      unprivilegedClone: clone,
      appArmorRestriction: appArmor,
      seLinuxEnforcing: enforce === 1,
      fuse,
    },
    mounts: mounts.mounts,
  };
}

async function fuseState(host: Host): Promise<Circumstances["fuse"]> {
  const status = await host.stat("/dev/fuse");
  if (!status.ok || status.value.type !== "character-device") return "missing";
  const access = await host.access("/dev/fuse", 6);
  return access.ok && access.value ? "usable" : "closed";
}

/** The mount that a path is on, symbolic links followed; null when that is not known. */
export async function mountAt(host: Host, mounts: readonly Mount[], path: string): Promise<Mount | null> {
  return mountOf(mounts, await realPath(host, path));
}

const networkTypes =
  /^(?:nfs4?|lustre|gpfs|beegfs|ceph|afs|panfs|wekafs|9p|cifs|smb3|autofs|fuse\..*|fuse|glusterfs|pvfs2|orangefs)$/u;

/** Whether a path lies on a file system whose answer may have to come over a network. */
export async function isOnNetwork(host: Host, mounts: readonly Mount[], path: string): Promise<boolean> {
  if (/^\/cvmfs(?:\/|$)/u.test(path)) return true;
  const mount = await mountAt(host, mounts, path);
  return mount !== null && networkTypes.test(mount.type);
}
