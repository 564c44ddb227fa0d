import type { RunRequest } from "../session.ts";

/** What an edge needs from whoever started it. */
export interface EdgeRequest
  extends Pick<
    RunRequest,
    "host" | "setUpHost" | "actor" | "settings" | "emit" | "stop" | "onSignal" | "directory" | "openFiles"
  > {
  /** Where its keys and ports are kept; an absolute path. */
  readonly state: string;
  /** Where its work directory is made. */
  readonly scratch: string;
}
