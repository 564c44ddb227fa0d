import type { WorkDirectory } from "../../apply/work-directory.ts";
import type { StagedPlan } from "../../decide/staging/staged-plan.ts";
import type { LiveHost } from "../../host/live-host.ts";
import type { Facts } from "../../model/facts.ts";
import { type Failure, failure } from "../../model/failure.ts";
import type { BudgetRow } from "../../model/plan.ts";
import type { Result } from "../../model/result.ts";
import type { Settings } from "../../model/settings.ts";
import type { ScriptResult } from "../../parse/gwms/result-document.ts";
import type { ClassicRequest } from "./classic-request.ts";

export interface SetUpRequest {
  readonly request: ClassicRequest;
  readonly host: LiveHost;
  readonly uuid: string;
  readonly makeWork: (parent: string) => Promise<Result<WorkDirectory, Failure>>;
  /** Called when there is something that the end has to know, and again when there is more. */
  readonly noticed: (state: SetUpState) => void;
}

/** As far as the set-up came. */
export interface SetUpState {
  readonly results: ScriptResult[];
  readonly env: Record<string, string>;
  facts: Facts | null;
  settings: Settings | null;
  budget: readonly BudgetRow[];
  close: () => void;
}

/** Everything for HTCondor to be started. */
export interface SetUp {
  readonly facts: Facts;
  readonly settings: Settings;
  readonly staged: StagedPlan;
  readonly work: WorkDirectory;
  readonly cpus: number;
}

/** The first of the reasons why there is no plan; a pilot tells its factory one. */
export const firstOf = (failures: readonly Failure[]): Failure =>
  failures[0] ??
  failure("SETTING_INVALID", "settings", "no plan could be made", "Correct the factory's or the VO's configuration.");
