import type { Host } from "../../host/host.ts";
import { err, ok } from "../../model/result.ts";
import type { Controller } from "../../parse/cgroup/hierarchy.ts";
import {
  type Limit,
  parseCfsQuota,
  parseCpuMax,
  parseHierarchicalLimit,
  parseMemoryLimit,
  parsePidsMax,
  parseSwapLimit,
} from "../../parse/cgroup/limits.ts";
import { parseCpuList } from "../../parse/proc/cpu-list.ts";

export type Limited = "cpus" | "memory" | "swap" | "processes";

/** What one file says. A file that is not there says nothing and has no reading. */
export interface LimitReading {
  readonly resource: Limited;
  readonly file: string;
  readonly limit: Limit;
}

/** Every limit that one directory of a hierarchy holds for a controller. */
export async function readLimits(
  host: Host,
  version: 1 | 2,
  controller: Controller,
  directory: string,
): Promise<readonly LimitReading[]> {
  const one = async (
    resource: Limited,
    name: string,
    parse: (text: string) => Limit,
  ): Promise<readonly LimitReading[]> => {
    const file = `${directory}/${name}`;
    const text = await host.readText(file);
    if (text.ok) return [{ resource, file, limit: parse(text.value) }];
    return isAbsent(text.error.code) ? [] : [{ resource, file, limit: err(text.error.what) }];
  };
  switch (controller) {
    case "cpu":
      return version === 2 ? one("cpus", "cpu.max", parseCpuMax) : readCfsQuota(host, directory);
    case "cpuset":
      return effectiveCpus(await Promise.all(cpusetFiles[version].map((name) => one("cpus", name, parseCpuset))));
    case "memory": {
      const names =
        version === 2 ? ["memory.max", "memory.high"] : ["memory.limit_in_bytes", "memory.memsw.limit_in_bytes"];
      const memory = names.map((name) => one("memory", name, parseMemoryLimit));
      return (
        await Promise.all(version === 2 ? [...memory, one("swap", "memory.swap.max", parseSwapLimit)] : memory)
      ).flat();
    }
    case "pids":
      return one("processes", "pids.max", parsePidsMax);
    default:
      return controller satisfies never;
  }
}

/** v1 only: the kernel's own minimum over all ancestors, hidden ones too; null when it does not tell. */
export async function readHierarchicalLimit(host: Host, directory: string): Promise<LimitReading | null> {
  const file = `${directory}/memory.stat`;
  const text = await host.readText(file);
  if (!text.ok || !/^hierarchical_memory_limit /mu.test(text.value)) return null;
  return { resource: "memory", file: `${file} hierarchical_memory_limit`, limit: parseHierarchicalLimit(text.value) };
}

/** Best first: `effective` holds what the ancestors leave of the wish in `cpus`. Mounts of before 2.6.24 lack the prefix. */
const cpusetFiles = {
  1: ["cpuset.effective_cpus", "cpuset.cpus", "effective_cpus", "cpus"],
  2: ["cpuset.cpus.effective", "cpuset.cpus"],
} as const;

/** The first file that names CPUs; a wish that is empty means the parent's CPUs and is no limit. */
function effectiveCpus(readings: readonly (readonly LimitReading[])[]): readonly LimitReading[] {
  const all = readings.flat();
  const good = all.find(({ limit }) => limit.ok && limit.value !== null);
  const broken = all.filter(({ limit }) => !limit.ok);
  if (good !== undefined) return [good, ...broken];
  const first = all[0];
  return first !== undefined && first.limit.ok && first.file.includes("effective")
    ? [{ ...first, limit: err("it is empty") }, ...broken]
    : broken;
}

function parseCpuset(text: string): Limit {
  const cpus = parseCpuList(text);
  return cpus.ok ? ok(cpus.value.count === 0 ? null : cpus.value.count) : cpus;
}

async function readCfsQuota(host: Host, directory: string): Promise<readonly LimitReading[]> {
  const file = `${directory}/cpu.cfs_quota_us`;
  const [quota, period] = await Promise.all([host.readText(file), host.readText(`${directory}/cpu.cfs_period_us`)]);
  if (!quota.ok) return isAbsent(quota.error.code) ? [] : [{ resource: "cpus", file, limit: err(quota.error.what) }];
  if (period.ok) return [{ resource: "cpus", file, limit: parseCfsQuota(quota.value, period.value) }];
  const unlimited = quota.value.trim() === "-1";
  return [{ resource: "cpus", file, limit: unlimited ? ok(null) : err(`cpu.cfs_period_us: ${period.error.what}`) }];
}

const isAbsent = (code: string): boolean => code === "missing" || code === "not-recorded";
