import type { Host, Read } from "../../host/host.ts";
import { ok } from "../../model/result.ts";
import { type ProcessStatus, parseStatus } from "../../parse/proc/status.ts";

export const statusFile = "/proc/self/status";

export async function readStatus(host: Host): Promise<Read<ProcessStatus>> {
  const text = await host.readText(statusFile);
  return text.ok ? ok(parseStatus(text.value)) : text;
}
