import type { BatchJob } from "../../model/facts/batch.ts";
import type { Result } from "../../model/result.ts";
import { parseLabel } from "../../parse/batch/label.ts";
import { parseCpuQuantity, parseMemoryQuantity } from "../../parse/batch/quantity.ts";
import { type JobStart, startOfFirst } from "./ancestry.ts";
import { isDirectory } from "./directory.ts";
import { agrees, blankJob, type Evidence, judge, proves } from "./evidence.ts";
import type { Slot } from "./slot.ts";

const account = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * A pod. What it is called and may have it learns only when its author says so by the downward API, whose variables
 * have the names of the documentation's examples by custom; limits are in the cgroup. Nothing says when it ends.
 */
export async function probeKubernetes(slot: Slot): Promise<BatchJob | null> {
  const { variables, host } = slot;
  const owner = slot.owners.find(({ system }) => system === "kubernetes") ?? null;
  const evidence: Evidence[] = [];
  if (owner !== null) evidence.push(proves("our cgroup is a pod's"));
  if (await isDirectory(host, account)) evidence.push(agrees("there is a service account"));
  const hosts = await host.readText("/etc/hosts");
  if (hosts.ok && hosts.value.startsWith("# Kubernetes-managed hosts file"))
    evidence.push(agrees("the kubelet wrote /etc/hosts"));
  // Set for every pod, and inherited only by what a pod starts.
  if (variables.has("KUBERNETES_SERVICE_HOST")) evidence.push(agrees("KUBERNETES_SERVICE_HOST is set"));
  if (evidence.length === 0) return null;
  const start: JobStart | null = startOfFirst(slot);
  const namespace = await host.readText(`${account}/namespace`, 256);
  const ofFile = namespace.ok ? parseLabel(namespace.value.trim()) : null;
  const name = downward(slot, "POD_NAME", parseLabel);
  return {
    ...blankJob("kubernetes", judge(evidence)),
    jobId: downward(slot, "POD_UID", parseLabel)?.value ?? owner?.jobId ?? null,
    slotName: name?.value ?? variables.read("HOSTNAME", parseLabel),
    nodeName: downward(slot, "NODE_NAME", parseLabel)?.value ?? null,
    queue: downward(slot, "POD_NAMESPACE", parseLabel)?.value ?? (ofFile?.ok === true ? ofFile.value : null),
    startAt: start?.at ?? null,
    startFrom: start?.from ?? null,
    // Without a limit the node's size is not ours; the request is what was set aside.
    cpus: grantOf(downward(slot, "CPU_LIMIT", parseCpuQuantity) ?? downward(slot, "CPU_REQUEST", parseCpuQuantity)),
    memoryMiB: grantOf(
      downward(slot, "MEM_LIMIT", parseMemoryQuantity) ??
        downward(slot, "MEMORY_LIMIT", parseMemoryQuantity) ??
        downward(slot, "MEM_REQUEST", parseMemoryQuantity) ??
        downward(slot, "MEMORY_REQUEST", parseMemoryQuantity),
    ),
    graceSeconds: 30,
    warnings: [
      {
        signal: "SIGTERM",
        when: "deletion, eviction or preemption: to process 1 of each container only",
        secondsToKill: 30,
      },
    ],
  };
}

/** `MY_POD_NAME` and `POD_NAME` are both in wide use. */
function downward<T>(
  { variables }: Slot,
  name: string,
  parse: (text: string) => Result<T, string>,
): { readonly value: T; readonly from: string } | null {
  for (const candidate of [`MY_${name}`, name, `K8S_${name}`]) {
    const value = variables.read(candidate, parse);
    if (value !== null) return { value, from: candidate };
  }
  return null;
}

const grantOf = (found: { readonly value: number; readonly from: string } | null): BatchJob["cpus"] =>
  found === null ? null : { limit: found.value, from: found.from };
