import type { CommandResult, Host } from "../../host/host.ts";
import type { UserNamespaceFacts } from "../../model/facts/machine.ts";
import { printable } from "../../parse/printable.ts";
import type { ProcessStatus } from "../../parse/proc/status.ts";
import { isMapped, mapsEverything, parseIdMap } from "../../parse/proc/uid-map.ts";
import { parseWholeNumber } from "../../parse/proc/whole-number.ts";
import { commandEnvironment } from "./command-environment.ts";
import { readMounts } from "./mounts.ts";
import { readStatus } from "./process-status.ts";

type Obstacle = UserNamespaceFacts["obstacles"][number];

const switches = {
  maximum: "/proc/sys/user/max_user_namespaces",
  debian: "/proc/sys/kernel/unprivileged_userns_clone",
  appArmor: "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
} as const;
const mapFile = "/proc/self/uid_map";
const trialMs = 5000;

/**
 * Whether we may make user namespaces, and what stands in the way. A trial decides where one was made; the kernel's
 * switches explain it, or decide without one. What only may be in the way (a seccomp filter) leaves it open.
 */
export async function probeUserNamespaces(host: Host): Promise<UserNamespaceFacts> {
  const [maximum, debian, appArmor, map, read, trial] = await Promise.all([
    readSwitch(host, switches.maximum),
    readSwitch(host, switches.debian),
    readSwitch(host, switches.appArmor),
    host.readText(mapFile),
    readStatus(host),
    host.command({
      argv: ["unshare", "-U", "-r", "true"],
      env: commandEnvironment(host),
      timeoutMs: trialMs,
      maxBytes: 4096,
    }),
  ]);
  const status = read.ok ? read.value : null;
  const ranges = map.ok ? parseIdMap(map.value) : null;
  const mapped = ranges?.ok === true ? ranges.value : null;
  const inside = mapped === null ? null : !mapsEverything(mapped);
  const certain = [
    ...(maximum === 0 ? [obstacle("user namespaces are switched off", `${switches.maximum} is 0`)] : []),
    ...privilegedOnly(status, debian, appArmor),
    ...(mapped !== null && status !== null && status.uid !== null && !isMapped(mapped, status.uid)
      ? [obstacle("our user is not mapped in the user namespace that we are in", `uid ${status.uid}, ${mapFile}`)]
      : []),
  ];
  const tried = trial.ok ? trial.value : null;
  if (tried?.status === 0) return { allowed: true, obstacles: [], inside };
  const possible =
    status?.seccomp === 2
      ? [obstacle("a seccomp filter is active and may refuse new namespaces", "/proc/self/status Seccomp: 2")]
      : [];
  if (tried !== null && isRefusal(tried)) {
    const chroot = certain.length === 0 && (await inChroot(host));
    const inTheWay = chroot ? [obstacle("we run in a chroot, where the kernel refuses them", "no mount is on /")] : [];
    const refused = obstacle("a trial was refused", `unshare: ${refusalOf(tried)}`);
    return { allowed: false, obstacles: [...certain, ...possible, ...inTheWay, refused], inside };
  }
  const permitted = maximum !== null && maximum > 0 && possible.length === 0 && status !== null ? true : null;
  return { allowed: certain.length > 0 ? false : permitted, obstacles: [...certain, ...possible], inside };
}

/** Switches that bind only who is not the administrator. */
function privilegedOnly(
  status: ProcessStatus | null,
  debian: number | null,
  appArmor: number | null,
): readonly Obstacle[] {
  if (status?.systemAdministrator === true) return [];
  return [
    ...(debian === 0 ? [obstacle("unprivileged user namespaces are switched off", `${switches.debian} is 0`)] : []),
    ...(appArmor !== null && appArmor !== 0
      ? [
          obstacle(
            "AppArmor restricts user namespaces to programs with a profile",
            `${switches.appArmor} is ${appArmor}`,
          ),
        ]
      : []),
  ];
}

async function readSwitch(host: Host, path: string): Promise<number | null> {
  const text = await host.readText(path);
  const value = text.ok ? parseWholeNumber(text.value) : null;
  return value?.ok === true ? value.value : null;
}

/** Only `unshare` itself saying no is an answer: not a shell that lacks it, and not an option that it does not know. */
const isRefusal = ({ status, stderr }: CommandResult): boolean =>
  status !== null &&
  status !== 0 &&
  /unshare failed|uid_map|setgroups|not permitted|permission denied|no space left/iu.test(stderr);

const refusalOf = ({ status, stderr }: CommandResult): string =>
  `status ${status}, ${printable(stderr.trim().split("\n", 1)[0] ?? "", 200)}`;

async function inChroot(host: Host): Promise<boolean> {
  const { mounts, failure } = await readMounts(host);
  return failure === null && mounts.length > 0 && mounts.every(({ point }) => point !== "/");
}

const obstacle = (what: string, evidence: string): Obstacle => ({ what, evidence });
