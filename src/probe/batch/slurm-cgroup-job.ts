import type { BatchJob } from "../../model/facts/batch.ts";
import type { Result } from "../../model/result.ts";
import type { CgroupOwner } from "../../parse/batch/cgroup-owner.ts";
import { isSameHost } from "../../parse/batch/host-name.ts";
import { parseLabel } from "../../parse/batch/label.ts";
import type { NodeShare, ScontrolJob } from "../../parse/batch/scontrol.ts";
import { parseWholeNumber } from "../../parse/batch/whole-number.ts";
import { blankJob, judge, proves } from "./evidence.ts";
import type { Slot } from "./slot.ts";
import { askScontrol } from "./slurm-controller.ts";
import { slurmSignals } from "./slurm-signals.ts";

/**
 * A Slurm job that only our cgroup knows of: a Flux broker, `sudo` or `env -i` took the variables away, or we came by
 * ssh and were adopted. What it has of this node only the controller can say.
 */
export async function jobOfCgroup(slot: Slot, owner: CgroupOwner): Promise<BatchJob> {
  const asked = owner.jobId === null ? null : await askScontrol(slot, owner.jobId);
  const words = asked?.job?.words;
  const word = <T>(name: string, parse: (text: string) => Result<T, string>): T | null => {
    const parsed = parse(words?.get(name) ?? "");
    return parsed.ok ? parsed.value : null;
  };
  const queue = word("Partition", parseLabel);
  return {
    ...blankJob("slurm", judge([proves("our cgroup is this job's; there are no variables of it")])),
    jobId: owner.jobId,
    stepId: owner.stepId,
    restarts: word("Restarts", (text) => parseWholeNumber(text, 0, 65_535)),
    nodeCount: word("NumNodes", (text) => parseWholeNumber(text, 1, 100_000)),
    queue,
    account: word("Account", parseLabel),
    startAt: asked?.told?.start?.at ?? null,
    startFrom: asked?.told?.start?.from ?? null,
    ends: asked?.told?.ends ?? [],
    endless: asked?.told?.endless ?? null,
    ...shareGrant(shareOfNode(slot.hostname, asked?.job ?? null)),
    ...(await slurmSignals(slot, { queue, stepId: owner.stepId, reachable: (asked?.told ?? null) !== null })),
  };
}

/** By our host name, or the only one there is: Slurm's node names need not be host names. */
export function shareOfNode(hostname: string | null, job: ScontrolJob | null): NodeShare | null {
  const shares = job?.shares ?? [];
  const named =
    hostname === null ? undefined : shares.find(({ hosts }) => hosts.some((host) => isSameHost(host, hostname)));
  const only = shares.length === 1 ? shares[0] : undefined;
  return named ?? only ?? null;
}

/** 0 is how Slurm says that it does not limit the memory. */
export function shareGrant(share: NodeShare | null): Pick<BatchJob, "cpus" | "memoryMiB" | "gpus"> {
  const from = "scontrol show job";
  return {
    cpus: share === null ? null : { limit: share.cpus, from },
    memoryMiB: share === null || share.memoryMiB === 0 ? null : { limit: share.memoryMiB, from },
    gpus: share === null || share.gpus === null ? null : { limit: share.gpus, from, devices: [] },
  };
}
