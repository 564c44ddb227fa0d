import { explainFailure } from "../../decide/container/explain-failure.ts";
import type {
  Circumstances,
  Explanation,
  FailedTrial,
  RuntimeInstallation,
} from "../../model/container-circumstances.ts";
import type { ContainerAttempt } from "../../model/facts/container.ts";
import type { Proof } from "../../parse/container/proof-line.ts";
import { decisiveMessage, messageLines } from "../../parse/container/runtime-message.ts";
import { type Runtime, type Trial, tryRuntime, type Workshop } from "./trial.ts";

export interface Rung {
  readonly name: string;
  readonly flags: readonly string[];
  readonly pidNamespace: boolean;
  /** Only for root: without it a runtime asks for capabilities that root may not have. */
  readonly forRoot?: boolean;
  /** Only where a setuid helper may be in the way. */
  readonly besideSetuid?: boolean;
}

/**
 * Containment, the best first. Without a PID namespace what a job leaves behind is found by ancestry only. `--fakeroot`
 * is no rung: jobs would see another user than the one whose files they read.
 */
const rungs: readonly Rung[] = [
  { name: "full", flags: ["-C"], pidNamespace: true },
  { name: "full-no-privileges", flags: ["-C", "--no-privs"], pidNamespace: true, forRoot: true },
  { name: "full-user-namespace", flags: ["-C", "--userns"], pidNamespace: true, besideSetuid: true },
  { name: "shared-processes", flags: ["--contain", "--ipc", "--cleanenv"], pidNamespace: false },
  {
    name: "shared-processes-no-privileges",
    flags: ["--contain", "--ipc", "--cleanenv", "--no-privs"],
    pidNamespace: false,
    forRoot: true,
  },
  {
    name: "shared-processes-user-namespace",
    flags: ["--contain", "--ipc", "--cleanenv", "--userns"],
    pidNamespace: false,
    besideSetuid: true,
  },
];

export interface Climb {
  readonly attempts: readonly ContainerAttempt[];
  /** The rung that held, with what our program saw. */
  readonly reached: { readonly rung: Rung; readonly proof: Proof; readonly stderr: string } | null;
  /** Why each rung before it did not, without repeats. */
  readonly failures: readonly Explanation[];
  /** Nothing of it was recorded in this tree. */
  readonly notRun: boolean;
}

export interface LadderOptions {
  readonly circumstances: Circumstances;
  readonly installation: () => Promise<RuntimeInstallation | null>;
  readonly pidNamespace: boolean;
}

/** Tries the rungs until one holds. A call that hangs ends it: the next one would hang too. */
export async function climb(shop: Workshop, runtime: Runtime, options: LadderOptions): Promise<Climb> {
  const attempts: ContainerAttempt[] = [];
  const failures: Explanation[] = [];
  for (const rung of rungs) {
    if (rung.pidNamespace && !options.pidNamespace) continue;
    if (rung.forRoot === true && options.circumstances.uid !== 0) continue;
    if (
      rung.besideSetuid === true &&
      options.circumstances.uid !== 0 &&
      (await options.installation())?.setuid !== true
    )
      continue;
    if (shop.patience.exhausted) break;
    const trial = await tryRuntime(shop, runtime, { flags: rung.flags, name: rung.name });
    const said = sayOf(trial);
    if (!trial.ran.ok) {
      attempts.push({ rung: rung.name, works: false, said });
      const notRun = trial.ran.error.code === "not-recorded";
      if (!notRun) failures.push({ cause: said, fix: "Repair or remove this file." });
      return { attempts, reached: null, failures, notRun };
    }
    const { proof } = trial;
    // One that hangs is asked nothing more.
    const { timedOut } = trial.ran.value;
    const useless = proof === null ? null : uselessness(proof, trial.ran.value.stderr);
    attempts.push({ rung: rung.name, works: proof !== null && useless === null, said: useless?.cause ?? said });
    if (proof !== null && useless === null)
      return { attempts, reached: { rung, proof, stderr: trial.ran.value.stderr }, failures, notRun: false };
    const explained =
      useless ??
      explainFailure(
        failedTrial(runtime, trial, options.circumstances, timedOut ? null : await options.installation()),
      );
    if (!failures.some(({ cause }) => cause === explained.cause)) failures.push(explained);
    if (timedOut) break;
  }
  return { attempts, reached: null, failures, notRun: false };
}

/** A container that shows a job neither its data nor a place to write is none. */
function uselessness(proof: Proof, stderr: string): Explanation | null {
  if (proof.bound === false)
    return {
      cause: `it ran our program, but bound nothing${/user bind control/u.test(stderr) ? ": user bind control is off" : ""}`,
      fix: "Set `user bind control = yes` in apptainer.conf; a job could not see its data.",
    };
  if (proof.written === false)
    return {
      cause: "it ran our program, but nothing could be written in the home directory inside",
      fix: "Check that the scratch directory has space, and that apptainer.conf does not make binds read-only.",
    };
  return null;
}

export function failedTrial(
  runtime: Runtime,
  trial: Trial,
  circumstances: Circumstances,
  installation: RuntimeInstallation | null,
): FailedTrial {
  const result = trial.ran.ok ? trial.ran.value : null;
  const stderr = result === null ? "" : messageLines(result.stderr).join("\n");
  return {
    runtime: runtime.path,
    flags: trial.flags,
    status: result?.status ?? null,
    signal: result?.signal ?? null,
    timedOut: result?.timedOut ?? false,
    truncated: result?.truncated ?? false,
    limitMs: trial.limitMs,
    message: result === null ? "" : decisiveMessage(result.stderr),
    stderr,
    circumstances,
    installation,
  };
}

function sayOf({ ran, proof, limitMs }: Trial): string {
  if (!ran.ok) return ran.error.what;
  if (proof !== null) return "our program ran";
  const { status, signal, timedOut, stderr } = ran.value;
  const message = decisiveMessage(stderr);
  const ended = timedOut
    ? `no end within ${limitMs / 1000} s`
    : signal === null
      ? `status ${status ?? "unknown"}`
      : signal;
  return message === "" ? ended : `${ended}: ${message}`;
}
