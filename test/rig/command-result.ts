import type { CommandResult } from "../../src/host/host.ts";

/** A command that ended with 0 and said nothing, but for what a test wants. */
export const commandResult = (more: Partial<CommandResult> = {}): CommandResult => ({
  status: 0,
  signal: null,
  stdout: "",
  stderr: "",
  truncated: false,
  timedOut: false,
  ...more,
});
