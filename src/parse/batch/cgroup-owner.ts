import type { BatchSystem } from "../../model/facts/batch.ts";

/** A batch job whose name is in our cgroup's path; nobody inherits that from another job. */
export interface CgroupOwner {
  readonly system: BatchSystem;
  /** As the batch system writes it in the path; null where the path does not say. */
  readonly jobId: string | null;
  readonly stepId: string | null;
}

const longestPath = 4096;

/** Systems that made the cgroups we are in, over all hierarchies; each system once. */
export function cgroupOwners(paths: readonly string[]): readonly CgroupOwner[] {
  const owners = new Map<BatchSystem, CgroupOwner>();
  for (const owner of paths.flatMap(ownersIn)) {
    const known = owners.get(owner.system);
    owners.set(owner.system, {
      system: owner.system,
      jobId: owner.jobId ?? known?.jobId ?? null,
      stepId: owner.stepId ?? known?.stepId ?? null,
    });
  }
  return [...owners.values()];
}

const patterns: readonly { readonly system: BatchSystem; readonly pattern: RegExp }[] = [
  // v2 `…/slurmstepd.scope/job_1/step_batch`, `<node>_slurmstepd.scope`; v1 `/slurm[_<node>]/uid_1/job_1/step_0`.
  {
    system: "slurm",
    pattern:
      /\/(?:[^/]*slurmstepd\.scope|slurm(?:_[^/]+)?(?:\/uid_[0-9]+)?)\/job_([0-9]{1,10})(?:\/step_([^/]+))?(?:\/|$)/u,
  },
  { system: "pbs", pattern: /\/pbs_jobs\.(?:service|slice)\/(?:jobid\/)?([0-9]+(?:\[[0-9]*\])?(?:\.[^/]+)?)(?:\/|$)/u },
  { system: "torque", pattern: /\/torque\/([0-9]+(?:\[[0-9]*\])?(?:\.[^/]+)?)(?:\/|$)/u },
  { system: "lsf", pattern: /\/lsf\/[^/]+\/job\.([0-9]+)(?:[.[/]|$)/u },
  { system: "htcondor", pattern: /\/(?:htcondor\/|condor_[^/]*_slot[0-9_]+@[^/]+)/u },
  { system: "kubernetes", pattern: /\/kubepods(?:\.slice)?\/(?:.*pod([0-9a-f]{8}[-_][0-9a-f_-]{27}))?/iu },
];

function ownersIn(path: string): readonly CgroupOwner[] {
  const bounded = path.slice(0, longestPath);
  return patterns.flatMap(({ system, pattern }) => {
    const match = pattern.exec(bounded);
    if (match === null) return [];
    const id = match[1] ?? null;
    // systemd's driver writes a pod's uid with `_`.
    return [
      { system, jobId: system === "kubernetes" ? (id?.replaceAll("_", "-") ?? null) : id, stepId: match[2] ?? null },
    ];
  });
}
