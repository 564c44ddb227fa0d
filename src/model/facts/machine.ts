import type { Fence, Unknown } from "./fence.ts";

/** What the control groups of this process look like from here. */
export interface CgroupFacts {
  /** `none`: the kernel lists no control group; null: could not be read. */
  readonly layout: "none" | "v1" | "v2" | "hybrid" | null;
  /** Our own directory (v2, else the one of the memory controller), as visible from here. */
  readonly directory: string | null;
  /** Whether a cgroup namespace, or a mount that starts below the root, hides ancestors. */
  readonly ancestorsHidden: boolean | null;
  /** Whether we may make child groups here and move processes into them (v2 only). */
  readonly delegated: boolean | null;
  /** Largest number of processes and threads, one fence for each `pids.max`. */
  readonly processes: readonly Fence[];
}

export interface UserNamespaceFacts {
  /** null: nothing says either way. */
  readonly allowed: boolean | null;
  readonly obstacles: readonly { readonly what: string; readonly evidence: string }[];
  /** Whether we already run inside a user namespace other than the initial one. */
  readonly inside: boolean | null;
}

export interface SystemFacts {
  readonly hostname: string | null;
  readonly kernel: string | null;
  /** As `uname -m` says it: `x86_64`, `aarch64`. */
  readonly architecture: string | null;
  readonly os: { readonly id: string | null; readonly version: string | null; readonly name: string | null };
  /** e.g. `x86-64-v3`. */
  readonly cpuLevel: string | null;
  /** Soft and hard limits by their names in /proc/self/limits; null = unlimited. */
  readonly limits: Readonly<Record<string, { readonly soft: number | null; readonly hard: number | null }>>;
  readonly userNamespaces: UserNamespaceFacts;
  /** `no_new_privs`: setuid programs have no effect for us and our children. */
  readonly noNewPrivileges: boolean | null;
  /** A seccomp filter is active. */
  readonly seccompFilter: boolean | null;
  readonly cgroup: CgroupFacts;
  readonly unknown: readonly Unknown[];
}

export interface CpuFacts {
  readonly online: number | null;
  readonly model: string | null;
  readonly fences: readonly Fence[];
  readonly unknown: readonly Unknown[];
}

export interface MemoryFacts {
  readonly totalMiB: number | null;
  /** What the kernel estimates could be allocated now without swapping, on the whole node. */
  readonly availableMiB: number | null;
  readonly swapTotalMiB: number | null;
  readonly fences: readonly Fence[];
  /** Limits on swap alone; 0 means that no job can be swapped out. */
  readonly swapFences: readonly Fence[];
  /** What this program itself takes while jobs run, to be kept out of the slots. */
  readonly ownMiB: number;
  readonly unknown: readonly Unknown[];
}

/** A directory that was looked at as a place for the work directory. */
export interface ScratchFacts {
  readonly path: string;
  readonly from: string;
  readonly writable: boolean | null;
  /** false: mounted noexec, so programs in it cannot be started. */
  readonly executable: boolean | null;
  readonly freeMiB: number | null;
  readonly totalMiB: number | null;
  readonly freeInodes: number | null;
  readonly filesystem: string | null;
}

export interface StorageFacts {
  /** Directory in which the work directory will be made. */
  readonly scratch: ScratchFacts;
  /** Every directory that was looked at, best first, with the reason why it was not taken (empty: taken or not needed). */
  readonly candidates: readonly (ScratchFacts & { readonly rejected: string })[];
  readonly fences: readonly Fence[];
  readonly unknown: readonly Unknown[];
}

export interface GpuFacts {
  readonly devices: readonly {
    readonly id: string;
    readonly name: string | null;
    readonly memoryMiB: number | null;
    readonly vendor: "nvidia" | "amd" | "intel" | null;
  }[];
  /** Variable that narrows what we may use, e.g. `CUDA_VISIBLE_DEVICES=0,1`; null when none does. */
  readonly visibleBy: string | null;
  readonly fences: readonly Fence[];
  readonly unknown: readonly Unknown[];
}
