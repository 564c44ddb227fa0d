import type { BatchJob, BatchWarning } from "../../model/facts/batch.ts";
import { parseLabel } from "../../parse/batch/label.ts";
import { parseSignalOption, signalOptionIn } from "../../parse/batch/signal-option.ts";
import { parseShownConfig, parseSlurmConf, type SlurmEnding, usualKillWait } from "../../parse/batch/slurm-conf.ts";
import { ask } from "./ask.ts";
import type { Slot } from "./slot.ts";
import { directories } from "./slurm-directories.ts";

type Signals = Pick<BatchJob, "graceSeconds" | "warnings">;

const largestConfig = 4_194_304;
const largestScript = 4_194_304;
const files = [
  "/etc/slurm/slurm.conf",
  "/run/slurm/conf/slurm.conf",
  "/var/spool/slurmd/conf-cache/slurm.conf",
  "/etc/slurm-llnl/slurm.conf",
];

/** How long Slurm leaves between its signal and the kill, and what it says before. `reachable`: the controller answers. */
export async function slurmSignals(
  slot: Slot,
  {
    queue,
    stepId,
    reachable,
  }: { readonly queue: string | null; readonly stepId: string | null; readonly reachable: boolean },
): Promise<Signals> {
  const ending = await endingOf(slot, queue, reachable);
  const killWait = ending.killWait ?? usualKillWait;
  const { graceTime } = ending;
  const early = await earlyWarning(slot, stepId);
  return {
    // A pre-empted job has less time only where its partition says so: without a grace the time is the same.
    graceSeconds: graceTime !== null && graceTime > 0 ? Math.min(killWait, graceTime) : killWait,
    warnings: [
      ...early,
      {
        signal: "SIGTERM",
        when: "time limit, scancel, preemption or requeue: to every process of the job at once",
        secondsToKill: killWait,
      },
      ...(graceTime !== null && graceTime > 0
        ? [{ signal: "SIGTERM", when: `preemption in partition ${queue ?? ""}`, secondsToKill: graceTime }]
        : []),
    ],
  };
}

/** By the file that every node has to have; the controller is asked only where that leaves it to other files. */
async function endingOf(slot: Slot, queue: string | null, reachable: boolean): Promise<SlurmEnding> {
  const named = slot.variables.read("SLURM_CONF", parseLabel);
  for (const path of new Set([...(named?.startsWith("/") === true ? [named] : []), ...files])) {
    const text = await slot.host.readText(path, largestConfig);
    if (!text.ok) continue;
    const read = parseSlurmConf(text.value, queue);
    if (read.killWait !== null || !read.includes) return read;
    const asked = reachable ? await askConfig(slot) : null;
    return { ...read, killWait: asked };
  }
  return { killWait: null, graceTime: null, includes: false };
}

async function askConfig(slot: Slot): Promise<SlurmEnding["killWait"]> {
  const answer = await ask(slot.host, ["scontrol", "show", "config"], directories);
  const killWait = answer.ok ? parseShownConfig(answer.text) : null;
  if (killWait === null)
    slot.unknown.push({ what: "scontrol show config", why: answer.ok ? "it has no KillWait" : answer.why });
  return killWait;
}

/** `--signal` of the submission, which no variable and no command tells: it may stand in the batch script. */
async function earlyWarning(slot: Slot, stepId: string | null): Promise<readonly BatchWarning[]> {
  const script = await scriptOf(slot);
  const inScript = script === null ? null : signalOptionIn(script);
  const given = slot.variables.read("SBATCH_SIGNAL", parseLabel) ?? inScript;
  if (given === null) return [];
  const option = parseSignalOption(given);
  if (!option.ok) {
    slot.unknown.push({ what: "--signal of the batch job", why: option.error });
    return [];
  }
  const { signal, before, toScript } = option.value;
  // Slurm tells either the script or the steps; a program that the script started is neither.
  const reaches = !toScript && stepId !== null;
  const whom = toScript ? "the batch script" : "the steps";
  return [
    { signal, when: `${before} s before the time limit, to ${whom}`, secondsToKill: before, early: true, reaches },
  ];
}

/** slurmd keeps a copy of the script, which the batch job's shell has in its command line. */
async function scriptOf({ host, ancestry }: Slot): Promise<string | null> {
  for (const { pid } of ancestry.processes.slice(1)) {
    const line = await host.readText(`/proc/${pid}/cmdline`);
    const words = line.ok ? line.value.split("\0") : [];
    const path = words.find((word) => /^\/.*\/job[0-9]+\/slurm_script$/u.test(word));
    if (path === undefined) continue;
    const text = await host.readText(path, largestScript);
    return text.ok ? text.value : null;
  }
  return null;
}
