import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { endProcessesOf } from "../../apply/custom-scripts/leftovers.ts";
import { runScript } from "../../apply/custom-scripts/run-script.ts";
import { largestConfig } from "../../apply/staging/glidein-config-file.ts";
import { exitTable } from "../../exit.ts";
import { readSettled } from "../../host/read-settled.ts";
import { type Failure, kindOf } from "../../model/failure.ts";
import { readGlideinConfig } from "../../parse/glidein-config.ts";
import { type ScriptResult, xmlMoment } from "../../parse/gwms/result-document.ts";
import { redactSecrets } from "../../parse/redact.ts";
import type { ClassicRequest } from "./classic-request.ts";
import { cleanupProgram } from "./cleanup-program.ts";
import type { PilotRecord } from "./pilot-record.ts";

const cleanupMs = 120_000;
/** After a stop signal, when the batch system kills what is not gone soon: the last words have to be said before. */
const hurriedMs = 10_000;

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
export function nodeRows({
  arguments: args,
  architecture,
}: Pick<PilotRecord, "arguments" | "architecture">): readonly (readonly [string, string])[] {
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

export const pilotRows = ({
  arguments: args,
}: Pick<PilotRecord, "arguments">): readonly (readonly [string, string])[] => [
  ["glidein_factory", args.factory],
  ["glidein_name", args.name],
  ["glidein_entry", args.entry],
  ["condorg_cluster", args.cluster],
  ["condorg_subcluster", args.subcluster],
  ["glidein_credential_id", args.credentialId],
  ["condorg_schedd", args.schedd],
];

/** Clean-up scripts in the order of their names, within one time for all of them, then whatever scripts left running. */
export async function cleanUp(
  { say }: Pick<ClassicRequest, "say">,
  work: string,
  { scriptEnv: env, uuid }: Pick<PilotRecord, "scriptEnv" | "uuid">,
  isHurried: boolean,
): Promise<void> {
  const until = performance.now() + (isHurried ? hurriedMs : cleanupMs);
  const directory = join(work, ".gwms.d/exec/cleanup");
  const names = existsSync(directory) ? readdirSync(directory).toSorted() : [];
  for (const name of names) {
    const argv = cleanupProgram(join(directory, name), join(work, "glidein_config"));
    if (argv === null) continue;
    await runScript({
      ...{ argv, directory },
      env,
      deadlineMs: Math.max(0, until - performance.now()),
      // The stop signal is why we are here.
      signal: new AbortController().signal,
      say,
    });
  }
  endProcessesOf("GLIDEIN_UUID", uuid);
}

/** Where HTCondor was unpacked, by the file that scripts know it from. */
export function releaseIn(work: string): string | null {
  const text = readSettled(join(work, "glidein_config"), largestConfig);
  const entries = text.ok ? readGlideinConfig(text.value) : null;
  const path = entries?.ok === true ? (entries.value.get("CONDOR_DIR")?.value ?? "") : "";
  return path.startsWith("/") ? path : null;
}
