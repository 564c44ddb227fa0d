import type { GlideinConfigFile } from "../../apply/staging/glidein-config-file.ts";
import type { PlanDecision } from "../../decide/plan.ts";
import type { PeriodicScript } from "../../decide/staging/startd-cron.ts";
import type { Actor } from "../../host/actor.ts";
import type { Host } from "../../host/host.ts";
import type { Facts } from "../../model/facts.ts";
import type { Settings } from "../../model/settings.ts";
import type { ScriptResult } from "../../parse/gwms/result-document.ts";
import type { ClassicRequest } from "./classic-request.ts";
import type { Payload } from "./payload.ts";

/** What the walk through the lists needs, and what it leaves. */
export interface WalkContext {
  readonly request: ClassicRequest;
  readonly host: Host;
  readonly actor: Actor;
  readonly work: string;
  readonly facts: Facts;
  readonly config: GlideinConfigFile;
  readonly payload: Payload;
  /** The HTCondor release that was chosen, as the name of its condition. */
  readonly platform: string | null;
  /** Variables that every script gets. */
  readonly env: Record<string, string>;
  /** Settings and plan that follow from what `glidein_config` says by now; null when it is broken. */
  readonly settings: () => Settings | null;
  readonly plan: () => PlanDecision | null;
  readonly warn: (text: string) => void;

  readonly results: ScriptResult[];
  readonly periodic: PeriodicScript[];
  /** Pieces of the job wrapper, in their order. */
  readonly wrappers: string[];
  /** Whether a stock container wrapper is among them, which our own stands in for. */
  wrapsContainers: boolean;
  customScripts: number;
}
