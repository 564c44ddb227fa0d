import type { Host } from "../../host/host.ts";
import type { Fence, Unknown } from "../../model/facts/fence.ts";
import type { CpuFacts } from "../../model/facts/machine.ts";
import { parseCpuList } from "../../parse/proc/cpu-list.ts";
import type { CgroupReading } from "./cgroup.ts";
import { cpuinfoFile, readCpuinfo } from "./cpuinfo.ts";
import { readStatus, statusFile } from "./process-status.ts";

const onlineFile = "/sys/devices/system/cpu/online";

/** CPUs are hardware threads: what is online, our affinity mask, and what the control groups leave of them. */
export async function probeCpus(host: Host, cgroup: CgroupReading): Promise<CpuFacts> {
  const [listed, cpuinfo, status] = await Promise.all([
    host.readText(onlineFile),
    readCpuinfo(host),
    readStatus(host),
  ]);
  const fences: Fence[] = [];
  const unknown: Unknown[] = [];
  const online = listed.ok ? parseCpuList(listed.value) : null;
  const processors = cpuinfo.ok ? cpuinfo.value.processors : null;
  if (online?.ok === true && online.value.count > 0) {
    fences.push({ limit: online.value.count, from: onlineFile, kind: "hardware" });
  } else {
    const why = listed.ok ? (online?.ok === false ? online.error : "it is empty") : listed.error.what;
    if (processors !== null) fences.push({ limit: processors, from: cpuinfoFile, kind: "hardware" });
    // Older container runtimes hide /sys; /proc/cpuinfo then says the same.
    if (processors === null || (listed.ok ? true : listed.error.code !== "missing")) unknown.push({ what: onlineFile, why });
    if (processors === null) unknown.push({ what: cpuinfoFile, why: cpuinfo.ok ? "it lists no processor" : cpuinfo.error.what });
  }
  if (status.ok && status.value.allowedCpus.ok) {
    const limit = status.value.allowedCpus.value.count;
    fences.push({ limit, from: `affinity ${statusFile} Cpus_allowed_list`, kind: "kernel" });
  } else {
    const why = status.ok ? (status.value.allowedCpus.ok ? "" : status.value.allowedCpus.error) : status.error.what;
    unknown.push({ what: `affinity ${statusFile}`, why });
  }
  return {
    online: fences.find(({ kind }) => kind === "hardware")?.limit ?? null,
    model: cpuinfo.ok ? cpuinfo.value.model : null,
    fences: [...fences, ...cgroup.fences.cpus],
    unknown: [...unknown, ...cgroup.unknown.cpus],
  };
}
