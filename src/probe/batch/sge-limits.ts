import type { BatchJob } from "../../model/facts/batch.ts";
import { parseAbsolutePath, parseLabel } from "../../parse/batch/label.ts";
import { parseSgeQstat, parseSgeTime, parseSpoolConfig } from "../../parse/batch/sge.ts";
import { endAfter, processStart } from "./ancestry.ts";
import { ask } from "./ask.ts";
import { daemons } from "./daemons.ts";
import type { Slot } from "./slot.ts";

export interface SgeLimits {
  /** What said it, e.g. `/var/spool/…/config`. */
  readonly from: string;
  /** The job that the spool directory is of. */
  readonly jobId: string | null;
  /** Seconds; null = unknown. */
  readonly hard: number | "unlimited" | null;
  readonly soft: number | "unlimited" | null;
  /** Time between the warning and the kill; 0 without `qsub -notify`. */
  readonly notify: number | null;
}

const unread: SgeLimits = { from: "", jobId: null, hard: null, soft: null, notify: null };

/** The spool has the limits of the queue and the request joined; `qstat -j` has the request alone, and may not be allowed. */
export async function readSgeLimits(slot: Slot, jobId: string | null): Promise<SgeLimits> {
  const spool = await readSpool(slot);
  return spool ?? (jobId === null ? unread : askQstat(slot, jobId));
}

async function readSpool(slot: Slot): Promise<SgeLimits | null> {
  const hostFile = slot.variables.read("PE_HOSTFILE", parseAbsolutePath);
  // The host file is in the same directory.
  const directory =
    slot.variables.read("SGE_JOB_SPOOL_DIR", parseAbsolutePath) ?? hostFile?.replace(/\/[^/]*$/u, "") ?? null;
  if (directory === null) return null;
  const path = `${directory}/config`;
  const text = await slot.host.readText(path, 262_144);
  if (!text.ok) {
    slot.unknown.push({ what: "SGE job spool", why: `${path}: ${text.error.what}` });
    return null;
  }
  return limitsOf(slot, parseSpoolConfig(text.value), path);
}

async function askQstat(slot: Slot, jobId: string): Promise<SgeLimits> {
  const root = slot.variables.read("SGE_ROOT", parseAbsolutePath);
  const architecture = slot.variables.read("SGE_ARCH", parseLabel) ?? slot.variables.read("ARC", parseLabel);
  const binaries = slot.variables.read("SGE_BINARY_PATH", parseAbsolutePath);
  const directories = [binaries, root === null || architecture === null ? null : `${root}/bin/${architecture}`];
  const answer = await ask(
    slot.host,
    ["qstat", "-j", jobId],
    directories.filter((directory) => directory !== null),
  );
  const parsed = answer.ok ? parseSgeQstat(answer.text) : null;
  if (parsed?.ok === true) return limitsOf(slot, parsed.value, "qstat -j");
  slot.unknown.push({ what: "qstat", why: answer.ok ? (parsed?.error ?? "") : answer.why });
  return unread;
}

function limitsOf(slot: Slot, values: ReadonlyMap<string, string>, from: string): SgeLimits {
  const time = (name: string): number | "unlimited" | null => {
    const text = values.get(name);
    if (text === undefined || text === "") return null;
    const parsed = parseSgeTime(text);
    if (!parsed.ok) slot.unknown.push({ what: `${from} ${name}`, why: parsed.error });
    return parsed.ok ? parsed.value : null;
  };
  const notify = time("notify");
  return {
    from,
    jobId: values.get("job_id") ?? null,
    hard: time("h_rt"),
    soft: time("s_rt"),
    notify: notify === "unlimited" ? null : notify,
  };
}

/** execd counts from its first check after the start, which is later than the start of the job's shell. */
export function sgeTimes(slot: Slot, limits: SgeLimits): Pick<BatchJob, "startAt" | "startFrom" | "ends" | "endless"> {
  const start = processStart(slot, daemons.sge);
  const ends = [
    ...(typeof limits.hard === "number" ? [endAfter(slot.now, start, limits.hard, `${limits.from} h_rt`)] : []),
    ...(typeof limits.soft === "number" ? [endAfter(slot.now, start, limits.soft, `${limits.from} s_rt`)] : []),
  ];
  return {
    startAt: start?.at ?? null,
    startFrom: start?.from ?? null,
    ends,
    endless: limits.hard === "unlimited" && ends.length === 0 ? `${limits.from} h_rt is unlimited` : null,
  };
}

/** `h_rt` kills without a warning; only `s_rt` and `-notify` give one. */
export function sgeSignals(limits: SgeLimits): Pick<BatchJob, "graceSeconds" | "warnings"> {
  const notified = limits.notify !== null && limits.notify > 0 ? limits.notify : null;
  return {
    graceSeconds: notified,
    warnings: [
      ...(typeof limits.soft === "number"
        ? [{ signal: "SIGUSR1", when: "soft run time s_rt", secondsToKill: notified }]
        : []),
      ...(notified === null ? [] : [{ signal: "SIGUSR2", when: "before SIGKILL (-notify)", secondsToKill: notified }]),
    ],
  };
}
