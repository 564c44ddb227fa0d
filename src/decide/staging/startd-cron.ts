import type { AreaId } from "../../parse/gwms/arguments.ts";
import { type JobVariable, jobEnvironmentText } from "../../parse/job-environment.ts";
import { flag, integer, type Knob, text } from "../condor-config/entry.ts";

/** A script that the startd runs again and again. */
export interface PeriodicScript {
  readonly area: AreaId;
  /** Absolute. */
  readonly path: string;
  /** Seconds. */
  readonly period: number;
  /** Of the attributes that it prints; null: as they are. */
  readonly prefix: string | null;
}

export interface CronPlace {
  /** The pilot's work directory. */
  readonly work: string;
  /** What the startd runs; it runs the script. */
  readonly wrapper: string;
  /** `glidein_config` */
  readonly config: string;
  /** Beside what the startd itself has. */
  readonly environment: readonly JobVariable[];
}

/** HTCondor's cron for the scripts, each through the wrapper that keeps its results (`GLIDEIN_PS_n`). */
export function startdCronKnobs(
  scripts: readonly PeriodicScript[],
  { work, wrapper, config, environment }: CronPlace,
): readonly Knob[] {
  if (scripts.length === 0) return [];
  const nameOf = (index: number): string => `GLIDEIN_PS_${index + 1}`;
  return [
    text("STARTD_CRON_JOBLIST", scripts.map((_, index) => nameOf(index)).join(" ")),
    ...scripts.flatMap(({ area, path, period, prefix }, index) => {
      const name = nameOf(index);
      const knob = `STARTD_CRON_${name}`;
      return [
        text(`${knob}_MODE`, "Periodic"),
        flag(`${knob}_KILL`, true),
        text(`${knob}_PERIOD`, `${period}s`),
        text(`${knob}_EXECUTABLE`, wrapper),
        text(`${knob}_ARGS`, [config, area, name, path, prefix ?? "NOPREFIX"].join(" ")),
        text(`${knob}_CWD`, work),
        text(`${knob}_ENV`, jobEnvironmentText(environment).text),
        integer(`${knob}_SLOTS`, 1),
        text(`${knob}_JOB_LOAD`, "0.01"),
        ...(prefix === null ? [] : [text(`${knob}_PREFIX`, prefix)]),
      ];
    }),
  ];
}
