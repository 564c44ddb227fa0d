import type { Launcher } from "../../decide/launch/launcher.ts";
import type { Actor } from "../../host/actor.ts";
import type { Host } from "../../host/host.ts";
import type { Failure } from "../../model/failure.ts";
import type { Allocation, LaunchSummary } from "../../model/launch.ts";
import type { Result } from "../../model/result.ts";
import type { Settings } from "../../model/settings.ts";

/** What a launch needs from whoever started it. */
export interface LaunchRequest {
  readonly host: Host;
  /** The same node until the first stop signal. */
  readonly setUpHost: Host;
  readonly actor: Actor;
  readonly settings: Settings;
  readonly allocation: Allocation;
  /** Starts so many tasks on each of the nodes but these. */
  readonly launcher: (perNode: number, without: readonly string[]) => Result<Launcher, Failure>;
  /** In which the directory of the launch is made; every node must see it. */
  readonly parent: string;
  readonly cwd: string;
  /** `--seed`. */
  readonly seed: number | null;
  /** Command that is this program. */
  readonly self: readonly [string, ...string[]];
  /** Our environment as the batch system gave it. */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: AbortSignal;
  readonly onSignal: (listener: (signal: NodeJS.Signals) => void) => void;
  readonly say: (text: string) => void;
  /** The summary, as soon as there is one. */
  readonly show: (summary: LaunchSummary) => void;
  readonly onTerminal: boolean;
}
