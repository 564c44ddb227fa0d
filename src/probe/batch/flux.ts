import type { BatchJob } from "../../model/facts/batch.ts";
import { err, type Result } from "../../model/result.ts";
import { epochSeconds } from "../../model/units.ts";
import { parseFluxJobId, parseFluxResources, parseFluxTimeLeft } from "../../parse/batch/flux.ts";
import { parseAbsolutePath } from "../../parse/batch/label.ts";
import { parseWholeNumber } from "../../parse/batch/whole-number.ts";
import { distanceTo, processStart } from "./ancestry.ts";
import { ask } from "./ask.ts";
import { daemons } from "./daemons.ts";
import { isDirectory } from "./directory.ts";
import { agrees, blankJob, type Evidence, judge, proves } from "./evidence.ts";
import type { Slot } from "./slot.ts";

const parseRank = (text: string): Result<number, string> => parseWholeNumber(text, 0, 1_000_000);
const parseSize = (text: string): Result<number, string> => parseWholeNumber(text, 1, 1_000_000);

/** A task of a job, or the initial program of a batch job or allocation, which has no job id of its own. */
export async function probeFlux(slot: Slot): Promise<BatchJob | null> {
  const { variables } = slot;
  if (!variables.has("FLUX_URI")) return null;
  const task = variables.has("FLUX_JOB_ID") && variables.has("FLUX_TASK_RANK");
  const initial = variables.has("FLUX_ENCLOSING_ID") && !variables.has("FLUX_JOB_ID");
  // FLUX_URI alone is a shell that talks to an instance from outside.
  if (!task && !initial) return null;
  const evidence = await evidenceOf(slot);
  const jobId = variables.read(task ? "FLUX_JOB_ID" : "FLUX_ENCLOSING_ID", parseFluxJobId);
  const timeLeft = await askTimeLeft(slot);
  if (timeLeft !== null) evidence.push(agrees("the instance answered"));
  const size = variables.read("FLUX_JOB_SIZE", parseSize);
  const nodes = variables.read("FLUX_JOB_NNODES", parseSize);
  const start = processStart(slot, daemons.flux);
  const scratch = variables.read("FLUX_JOB_TMPDIR", parseAbsolutePath);
  const resources = task || timeLeft === null ? null : await askResources(slot);
  const perNode = resources === null ? 0 : resources.gpus / resources.nodes;
  return {
    ...blankJob("flux", judge(evidence)),
    jobId,
    nodeName: slot.hostname,
    // There is no rank of the node; with a task on each, theirs is it.
    nodeRank: size !== null && size === nodes ? variables.read("FLUX_TASK_RANK", parseRank) : null,
    nodeCount: nodes ?? resources?.nodes ?? null,
    localRank: task ? variables.read("FLUX_TASK_LOCAL_ID", parseRank) : null,
    startAt: start?.at ?? null,
    startFrom: start?.from ?? null,
    ...fluxTimes(slot, timeLeft),
    // Cores are granted by binding to them, so the affinity mask is the grant; memory is not scheduled.
    gpus: perNode > 0 && Number.isInteger(perNode) ? { limit: perNode, from: "flux resource list", devices: [] } : null,
    scratch: scratch !== null && (await isDirectory(slot.host, scratch)) ? scratch : null,
    graceSeconds: 5,
    warnings: [{ signal: "SIGTERM", when: "expiration or cancel", secondsToKill: 5 }],
  };
}

async function evidenceOf(slot: Slot): Promise<Evidence[]> {
  const evidence: Evidence[] = [];
  if (distanceTo(slot.ancestry, daemons.flux) !== null)
    evidence.push(proves("a Flux shell or broker is among our ancestors"));
  const socket = slot.variables.read("FLUX_URI", parseSocket);
  if (socket === null || socket === "") return evidence;
  const status = await slot.host.stat(socket);
  if (status.ok) evidence.push(agrees("the instance's socket is on this node"));
  return evidence;
}

/** Path of `local:///path`; empty for an instance that is reached in another way. */
function parseSocket(text: string): Result<string, string> {
  if (text.startsWith("local://")) return parseAbsolutePath(text.slice("local://".length));
  return /^[a-z][a-z0-9+.-]{0,31}:\/\/./u.test(text) ? { ok: true, value: "" } : err("expected local:///PATH");
}

type TimeLeft = number | "unlimited" | null;

export const fluxTimes = ({ now }: Slot, left: TimeLeft): Pick<BatchJob, "ends" | "endless"> => ({
  ends: typeof left === "number" ? [{ at: epochSeconds(now + left), from: "flux job timeleft" }] : [],
  endless: left === "unlimited" ? "flux job timeleft" : null,
});

/** Null: the instance did not answer, or not in words that are known. */
export async function askTimeLeft(slot: Slot): Promise<TimeLeft> {
  const answer = await ask(slot.host, ["flux", "job", "timeleft"]);
  const parsed = answer.ok ? parseFluxTimeLeft(answer.text) : null;
  if (parsed?.ok === true) return parsed.value;
  slot.unknown.push({ what: "flux job timeleft", why: answer.ok ? (parsed?.error ?? "") : answer.why });
  return null;
}

async function askResources(slot: Slot): Promise<{ readonly nodes: number; readonly gpus: number } | null> {
  const answer = await ask(slot.host, ["flux", "resource", "list", "-n", "-o", "{nnodes} {ncores} {ngpus}"]);
  const parsed = answer.ok ? parseFluxResources(answer.text) : null;
  if (parsed?.ok === true) return parsed.value;
  slot.unknown.push({ what: "flux resource list", why: answer.ok ? (parsed?.error ?? "") : answer.why });
  return null;
}
