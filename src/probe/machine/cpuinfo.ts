import type { Host, Read } from "../../host/host.ts";
import { ok } from "../../model/result.ts";
import { type Cpuinfo, parseCpuinfo } from "../../parse/proc/cpuinfo.ts";

export const cpuinfoFile = "/proc/cpuinfo";
/** About 1.5 KiB for each hardware thread: enough for 5,000 of them. */
const maxBytes = 8 * 1024 * 1024;

export async function readCpuinfo(host: Host): Promise<Read<Cpuinfo>> {
  const text = await host.readText(cpuinfoFile, maxBytes);
  return text.ok ? ok(parseCpuinfo(text.value)) : text;
}
