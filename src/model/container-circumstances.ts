/** What of the node and of ourselves explains how a container runtime behaves. null = could not be read. */
export interface Circumstances {
  readonly uid: number | null;
  /** As /proc/self/ns/user reads. */
  readonly userNamespace: string | null;
  /** Ranges as `inside:outside:count`. */
  readonly uidMap: string | null;
  /** We are inside a user namespace other than the initial one. */
  readonly insideUserNamespace: boolean | null;
  /** A root directory that is no mount is a chroot, from which the kernel makes no user namespaces. */
  readonly inChroot: boolean;
  readonly noNewPrivileges: boolean | null;
  readonly seccompFilter: boolean | null;
  readonly maxUserNamespaces: number | null;
  readonly unprivilegedClone: number | null;
  readonly appArmorRestriction: number | null;
  readonly seLinuxEnforcing: boolean;
  /** `closed`: it is there, but not for us. */
  readonly fuse: "missing" | "closed" | "usable";
}

/** How a runtime is installed, as it says itself, and its setuid helper as it lies on the node. */
export interface RuntimeInstallation {
  /** Whether it counts on a setuid helper; null: not known. */
  readonly setuid: boolean | null;
  readonly configuration: string | null;
  readonly session: string | null;
  readonly helper: {
    readonly path: string;
    readonly mode: number;
    readonly uid: number;
    /** Its file system is mounted so that the setuid bit has no effect. */
    readonly nosuid: boolean | null;
  } | null;
  /** Directives of the configuration file, by name. */
  readonly directives: Readonly<Record<string, string>>;
}

/** How one call of a runtime went that did not run our program to its end. */
export interface FailedTrial {
  readonly runtime: string;
  readonly flags: readonly string[];
  readonly status: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly truncated: boolean;
  readonly limitMs: number;
  /** The line that says why, bounded and printable. */
  readonly message: string;
  /** All that it wrote to standard error, without colours. */
  readonly stderr: string;
  readonly circumstances: Circumstances;
  readonly installation: RuntimeInstallation | null;
}

export interface Explanation {
  /** What is wrong, as a sentence without a full stop. */
  readonly cause: string;
  /** What the site can change; empty when nothing is known. */
  readonly fix: string;
}
