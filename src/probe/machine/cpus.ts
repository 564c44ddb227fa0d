import type { Host, Read } from "../../host/host.ts";
import type { Fence, Unknown } from "../../model/facts/fence.ts";
import type { CpuFacts } from "../../model/facts/machine.ts";
import { parseCpuList } from "../../parse/proc/cpu-list.ts";
import type { Cpuinfo } from "../../parse/proc/cpuinfo.ts";
import type { ProcessStatus } from "../../parse/proc/status.ts";
import type { CgroupReading } from "./cgroup.ts";
import { cpuinfoFile, readCpuinfo } from "./cpuinfo.ts";
import { readStatus, statusFile } from "./process-status.ts";

const onlineFile = "/sys/devices/system/cpu/online";

/** A fence, or why there is none; both where a second source stood in for the first. */
interface Reading {
  readonly fence: Fence | null;
  readonly unknown: readonly Unknown[];
}

/** CPUs are hardware threads: what is online, our affinity mask, and what the control groups leave of them. */
export async function probeCpus(host: Host, cgroup: CgroupReading): Promise<CpuFacts> {
  const [listed, cpuinfo, status] = await Promise.all([host.readText(onlineFile), readCpuinfo(host), readStatus(host)]);
  const online = onlineCpus(listed, cpuinfo);
  const affinity = allowedCpus(status);
  return {
    online: online.fence?.limit ?? null,
    model: cpuinfo.ok ? cpuinfo.value.model : null,
    fences: [...[online.fence, affinity.fence].filter((fence) => fence !== null), ...cgroup.fences.cpus],
    unknown: [...online.unknown, ...affinity.unknown, ...cgroup.unknown.cpus],
  };
}

/** Where /sys is hidden, as in some containers, /proc/cpuinfo says the same. */
function onlineCpus(listed: Read<string>, cpuinfo: Read<Cpuinfo>): Reading {
  const online = listed.ok ? parseCpuList(listed.value) : null;
  if (online?.ok === true && online.value.count > 0)
    return { fence: { limit: online.value.count, from: onlineFile, kind: "hardware" }, unknown: [] };
  const first = { what: onlineFile, why: whyNot(listed, online?.ok === false ? online.error : "it is empty") };
  const processors = cpuinfo.ok ? cpuinfo.value.processors : null;
  if (processors === null)
    return { fence: null, unknown: [first, { what: cpuinfoFile, why: whyNot(cpuinfo, "it lists no processor") }] };
  const absent = !listed.ok && listed.error.code === "missing";
  return { fence: { limit: processors, from: cpuinfoFile, kind: "hardware" }, unknown: absent ? [] : [first] };
}

function allowedCpus(status: Read<ProcessStatus>): Reading {
  const what = `affinity ${statusFile} Cpus_allowed_list`;
  const allowed = status.ok ? status.value.allowedCpus : null;
  if (allowed?.ok === true) return { fence: { limit: allowed.value.count, from: what, kind: "kernel" }, unknown: [] };
  return { fence: null, unknown: [{ what, why: whyNot(status, allowed === null ? "" : allowed.error) }] };
}

const whyNot = (read: Read<unknown>, otherwise: string): string => (read.ok ? otherwise : read.error.what);
