import type { BatchSystem } from "../../model/facts/batch.ts";

/** Names of the processes that start a job's first one, as the kernel shows them (15 bytes). */
export const daemons: Readonly<Record<BatchSystem, RegExp>> = {
  none: /^$/u,
  htcondor: /^condor_starter/u,
  slurm: /^slurmstepd/u,
  pbs: /^pbs_mom/u,
  torque: /^pbs_mom/u,
  // `res` alone is a name that others have too.
  lsf: /^sbatchd$/u,
  sge: /^sge_shepherd/u,
  flux: /^flux-(?:shell|broker)/u,
  kubernetes: /^$/u,
};
