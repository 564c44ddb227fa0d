/** Batch systems to which a job can be submitted from outside. */
export const submitSystems = ["slurm", "pbs", "lsf", "flux"] as const;
export type SubmitSystem = (typeof submitSystems)[number];

export interface SystemCommands {
  /** The program by which the system is known. */
  readonly program: string;
  /** Submits `job.sh` of the current directory; shell. */
  readonly submit: string;
  /** Prints one line about the job `$job`, as long as the system knows it; shell. */
  readonly state: string;
  /** Cancels `$job`; shell. */
  readonly cancel: string;
  /** The job's id in what `submit` printed. */
  readonly id: RegExp;
}

const commands: Readonly<Record<SubmitSystem, SystemCommands>> = {
  slurm: {
    program: "sbatch",
    submit: "sbatch --parsable ./job.sh",
    state:
      "scontrol show job -o \"$job\" 2>/dev/null | sed -n 's/.*JobState=\\([A-Z_]*\\).* ExitCode=\\([0-9:]*\\).*/\\1 \\2/p' | head -n 1",
    cancel: 'scancel "$job"',
    id: /^([0-9]+)(?:;\S+)?$/mu,
  },
  pbs: {
    program: "qsub",
    submit: "qsub ./job.sh",
    state:
      "{ qstat -x -f \"$job\" 2>/dev/null || qstat -f \"$job\" 2>/dev/null; } | sed -n 's/^ *job_state = *//p; s/^ *[Ee]xit_status = *//p' | tr '\\n' ' '",
    cancel: 'qdel "$job"',
    id: /^([0-9]+(?:\.[A-Za-z0-9._-]+)?)$/mu,
  },
  lsf: {
    program: "bsub",
    submit: "bsub < ./job.sh",
    state: 'bjobs -noheader -o "stat exit_code" "$job" 2>/dev/null | head -n 1',
    cancel: 'bkill "$job"',
    id: /^Job <([0-9]+)> /mu,
  },
  flux: {
    program: "flux",
    submit: "flux batch ./job.sh",
    state: 'flux jobs -a -n -o "{state} {returncode}" "$job" 2>/dev/null | head -n 1',
    cancel: 'flux cancel "$job"',
    id: /^((?:ƒ|f)[0-9A-Za-z]+)$/mu,
  },
};

export const commandsOf = (system: SubmitSystem): SystemCommands => commands[system];

/** The job's id in what the submission printed; null when it printed none. */
export const jobIdIn = (system: SubmitSystem, printed: string): string | null =>
  commands[system].id.exec(printed.trim())?.[1] ?? null;

/** A batch job as its system sees it. */
export type BatchState =
  | { readonly kind: "waiting" | "running" | "ending" }
  /** `status`: the exit status of its script, where the system tells; 128 + n for signal n. */
  | { readonly kind: "ended"; readonly status: number | null };

const ended: Readonly<Record<SubmitSystem, RegExp>> = {
  slurm:
    /^(?:BOOT_FAIL|CANCELLED|COMPLETED|DEADLINE|FAILED|NODE_FAIL|OUT_OF_MEMORY|PREEMPTED|REVOKED|TIMEOUT|SPECIAL_EXIT)\b/u,
  pbs: /^[FCE]\b(?! *$)|^[FC]\b/u,
  lsf: /^(?:DONE|EXIT|ZOMBI)\b/u,
  flux: /^INACTIVE\b/u,
};
const running: Readonly<Record<SubmitSystem, RegExp>> = {
  slurm: /^(?:RUNNING|SUSPENDED|STOPPED|SIGNALING|RESIZING|STAGE_OUT)\b/u,
  pbs: /^[RSB]\b/u,
  lsf: /^(?:RUN|USUSP|SSUSP)\b/u,
  flux: /^RUN\b/u,
};
const ending: Readonly<Record<SubmitSystem, RegExp>> = {
  slurm: /^COMPLETING\b/u,
  pbs: /^E\b/u,
  lsf: /^$^/u,
  flux: /^CLEANUP\b/u,
};

/** What a line of `state` means; null: the system does not know the job, or says something new. */
export function batchStateOf(system: SubmitSystem, line: string): BatchState | null {
  const text = line.trim();
  if (text === "") return null;
  if (running[system].test(text)) return { kind: "running" };
  if (ending[system].test(text)) return { kind: "ending" };
  if (ended[system].test(text)) return { kind: "ended", status: statusIn(system, text) };
  return { kind: "waiting" };
}

/** A job that was ended from outside has no status of its own: try again or elsewhere. */
const cutShort = 75;

function statusIn(system: SubmitSystem, text: string): number | null {
  if (system === "slurm") {
    const [, status, signal] = /\b([0-9]{1,3}):([0-9]{1,3})$/u.exec(text) ?? [];
    if (status === undefined || signal === undefined) return null;
    if (Number(signal) !== 0) return 128 + Number(signal);
    return Number(status) === 0 && !text.startsWith("COMPLETED") ? cutShort : Number(status);
  }
  const status = /\s(-?[0-9]{1,6})$/u.exec(text)?.[1];
  if (status !== undefined) return Math.abs(Number(status));
  return text.startsWith("DONE") ? 0 : null;
}
