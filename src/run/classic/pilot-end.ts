import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { endProcessesOf } from "../../apply/custom-scripts/leftovers.ts";
import { runScript } from "../../apply/custom-scripts/run-script.ts";
import { exitTable } from "../../exit.ts";
import type { Host } from "../../host/host.ts";
import { type Failure, kindOf } from "../../model/failure.ts";
import { type Metric, type ScriptResult, xmlMoment } from "../../parse/gwms/result-document.ts";
import { redactSecrets } from "../../parse/redact.ts";
import { readJobHistory } from "../job-history.ts";
import type { ClassicRequest } from "./classic-request.ts";
import { cleanupProgram } from "./cleanup-program.ts";
import { encodedLog, factoryLogName, jobStatistics, type Statistics } from "./factory-log.ts";

const largestLog = 10_485_760;
const cleanupMs = 120_000;

/** HTCondor's part of the log: jobs, activations, the daemons' logs. */
export async function sayCondorEnd(
  request: ClassicRequest,
  host: Host,
  log: string,
  cpus: number,
): Promise<Statistics> {
  const statistics = jobStatistics(await readJobHistory(host, log), Math.max(1, cpus));
  const startd = readLog(join(log, "StartLog")).toString("latin1");
  const activations = startd.split("Got activate_claim").length - 1;
  request.say(
    "stdout",
    "Total jobs/goodZ jobs/goodNZ jobs/badSignal jobs/badOther jobs below are normalized to 1 Core\n" +
      `=== Stats of main ===\n${statistics.text}=== End Stats of main ===\n` +
      `Total number of activations/claims: ${activations}\n\n`,
  );
  const names = existsSync(log) ? readdirSync(log).toSorted() : [];
  for (const file of names) {
    const name = factoryLogName(file);
    if (name !== null)
      request.say("stderr", encodedLog(name, redactSecrets(readLog(join(log, file)).toString("utf8"))));
  }
  return statistics;
}

function readLog(path: string): Buffer {
  try {
    const bytes = readFileSync(path);
    return bytes.subarray(Math.max(0, bytes.length - largestLog));
  } catch {
    return Buffer.alloc(0);
  }
}

/** The result of what GlideinWMS calls the last script: HTCondor's life. */
export function condorResult(input: {
  readonly work: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly failure: Failure | null;
  readonly killed: boolean;
  readonly statistics: Statistics | null;
}): ScriptResult {
  const at = xmlMoment(input.endedAt);
  const metric = (name: string, value: string): Metric => ({ name, value, at });
  const { failure } = input;
  return {
    id: "condor_startup.sh",
    directory: input.work,
    command: "condor_startup.sh glidein_config",
    startedAt: input.startedAt,
    endedAt: input.endedAt,
    ok: failure === null,
    metrics: [
      ...(failure === null ? [] : [metric("failure", factoryClass(failure))]),
      metric("AutoShutdown", failure === null && !input.killed ? "True" : "False"),
      metric("CondorDuration", String(Math.floor(input.endedAt - input.startedAt))),
      ...(input.statistics?.metrics ?? []).map(([name, value]) => metric(name, String(value))),
      metric("CondorKilled", input.killed ? "True" : "False"),
    ],
    detail: failure === null ? null : `${failure.subject}: ${failure.problem}\n${failure.fix}`,
  };
}

/** A failure of the pilot itself, in the words of the factory. */
export function failureResult(failure: Failure, work: string, startedAt: number, endedAt: number): ScriptResult {
  const at = xmlMoment(endedAt);
  const fetched = failure.code === "FETCH_FAILED" || kindOf(failure.code) === "corruption";
  return {
    id: failure.code === "FETCH_FAILED" ? "fetch_file_base" : fetched ? "check_file_signature" : "glidein_startup.sh",
    directory: work,
    command: "glidein_startup.sh",
    startedAt,
    endedAt,
    ok: false,
    metrics: [
      { name: "failure", value: factoryClass(failure), at },
      ...(fetched ? [{ name: "URL", value: redactSecrets(failure.subject), at }] : []),
    ],
    detail: redactSecrets(
      [`${failure.subject}: ${failure.problem}`, failure.detail ?? "", failure.fix].filter(Boolean).join("\n"),
    ),
  };
}

/** GlideinWMS's word for the kind of a failure. */
export const factoryClass = ({ code }: Failure): string => exitTable[kindOf(code)].factoryClass;

/** What is said of the node in the final documents. */
export function nodeRows(request: ClassicRequest, architecture: string): readonly (readonly [string, string])[] {
  const { arguments: args } = request;
  return [
    ["client_name", args.client],
    ["client_group", args.clientGroup],
    ["user", accountName()],
    ["arch", architecture],
    ...release(),
    ["hostname", hostname()],
  ];
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? "");
  }
}

function release(): readonly (readonly [string, string])[] {
  try {
    return [["os", (readFileSync("/etc/redhat-release", "utf8").split("\n", 1)[0] ?? "").slice(0, 200)]];
  } catch {
    return [];
  }
}

export const pilotRows = ({ arguments: args }: ClassicRequest): readonly (readonly [string, string])[] => [
  ["glidein_factory", args.factory],
  ["glidein_name", args.name],
  ["glidein_entry", args.entry],
  ["condorg_cluster", args.cluster],
  ["condorg_subcluster", args.subcluster],
  ["glidein_credential_id", args.credentialId],
  ["condorg_schedd", args.schedd],
];

/** Clean-up scripts in the order of their names, then whatever scripts left running. */
export async function cleanUp(
  request: ClassicRequest,
  work: string,
  env: Readonly<Record<string, string>>,
  uuid: string,
): Promise<void> {
  const directory = join(work, ".gwms.d/exec/cleanup");
  const names = existsSync(directory) ? readdirSync(directory).toSorted() : [];
  for (const name of names) {
    const argv = cleanupProgram(join(directory, name), join(work, "glidein_config"));
    if (argv === null) continue;
    await runScript({
      ...{ argv, directory },
      env,
      deadlineMs: cleanupMs,
      // The stop signal is why we are here.
      signal: new AbortController().signal,
      say: request.say,
    });
  }
  endProcessesOf("GLIDEIN_UUID", uuid);
}
