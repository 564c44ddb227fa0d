import { describe, expect, it } from "vitest";
import { meaningOf } from "../../src/decide/signal-meaning.ts";
import { step } from "../../src/decide/supervision.ts";
import type { BatchFacts, BatchWarning } from "../../src/model/facts/batch.ts";
import { epochSeconds, seconds } from "../../src/model/units.ts";
import { lsf, slurmBatch } from "../probe/batch/example-nodes.ts";
import { look } from "../probe/batch/node.ts";
import { settingsWith } from "./settings-with.ts";

const none = settingsWith();

/** A Slurm job whose batch script has this option, seen from below its shell or from a step. */
async function slurmWith(
  option: string,
  step: boolean,
  more: Readonly<Record<string, string>> = {},
): Promise<BatchFacts> {
  const stat = (pid: number, name: string, parent: number) =>
    `${pid} (${name}) S ${parent} ${pid} 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 100 0 0 0\n`;
  return look({
    ...slurmBatch,
    env: { ...slurmBatch.env, SLURM_JOB_PARTITION: "batch", ...(step ? { SLURM_STEP_ID: "0" } : {}) },
    files: {
      ...slurmBatch.files,
      "/proc/self/stat": stat(30, "node", 20),
      "/proc/20/stat": stat(20, "slurm_script", 1),
      "/proc/20/cmdline": "/bin/bash\0/var/spool/slurmd/job00001/slurm_script\0",
      "/var/spool/slurmd/job00001/slurm_script": `#!/bin/bash\n#SBATCH --signal=${option}\nsrun glidein run\n`,
      ...more,
    },
  });
}
const warnings = ({ jobs }: BatchFacts): readonly BatchWarning[] => jobs[0]?.warnings ?? [];

describe("a signal", () => {
  it("that Slurm was asked to send to the steps before the end means no new jobs, to a step", async () => {
    const step = await slurmWith("USR2@600", true);
    expect(warnings(step)[0]).toEqual({
      signal: "SIGUSR2",
      when: "600 s before the time limit, to the steps",
      secondsToKill: 600,
      early: true,
      reaches: true,
    });
    expect(meaningOf("SIGUSR2", none, step)).toEqual({ kind: "drain" });
    // Not to whoever is no step, and not when somebody chose another one.
    expect(meaningOf("SIGUSR2", none, await slurmWith("USR2@600", false))).toMatchObject({ kind: "stop" });
    expect(meaningOf("SIGUSR2", none, await slurmWith("B:USR2@600", true))).toMatchObject({ kind: "stop" });
    expect(meaningOf("SIGUSR2", settingsWith({ GLIDEIN_Warning_Signal: "SIGUSR1" }), step)).toMatchObject({
      kind: "stop",
    });
    expect(meaningOf("SIGUSR2", settingsWith({ GLIDEIN_Warning_Signal: "none" }), step)).toMatchObject({
      kind: "stop",
    });
  });

  it("that ends the job leaves the time that the site's slurm.conf gives", async () => {
    const conf = (text: string) => slurmWith("USR1", false, { "/etc/slurm/slurm.conf": text });
    expect(meaningOf("SIGTERM", none, await slurmWith("USR1", false))).toEqual({
      kind: "stop",
      fast: false,
      within: 30,
    });
    expect(meaningOf("SIGTERM", none, await conf("KillWait=300\n"))).toMatchObject({ within: 300 });
    const preempting = await conf("KillWait=300\nPartitionName=batch GraceTime=20\n");
    expect(meaningOf("SIGTERM", none, preempting)).toMatchObject({ within: 20 });
    expect(preempting.jobs[0]?.graceSeconds).toBe(20);
    expect(meaningOf("SIGTERM", settingsWith({ GLIDEIN_Stop_Timeout: "7" }), preempting)).toMatchObject({
      within: null,
    });
  });

  it("of LSF's run limit leaves ten minutes, others less", async () => {
    const facts = await look(lsf);
    expect(meaningOf("SIGUSR2", none, facts)).toEqual({ kind: "stop", fast: false, within: 600 });
  });

  it("gives the stop as much time as it leaves, whatever the plan has", () => {
    const plan = {
      ...{ readyTimeout: seconds(10), retireAt: epochSeconds(9000), dieAt: epochSeconds(9500), maxIdle: seconds(10) },
      ...{
        maxTail: seconds(10),
        gracefulAtDie: seconds(10),
        stopTimeout: seconds(30),
        fastTimeout: seconds(10),
        winner: "x",
      },
    };
    const running = { kind: "starting", since: epochSeconds(1000) } as const;
    const stop = {
      kind: "stop",
      now: epochSeconds(1000),
      fast: false,
      reason: { kind: "signal", signal: "SIGUSR2" },
    } as const;
    expect(step(running, stop, plan)[0]).toMatchObject({ kind: "stopping", end: 1030 });
    expect(step(running, { ...stop, within: seconds(600) }, plan)[0]).toMatchObject({ kind: "stopping", end: 1600 });
    expect(step(running, { ...stop, within: null }, plan)[0]).toMatchObject({ kind: "stopping", end: 1030 });
  });

  it("that means nothing is USR1, and QUIT is always quick", async () => {
    const facts = await look(lsf);
    expect(meaningOf("SIGUSR1", none, facts)).toEqual({ kind: "nothing" });
    expect(meaningOf("SIGUSR1", settingsWith({ GLIDEIN_Warning_Signal: "SIGUSR1" }), facts)).toEqual({ kind: "drain" });
    expect(meaningOf("SIGQUIT", none, facts)).toEqual({ kind: "stop", fast: true, within: null });
  });
});
