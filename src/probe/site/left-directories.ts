import type { Host } from "../../host/host.ts";
import type { LeftoverFacts } from "../../model/facts/site.ts";
import { judgeLease, parseLease, parseStartTicks } from "../../parse/lease.ts";
import { printable } from "../../parse/printable.ts";

type Left = LeftoverFacts["directories"][number];

const maxFound = 50;
const maxLooked = 2000;
const hour = 3600;

/** Names that pilots and container runtimes give their directories, and how to tell that nobody uses one any more. */
const kinds: readonly {
  readonly name: RegExp;
  readonly judge: (host: Host, path: string) => Promise<string | null>;
}[] = [
  { name: /^glidein-/u, judge: judgeByLease },
  { name: /^(?:glide_|osgvo-pilot-)/u, judge: judgeByLeaseFile },
  { name: /^(?:rootfs-|build-temp-|bundle-temp-)/u, judge: (host, path) => judgeByAge(host, path, 48 * hour) },
];

/** Directories of pilots that no process holds any more, in the places where pilots work. */
export async function leftDirectories(host: Host, parents: readonly string[]): Promise<readonly Left[]> {
  const found: Left[] = [];
  for (const parent of new Set(parents)) {
    const names = await host.list(parent);
    for (const name of names.ok ? names.value.slice(0, maxLooked) : []) {
      const kind = kinds.find((one) => one.name.test(name));
      if (kind === undefined || found.length >= maxFound) continue;
      const path = `${parent.replace(/\/+$/u, "")}/${name}`;
      const status = await host.stat(path, { follow: false });
      if (!status.ok || status.value.type !== "directory") continue;
      const why = await kind.judge(host, path);
      if (why !== null) found.push({ path: printable(path), uid: status.value.uid, why });
    }
  }
  return found;
}

/** Ours: the lease names machine, boot, pid namespace and processes, so it cannot lie. One that is not whole proves nothing. */
async function judgeByLease(host: Host, path: string): Promise<string | null> {
  const [text, name, boot, namespace] = await Promise.all([
    host.readText(`${path}/lease.json`),
    host.readText("/proc/sys/kernel/hostname"),
    host.readText("/proc/sys/kernel/random/boot_id"),
    host.readlink("/proc/self/ns/pid"),
  ]);
  const lease = text.ok ? parseLease(text.value) : null;
  if (lease === null || !boot.ok || !namespace.ok) return null;
  const ticks = new Map<number, number | null>();
  for (const { pid } of lease.holders.slice(0, 100)) {
    const stat = await host.readText(`/proc/${pid}/stat`);
    ticks.set(pid, stat.ok ? parseStartTicks(stat.value) : null);
  }
  const here = {
    host: name.ok ? name.value.trim() : "",
    bootId: boot.value.trim(),
    pidNamespace: namespace.ok ? namespace.value : "",
  };
  return judgeLease(lease, here, (pid) => ticks.get(pid) ?? null) === "dead"
    ? "its lease names no process that lives"
    : null;
}

/** GlideinWMS and the OSPool keep a lease file fresh; where there is none only a long silence tells. */
async function judgeByLeaseFile(host: Host, path: string): Promise<string | null> {
  const lease = await host.stat(`${path}/_GLIDE_LEASE_FILE`);
  if (!lease.ok) return judgeByAge(host, path, 10 * 24 * hour);
  return ageText(host.now() - lease.value.modified, lease.value.modified, hour, "its lease was not renewed for");
}

async function judgeByAge(host: Host, path: string, limit: number): Promise<string | null> {
  const status = await host.stat(path, { follow: false });
  return status.ok
    ? ageText(host.now() - status.value.modified, status.value.modified, limit, "nothing was made in it for")
    : null;
}

/** A composed tree has no times of its own: they read 0. */
const ageText = (age: number, modified: number, limit: number, what: string): string | null =>
  modified > 0 && age > limit ? `${what} ${Math.floor(age / hour)} h` : null;
