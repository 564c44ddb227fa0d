export interface ContainerCandidate {
  readonly path: string;
  /** Which step of the search named it, e.g. `PATH apptainer`. */
  readonly origin: string;
  readonly works: boolean;
  readonly outcome: string;
  readonly fix: string;
  readonly version: string | null;
}

export interface ContainerFacts {
  readonly tried: readonly ContainerCandidate[];
  /** The first candidate that ran our program in our image; null when none did. */
  readonly working: {
    readonly path: string;
    readonly version: string | null;
    readonly mode: "privileged" | "unprivileged";
    readonly rung: string;
    readonly because: string;
    readonly capabilities: Readonly<Record<string, { readonly works: boolean | null; readonly why: string }>>;
  } | null;
  /** Whether we ourselves run inside a container, and of which kind. */
  readonly inside: string | null;
}
