import type { SshConnection } from "../../apply/submit/ssh.ts";
import type { SubmitSystem } from "../../decide/submit/systems.ts";
import type { Emit } from "../../model/event.ts";
import type { Failure } from "../../model/failure.ts";
import type { Result } from "../../model/result.ts";

/** What a start from outside needs from whoever asks for it. */
export interface SubmitRequest {
  readonly connection: SshConnection;
  /** Whether it was opened for this; it stood already otherwise. */
  readonly opened: boolean;
  /** This program, for the far side. */
  readonly payload: { readonly path: string; readonly sha256: string };
  /** null: whichever batch system is found there. */
  readonly system: SubmitSystem | null;
  /** Directory on the far side; null: below the home directory. */
  readonly directory: string | null;
  /** The batch script, when it is known where everything is. */
  readonly script: (system: SubmitSystem, program: string, directory: string) => Result<string, Failure>;
  /** Files of the job's directory beside its script. Secret. */
  readonly files: readonly { readonly name: string; readonly content: Uint8Array }[];
  /** Seconds for which the job's directory is kept. */
  readonly keepSeconds: number;
  /** Seconds between two looks at the job; null: it is not followed. */
  readonly pollSeconds: number | null;
  /** Whether an interrupted follower cancels the job. */
  readonly cancelOnStop: (job: string) => Promise<boolean>;
  readonly emit: Emit;
  readonly stop: AbortSignal;
  readonly random: () => string;
}

/** A batch job that was submitted. */
export interface SubmittedJob {
  readonly system: SubmitSystem;
  readonly job: string;
  readonly directory: string;
}
