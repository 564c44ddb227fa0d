/** How a job ended here. Times are epoch seconds, null = unknown. */
export interface JobEnd {
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly exitStatus: number | null;
  readonly exitSignal: number | null;
  readonly cpus: number;
}

/** `completed`: exit status 0. `failed`: another one. `signalled`: ended by a signal of its own. `evicted`: by us or the pool. */
export type JobOutcome = "completed" | "failed" | "signalled" | "evicted";

/** What became of the CPUs' time, in CPU seconds of what the plan had; `setUp` and all of the others are everything. */
export interface WorkSummary {
  readonly jobs: Readonly<Record<JobOutcome, number>>;
  /** Before the slots were ready. */
  readonly setUp: number;
  readonly busy: Readonly<Record<JobOutcome, number>>;
  /** Ready, and without a job. */
  readonly idle: number;
}

export interface Span {
  readonly startedAt: number;
  readonly readyAt: number;
  readonly endedAt: number;
}

export function outcomeOfJob({ exitStatus, exitSignal }: JobEnd): JobOutcome {
  if (exitSignal !== null) return "signalled";
  if (exitStatus === null) return "evicted";
  return exitStatus === 0 ? "completed" : "failed";
}

const none: Readonly<Record<JobOutcome, number>> = { completed: 0, failed: 0, signalled: 0, evicted: 0 };

/** Goodput and waste. Jobs that were given more CPUs than there are (overload) leave no idle time below zero. */
export function summarizeWork(jobs: readonly JobEnd[], span: Span, cpus: number): WorkSummary {
  const count: Record<JobOutcome, number> = { ...none };
  const busy: Record<JobOutcome, number> = { ...none };
  for (const job of jobs) {
    const outcome = outcomeOfJob(job);
    count[outcome] += 1;
    const from = Math.max(job.startedAt ?? span.endedAt, span.startedAt);
    const to = Math.min(job.endedAt ?? span.endedAt, span.endedAt);
    busy[outcome] += Math.round(Math.max(0, to - from) * job.cpus);
  }
  const used = Object.values(busy).reduce((sum, one) => sum + one, 0);
  return {
    jobs: count,
    setUp: Math.round(Math.max(0, span.readyAt - span.startedAt) * cpus),
    busy,
    idle: Math.max(0, Math.round(Math.max(0, span.endedAt - span.readyAt) * cpus) - used),
  };
}
