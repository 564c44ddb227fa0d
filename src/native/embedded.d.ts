// The build compiles the programs beside this file and embeds them; each is for the processor that the build ran on,
// as base64.

declare module "embedded:gate" {
  /** Stands before a script that HTCondor starts with a job's environment: see gate.c. */
  export const gate: string;
}

declare module "embedded:hider" {
  /** Runs a job where the pilot's secrets cannot be seen: see hider.c for its options. */
  export const hider: string;
}

declare module "embedded:holder" {
  /** A Node addon that holds back signals while Node becomes another program: see holder.c. */
  export const holder: string;
}

declare module "embedded:keeper" {
  /** Keeps everything that a program starts, and ends all of it: see keeper.c for its options, signals and reports. */
  export const keeper: string;
}

declare module "embedded:probe" {
  /** Runs inside a container image to prove that the runtime works: see probe.c for its arguments and output. */
  export const probe: string;
}

declare module "embedded:warden" {
  /** Waits while jobs run, in the process that the batch system knows: see warden.c for its options, orders and signals. */
  export const warden: string;
}
