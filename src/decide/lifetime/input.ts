import type { CredentialFact } from "../../model/facts/credential.ts";
import type { Settings } from "../../model/settings.ts";

export type LifetimeSettings = Pick<
  Settings,
  | "GLIDEIN_Max_Walltime"
  | "GLIDEIN_Job_Max_Time"
  | "GLIDEIN_Retire_Time"
  | "GLIDEIN_Retire_Time_Spread"
  | "GLIDEIN_Graceful_Shutdown"
  | "GLIDEIN_Update_Interval"
  | "GLIDEIN_Minimum_Time"
  | "GLIDEIN_Entry_Margin"
  | "GLIDEIN_Batch_Margin"
  | "GLIDEIN_Credential_Margin"
  | "GLIDEIN_Ignore_X509_Duration"
>;

/** An end that was announced, its margin not yet taken off. */
export interface Deadline {
  readonly at: number;
  readonly from: string;
}

export interface LifetimeInput {
  readonly settings: LifetimeSettings;
  /** The moment that is planned at. */
  readonly now: number;
  /** When the glidein planned at first; it is `now` then, and kept when planning again. */
  readonly plannedAt?: number;
  /** The batch job's start where it is known, else the glidein's. Kept when planning again. */
  readonly started: Deadline;
  /** 0-99, the draw of the retire spread. Kept when planning again. */
  readonly draw: number;
  readonly batch: readonly (Deadline & { readonly system: string })[];
  readonly features: readonly (Deadline & { readonly key: string })[];
  readonly credentials: readonly CredentialFact[];
  /** Our clock less a server's; null: nobody was asked. */
  readonly skewSeconds?: number | null;
}

/** A batch job cannot have started after now; a clock that says so is not to be believed. */
export const startOf = ({ started, now }: Pick<LifetimeInput, "started" | "now">): number =>
  Math.min(Math.floor(started.at), Math.floor(now));
