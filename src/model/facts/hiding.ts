/** Whether a job can run where the pilot's secrets are not: tried once, with the program that does it for jobs. */
export interface HidingFacts {
  /** null: not tried, or nothing was to be seen. */
  readonly works: boolean | null;
  /** The program's own words when it does not work, e.g. `proc: errno 1`; or why it was not tried. One line. */
  readonly said: string;
  /** Whether the container runtime that was proven works for a hidden job too; null: there is none, or not tried. */
  readonly containers: boolean | null;
  /** The same of HTCondor's starter, which keeps its process id; absent in facts that are older than the trial. */
  readonly starter?: Pick<HidingFacts, "works" | "said" | "containers">;
  /** Where else than at /proc a file system of processes is mounted. */
  readonly otherProc: readonly string[];
}
