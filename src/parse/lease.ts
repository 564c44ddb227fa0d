import { createHash } from "node:crypto";

/**
 * Who uses a work directory. A pid alone lies after reuse, a pid with its start time lies after a reboot, and both lie
 * on a shared file system; together with the boot id, which no two boots of any two machines share, they cannot.
 */
export interface Lease {
  readonly schema: "glidein.lease/1";
  readonly name: string;
  readonly host: string;
  readonly bootId: string;
  /** The pid namespace (`pid:[4026531836]`): containers of one machine share a boot, but not the meaning of a pid. */
  readonly pidNamespace: string;
  /** Processes that hold it: pid and start time in clock ticks since boot (/proc/PID/stat, field 22). */
  readonly holders: readonly { readonly pid: number; readonly startTicks: number }[];
  readonly madeAt: number;
}

/** A lease file's content; null when it is not a whole one. */
export function parseLease(text: string): Lease | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  // Narrowed field by field below.
  const lease = value as Partial<Record<keyof Lease, unknown>>;
  const { name, host, bootId, pidNamespace, holders, madeAt } = lease;
  if (
    lease.schema !== "glidein.lease/1" ||
    typeof name !== "string" ||
    typeof host !== "string" ||
    typeof bootId !== "string" ||
    typeof pidNamespace !== "string" ||
    typeof madeAt !== "number"
  )
    return null;
  if (!Array.isArray(holders)) return null;
  const parsed = holders.flatMap((holder: unknown) => {
    if (typeof holder !== "object" || holder === null) return [];
    // An object of some shape, which the next line judges.
    const { pid, startTicks } = holder as { pid?: unknown; startTicks?: unknown };
    return typeof pid === "number" && typeof startTicks === "number" ? [{ pid, startTicks }] : [];
  });
  return parsed.length === holders.length
    ? { schema: "glidein.lease/1", name, host, bootId, pidNamespace, holders: parsed, madeAt }
    : null;
}

/** Field 22 of /proc/PID/stat; the second field may contain anything, also blanks and parentheses. */
export function parseStartTicks(stat: string): number | null {
  const rest = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(rest[19]);
  return rest.length > 19 && Number.isSafeInteger(ticks) ? ticks : null;
}

/**
 * `alive`: a holder lives. `dead`: none does, on this boot or an earlier one of this host. `elsewhere`: another
 * machine's or container's, whose processes cannot be seen from here.
 */
export function judgeLease(
  lease: Lease,
  here: Pick<Lease, "host" | "bootId" | "pidNamespace">,
  startTicksOf: (pid: number) => number | null,
): "alive" | "dead" | "elsewhere" {
  if (lease.bootId !== here.bootId) return lease.host === here.host ? "dead" : "elsewhere";
  if (lease.pidNamespace !== here.pidNamespace) return "elsewhere";
  return lease.holders.some(({ pid, startTicks }) => startTicksOf(pid) === startTicks) ? "alive" : "dead";
}

/** What of a lease a name can hold: enough of each to tell one from another. */
export interface Claim {
  readonly hostDigest: string;
  readonly boot: string;
  /** The number in `pid:[4026531836]`. */
  readonly pidNamespace: string;
  readonly holder: Lease["holders"][number];
}

const claimPattern =
  /^glidein-(?:new|image|step)-([0-9]{1,10})-([0-9]{1,16})-([0-9]{1,12})-([0-9a-f]{8})-([0-9a-f]{12})-[0-9a-f]+$/u;
const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 8);
const bootOf = (bootId: string): string => bootId.replaceAll("-", "").slice(0, 12);
const namespaceOf = (text: string): string => /^pid:\[([0-9]{1,12})\]$/u.exec(text)?.[1] ?? "";

/**
 * The name of a directory that has no lease, or none yet, which says the same: whoever makes it may be killed before it
 * can write one. null where the boot or our own start cannot be told.
 */
export function claimName(
  kind: "new" | "image" | "step",
  { host, bootId, pidNamespace, holders }: Pick<Lease, "host" | "bootId" | "pidNamespace" | "holders">,
  random: string,
): string | null {
  const [holder] = holders;
  if (holder === undefined) return null;
  const { pid, startTicks } = holder;
  const name = `glidein-${kind}-${pid}-${startTicks}-${namespaceOf(pidNamespace)}-${digestOf(host)}-${bootOf(bootId)}-${random}`;
  return claimPattern.test(name) ? name : null;
}

export function parseClaim(name: string): Claim | null {
  const [, pid, ticks, pidNamespace, hostDigest, boot] = claimPattern.exec(name) ?? [];
  if (pid === undefined || ticks === undefined || pidNamespace === undefined) return null;
  if (hostDigest === undefined || boot === undefined) return null;
  return { boot, pidNamespace, hostDigest, holder: { pid: Number(pid), startTicks: Number(ticks) } };
}

export const judgeClaim = (
  { hostDigest, boot, pidNamespace, holder }: Claim,
  here: Pick<Lease, "host" | "bootId" | "pidNamespace">,
  startTicks: (pid: number) => number | null,
): ReturnType<typeof judgeLease> =>
  judgeLease(
    { schema: "glidein.lease/1", name: "", host: hostDigest, bootId: boot, pidNamespace, holders: [holder], madeAt: 0 },
    { host: digestOf(here.host), bootId: bootOf(here.bootId), pidNamespace: namespaceOf(here.pidNamespace) },
    startTicks,
  );
