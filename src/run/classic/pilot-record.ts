import type { BudgetRow } from "../../model/plan.ts";
import type { ClassicArguments } from "../../parse/gwms/arguments.ts";
import type { ScriptResult } from "../../parse/gwms/result-document.ts";

/**
 * What the end of a pilot has to know, as plain values: while jobs run only the warden is there, and the process that
 * ends the pilot is another one than began it.
 */
export interface PilotRecord {
  readonly arguments: ClassicArguments;
  /** After the site's set-up files. */
  readonly env: Readonly<Record<string, string>>;
  /** What scripts get. */
  readonly scriptEnv: Readonly<Record<string, string>>;
  readonly uuid: string;
  /** Where the batch job was started. */
  readonly directory: string;
  readonly startedAt: number;
  readonly results: readonly ScriptResult[];
  /** Null: nothing was made yet. */
  readonly work: string | null;
  /** Files that only this pilot fetched; mostly there is no such directory. */
  readonly cache: string;
  readonly architecture: string;
  readonly budget: readonly BudgetRow[];
  /** How long a failure is to hold the node, in seconds; null: nobody said. */
  readonly holdWish: number | null;
}
