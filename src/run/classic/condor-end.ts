import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Actor } from "../../host/actor.ts";
import type { Host } from "../../host/host.ts";
import type { Failure } from "../../model/failure.ts";
import { type Metric, type ScriptResult, xmlMoment } from "../../parse/gwms/result-document.ts";
import { redactSecrets } from "../../parse/redact.ts";
import { readJobHistory } from "../job-history.ts";
import type { ClassicRequest } from "./classic-request.ts";
import { encodedLog, factoryLogName, jobStatistics, type Statistics, stamp } from "./factory-log.ts";
import { factoryClass } from "./pilot-end.ts";

const largestLog = 10_485_760;
const largestMessage = 65_536;

/** How HTCondor's life went; times are epoch seconds. */
export interface CondorLife {
  readonly work: string;
  readonly log: string;
  readonly cpus: number;
  /** When what GlideinWMS calls the last script began. */
  readonly beganAt: number;
  /** When condor_master was started; null: it never was. */
  readonly condorAt: number | null;
  readonly endedAt: number;
  readonly failure: Failure | null;
  /** Whether a stop signal was the end of it. */
  readonly killed: boolean;
}

/** HTCondor's part of the factory's log: its end, its jobs, the daemons' logs. The value is its result. */
export async function tellCondorEnd(
  { say, actor }: Pick<ClassicRequest, "say" | "actor">,
  host: Host,
  life: CondorLife,
): Promise<ScriptResult> {
  const { beganAt, condorAt, endedAt, failure, work, log, cpus } = life;
  if (condorAt !== null)
    say("stdout", `=== Condor ended ${stamp(endedAt)} after ${Math.floor(endedAt - condorAt)} ===\n\n`);
  const statistics = condorAt === null ? null : await tellJobs({ say, actor }, host, log, cpus);
  say(
    "stdout",
    `=== Last script ended ${stamp(endedAt)} with code ${failure === null ? 0 : 1} after ${Math.floor(endedAt - beganAt)} ===\n\n`,
  );
  const message = join(work, "exit_message");
  say(
    "stderr",
    `=== Exit messages left by periodic scripts ===\n${existsSync(message) ? lastBytes(actor, message, largestMessage) : "No message left"}\n\n`,
  );
  return condorResult(life, statistics);
}

async function tellJobs(
  { say, actor }: Pick<ClassicRequest, "say" | "actor">,
  host: Host,
  log: string,
  cpus: number,
): Promise<Statistics> {
  const statistics = jobStatistics(await readJobHistory(host, log), Math.max(1, cpus));
  const startd = lastBytes(actor, join(log, "StartLog"), largestLog);
  const activations = startd.split("Got activate_claim").length - 1;
  say(
    "stdout",
    "Total jobs/goodZ jobs/goodNZ jobs/badSignal jobs/badOther jobs below are normalized to 1 Core\n" +
      `=== Stats of main ===\n${statistics.text}=== End Stats of main ===\n` +
      `Total number of activations/claims: ${activations}\n\n`,
  );
  const names = existsSync(log) ? readdirSync(log).toSorted() : [];
  for (const file of names) {
    const name = factoryLogName(file);
    if (name !== null) say("stderr", encodedLog(name, redactSecrets(lastBytes(actor, join(log, file), largestLog))));
  }
  return statistics;
}

/** Whatever a job of the same account put in its place: no link is followed, and nothing waited for. */
function lastBytes(actor: Actor, path: string, most: number): string {
  const tail = actor.readTail(path, most);
  return tail.ok ? tail.value : "";
}

/** The result of what GlideinWMS calls the last script: HTCondor's life. */
function condorResult(life: CondorLife, statistics: Statistics | null): ScriptResult {
  const { failure, killed, beganAt, endedAt } = life;
  const at = xmlMoment(endedAt);
  const metric = (name: string, value: string): Metric => ({ name, value, at });
  return {
    id: "condor_startup.sh",
    directory: life.work,
    command: "condor_startup.sh glidein_config",
    startedAt: beganAt,
    endedAt,
    ok: failure === null,
    metrics: [
      ...(failure === null ? [] : [metric("failure", factoryClass(failure))]),
      metric("AutoShutdown", failure === null && !killed ? "True" : "False"),
      metric("CondorDuration", String(Math.floor(endedAt - beganAt))),
      ...(statistics?.metrics ?? []).map(([name, value]) => metric(name, String(value))),
      metric("CondorKilled", killed ? "True" : "False"),
    ],
    detail: failure === null ? null : `${failure.subject}: ${failure.problem}\n${failure.fix}`,
  };
}
