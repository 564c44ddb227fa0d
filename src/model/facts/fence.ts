/** A limit that somebody or something puts on a resource of this slot. Decisions take the smallest. */
export interface Fence {
  /** CPUs or GPUs: a count (quotas may be fractional). Memory and disk: MiB. */
  readonly limit: number;
  /** Where it was read, e.g. `slurm SLURM_CPUS_ON_NODE`, `cgroup /sys/fs/cgroup/a/cpu.max`. */
  readonly from: string;
  /** `hardware` what exists; `kernel` enforced on us; `grant` what the batch system says; `feature` Machine/Job Features. */
  readonly kind: "hardware" | "kernel" | "grant" | "feature";
}

/** Something that could not be read or understood; never a reason to lose its neighbours. */
export interface Unknown {
  readonly what: string;
  readonly why: string;
}
