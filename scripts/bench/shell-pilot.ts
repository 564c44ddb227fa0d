// What the shell pilot of GlideinWMS costs, measured with its stock lists, a token, no containers, and a server on the same
// machine; the idle memory is that of bash with the script read. Ratios to these are what counts: machines differ.

export const shellPilot = {
  /** Bytes that the factory sends with every pilot. */
  payload: 70_000,
  requests: 84,
  processes: 7200,
  seconds: 10,
  /** Dirty pages of its own, MiB. */
  idleMemory: 1.7,
} as const;
