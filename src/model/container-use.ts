/** How jobs are put into containers with the runtime that was proven to work. Part of the plan. */
export interface ContainerUse {
  readonly runner: "htcondor" | "wrapper";
  /** Options of `exec` that every use of the runtime needs here, e.g. `--userns`. */
  readonly forced: readonly string[];
  /** More options of `exec` for jobs. */
  readonly options: readonly string[];
  /** Options before `exec`, for the job wrapper. */
  readonly globalOptions: readonly string[];
  readonly pidNamespace: boolean;
  /** Images that jobs may get by platform, in the order in which they are offered. */
  readonly images: readonly { readonly platform: string; readonly image: string }[];
  /** Image of jobs that name neither one nor a platform; null when such jobs have none. */
  readonly defaultImage: string | null;
  /** REQUIRED: every job; PREFERRED: every job that has an image; OPTIONAL: jobs that ask for one. */
  readonly jobs: "every" | "with-image" | "on-request";
  /** Restrictions on the images of jobs. */
  readonly restrictions: readonly string[];
  /** `source[:target[:options]]` of what exists, in order. */
  readonly binds: readonly string[];
  readonly cvmfsMount: string;
  readonly environment: {
    readonly clearAll: boolean;
    readonly clearPaths: boolean;
    readonly keepCondor: boolean;
    readonly keepOsg: boolean;
    readonly cleared: readonly string[];
  };
}
