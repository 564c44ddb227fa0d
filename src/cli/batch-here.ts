import type { Host } from "../host/host.ts";
import type { BatchFacts } from "../model/facts/batch.ts";
import { probeBatch } from "../probe/batch/index.ts";

/** The batch jobs that we are in, where nothing else of the node is asked for. */
export async function batchHere(host: Host): Promise<BatchFacts> {
  const hostname = await host.readText("/proc/sys/kernel/hostname");
  return probeBatch(host, { now: host.now(), hostname: hostname.ok ? hostname.value.trim() : null });
}
