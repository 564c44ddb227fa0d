/** How a rung of containment ended for one candidate. */
export interface ContainerAttempt {
  /** Options that were tried, e.g. `-C`. */
  readonly rung: string;
  readonly works: boolean;
  /** What happened, in one bounded line. */
  readonly said: string;
}

export interface ContainerCandidate {
  readonly path: string;
  /** Which step of the search named it, e.g. `PATH apptainer`. */
  readonly origin: string;
  readonly works: boolean;
  readonly outcome: string;
  readonly fix: string;
  readonly version: string | null;
  readonly attempts: readonly ContainerAttempt[];
}

/**
 * What ran our program. `setuid`: the root helper; `root`: we are the administrator of the node;
 * `user-namespace`: a new one; `root-in-namespace`: we are root of a user namespace that we were started in, and no
 * other was made; `fakeroot`: a new one in which we look like root; `unknown`: the container showed no /proc.
 */
export type ContainerKind = "setuid" | "root" | "user-namespace" | "root-in-namespace" | "fakeroot" | "unknown";

/** null: could not be told, or was not tried; `why` says which. */
export interface ContainerCapability {
  readonly works: boolean | null;
  readonly why: string;
}

export interface WorkingContainer {
  readonly path: string;
  /** As the runtime numbers itself, e.g. `1.4.5`. */
  readonly version: string | null;
  /** The whole line, e.g. `apptainer version 1.4.5`. */
  readonly fullVersion: string | null;
  readonly mode: "privileged" | "unprivileged";
  readonly kind: ContainerKind;
  /** Name of the rung that passed; `flags` are its options. */
  readonly rung: string;
  readonly flags: readonly string[];
  /** Processes inside see only themselves, and end with the first of them. */
  readonly pidNamespace: boolean;
  readonly because: string;
  readonly capabilities: Readonly<Record<string, ContainerCapability>>;
}

/** An image that the settings name. */
export interface ContainerImage {
  readonly platform: string;
  /** As it was written. */
  readonly image: string;
  /** Where it is on the node; the text itself for a remote one. */
  readonly path: string;
  readonly kind: "directory" | "file" | "remote" | null;
  readonly inCvmfs: boolean;
  /** Whether the working runtime ran our program in it; null: not tried. */
  readonly runs: boolean | null;
  /** Why it cannot be used; empty when nothing is known against it. */
  readonly problem: string;
  readonly fix: string;
  /** Whether it has a /bin/sh, without which no job wrapper and no test script can run. */
  readonly shell: boolean | null;
}

/** A bind path that the settings name, or that is offered by default. */
export interface ContainerBind {
  readonly source: string;
  readonly target: string;
  readonly options: string;
  readonly from: string;
  readonly exists: boolean | null;
  readonly why: string;
}

export interface ContainerFacts {
  readonly tried: readonly ContainerCandidate[];
  /** The first candidate that ran our program in our image; null when none did. */
  readonly working: WorkingContainer | null;
  /** Whether we ourselves run inside a container, and of which kind. */
  readonly inside: string | null;
  readonly images: readonly ContainerImage[];
  readonly binds: readonly ContainerBind[];
}
