import { userInfo } from "node:os";
import { resolve } from "node:path";
import { collectLogs } from "../apply/report.ts";
import type { CommandLine } from "../cli.ts";
import { exitStatusOf } from "../exit.ts";
import { Actor } from "../host/actor.ts";
import { LiveHost } from "../host/live-host.ts";
import { failure } from "../model/failure.ts";
import { type ControlRequest, writeControlRequest } from "../parse/control-request.ts";
import { requestFile } from "../run/control-request.ts";
import { type GlideinHere, type GlideinStatus, glideinsHere, statusOf } from "../run/glideins-here.ts";
import { usualParents } from "./gc-command.ts";
import { sayFailures } from "./output.ts";

/** `glidein ctl status|drain|stop|logs [NAME…]`: talks to the glideins of this node that are ours; root's are all. */
export async function ctlCommand(
  line: CommandLine,
  what: "status" | "drain" | "stop" | "logs",
  names: readonly string[],
  options: Record<string, unknown>,
): Promise<number> {
  const host = new LiveHost({ env: line.env });
  const given = options["in"];
  const all = await glideinsHere(host, [
    ...(await usualParents(host)),
    ...(typeof given === "string" ? [resolve(given)] : []),
  ]);
  const chosen = names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
  const missing = names.filter((name) => !all.some((one) => one.name === name));
  if (missing.length > 0 || (what !== "status" && names.length === 0 && chosen.length !== 1 && options["all"] !== true))
    return refuse(line, missing, all);
  switch (what) {
    case "status":
      return showStatus(line, await Promise.all(chosen.map((one) => statusOf(host, one))), options["format"]);
    case "logs":
      for (const one of chosen) await showLogs(line, host, one);
      return 0;
    case "drain":
    case "stop":
      return ask(line, host, chosen, what);
    default:
      return what satisfies never;
  }
}

function refuse(line: CommandLine, missing: readonly string[], all: readonly GlideinHere[]): number {
  const problem =
    missing.length > 0
      ? `there is no glidein ${missing.join(", ")} of yours here`
      : all.length === 0
        ? "there is no glidein of yours here"
        : `there are ${all.length} glideins of yours here`;
  const fix = all.length === 0 ? "Look with `glidein ctl status --in DIR`." : "Name one of these, or say --all.";
  const expected = all.map(({ name }) => name).join(", ");
  sayFailures(line.output, [failure("USAGE", "ctl", problem, fix, expected === "" ? {} : { expected })]);
  return exitStatusOf("USAGE");
}

function showStatus(line: CommandLine, all: readonly GlideinStatus[], format: unknown): number {
  if (format === "json") {
    line.output.result(`${JSON.stringify({ schema: "glidein.status/1", glideins: all }, null, 2)}\n`);
    return 0;
  }
  for (const one of all) line.output.result(describe(one));
  if (all.length === 0) line.output.say("No glidein of yours runs on this node.");
  return 0;
}

function describe(one: GlideinStatus): string {
  const left =
    one.secondsLeft === null
      ? ""
      : `, ${duration(one.secondsLeft)} left${one.winner === null ? "" : ` (${one.winner})`}`;
  const jobs = one.jobs === null ? "" : `, ${one.jobs} ${one.jobs === 1 ? "job" : "jobs"} in ${one.slots.length} slots`;
  const findings = one.findings
    .filter(({ severity }) => severity !== "info")
    .map(({ check, severity, message }) => `  ${severity} ${check}: ${message}\n`);
  return [
    `${one.name}: ${one.state}${jobs}${left}\n`,
    ...(one.reason === null ? [] : [`  ${one.reason}\n`]),
    `  process ${one.pid} of user ${one.uid}, in ${one.work}\n`,
    ...findings,
  ].join("");
}

function duration(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  return hours > 0 ? `${hours} h ${Math.floor((seconds % 3600) / 60)} min` : `${Math.floor(seconds / 60)} min`;
}

async function showLogs(line: CommandLine, host: LiveHost, { name, saved, work }: GlideinHere): Promise<void> {
  const logs = await collectLogs(host, new Actor(), saved?.work.log ?? `${work}/condor/log`);
  for (const [file, text] of Object.entries(logs)) line.output.result(`==> ${name} ${file} <==\n${text}\n`);
}

/** One that is not waiting sets up, or holds its node, when nobody reads requests; a stop signal is heard always. */
function ask(line: CommandLine, host: LiveHost, chosen: readonly GlideinHere[], what: ControlRequest["what"]): number {
  const actor = new Actor();
  const by = host.identity().uid === 0 ? "root" : accountName();
  let status = 0;
  for (const one of chosen) {
    // Readable for the glidein, also when it is root's; the directory is closed to everybody else.
    const written = actor.writeFile(requestFile(one.work), writeControlRequest({ what, by }), 0o644);
    if ((one.saved === null || one.holding !== null) && what === "stop") actor.kill(one.pid, "SIGTERM");
    if (written.ok) line.output.result(`${one.name} was asked to ${what}\n`);
    else {
      line.output.say(`glidein: ${one.name}: ${written.error.what}`);
      status = exitStatusOf("WORK_DIRECTORY");
    }
  }
  return status;
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? "?"}`;
  }
}
