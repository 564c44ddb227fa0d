/** A kernel with a fault that pilots or their jobs meet. Data; entries are added, dated and never silently changed. */
export interface KnownKernel {
  readonly id: string;
  /** When the entry was written, ISO 8601. */
  readonly dated: string;
  /**
   * `upstream`: kernels that count as kernel.org does (5.15.20). Distributions that stay at one number and carry fixes
   * back (5.15.0-91-generic, 4.18.0-553.el8) cannot be judged by it and are left out. `release`: a pattern of the whole
   * release name.
   */
  readonly match:
    | { readonly kind: "upstream"; readonly ranges: readonly { readonly from: string; readonly before: string }[] }
    | { readonly kind: "release"; readonly pattern: RegExp };
  readonly severity: "error" | "warning";
  readonly fault: string;
  readonly fix: string;
}

export const knownKernels: readonly KnownKernel[] = [
  {
    id: "ext4-direct-write",
    dated: "2023-12-11",
    match: { kind: "upstream", ranges: [{ from: "6.1.64", before: "6.1.66" }] },
    severity: "error",
    fault: "writes with O_DIRECT to ext4 damage files (regression in 6.1.64)",
    fix: "Install kernel 6.1.66 or later and restart the node.",
  },
  {
    id: "ext4-direct-write-debian",
    dated: "2023-12-11",
    match: { kind: "release", pattern: /^6\.1\.0-14-/u },
    severity: "error",
    fault: "Debian's 6.1.64-1 damages files on ext4 that are written with O_DIRECT",
    fix: "Install linux-image 6.1.66-1 or later (6.1.0-15 was withdrawn for another fault) and restart the node.",
  },
  {
    id: "dirty-pipe",
    dated: "2022-03-07",
    match: {
      kind: "upstream",
      ranges: [
        { from: "5.8", before: "5.10.102" },
        { from: "5.11", before: "5.15.25" },
        { from: "5.16", before: "5.16.11" },
      ],
    },
    severity: "warning",
    fault: "any job can overwrite files that it may only read (CVE-2022-0847)",
    fix: "Install a kernel with the fix (5.10.102, 5.15.25, 5.16.11 or later) and restart the node.",
  },
  {
    id: "nf-tables-double-free",
    dated: "2024-05-30",
    match: {
      kind: "upstream",
      ranges: [
        { from: "5.14", before: "5.15.149" },
        { from: "5.16", before: "6.1.76" },
        { from: "6.2", before: "6.6.15" },
        { from: "6.7", before: "6.7.3" },
      ],
    },
    severity: "warning",
    fault: "any job that may make user namespaces can become root (CVE-2024-1086)",
    fix: "Install a kernel with the fix (5.15.149, 6.1.76, 6.6.15, 6.7.3 or later) and restart the node.",
  },
];
