import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { readSavedEdge } from "../apply/edge/state-directory.ts";
import type { CommandLine } from "../cli.ts";
import { exitStatusOf } from "../exit.ts";
import { Actor } from "../host/actor.ts";
import { softOpenFiles } from "../host/clean-start.ts";
import { LiveHost } from "../host/live-host.ts";
import { type Failure, failure } from "../model/failure.ts";
import type { Settings } from "../model/settings.ts";
import { writeSocketAddress } from "../parse/edge/socket-address.ts";
import { askEdge } from "../run/edge/ask-edge.ts";
import { runEdge } from "../run/edge/run-edge.ts";
import { openContext } from "./context.ts";
import { renderer } from "./event-renderer.ts";
import { sayFailures } from "./output.ts";
import { plainLine } from "./plain-line.ts";

/** `glidein edge start|status|stop`: a way out for nodes that have none. */
export async function edgeCommand(
  line: CommandLine,
  what: "start" | "status" | "stop",
  options: Record<string, unknown>,
): Promise<number> {
  const opened = await openContext(options, line.env);
  if (!opened.ok) return refuse(line, opened.error);
  const { host, settings, warnings } = opened.value;
  for (const warning of warnings) line.output.say(`glidein: warning: ${plainLine(warning)}`);
  if (!(host instanceof LiveHost))
    return refuse(line, [
      failure("USAGE", `edge ${what}`, "a recorded node has no edge", "Leave out --root, --env-file and --facts."),
    ]);
  const state = stateDirectory(settings, line.env);
  switch (what) {
    case "start":
      return start(line, host, settings, state, options["events"]);
    case "status":
    case "stop":
      return ask(line, host, state, what, options["format"]);
    default:
      return what satisfies never;
  }
}

function refuse(line: CommandLine, failures: readonly Failure[]): number {
  sayFailures(line.output, failures);
  return exitStatusOf(failures[0]?.code ?? "USAGE");
}

function stateDirectory(settings: Settings, env: Readonly<Record<string, string>>): string {
  const given = settings.GLIDEIN_Edge_State.value;
  return given === null ? join(env["HOME"] ?? homedir(), ".glidein/edge") : resolve(given);
}

function start(
  line: CommandLine,
  host: LiveHost,
  settings: Settings,
  state: string,
  events: unknown,
): Promise<number> | number {
  if (process.getuid?.() === 0)
    return refuse(line, [
      failure("RUN_AS_ROOT", "edge", "it was started as root", "Start it as the account that the glideins have."),
    ]);
  const temporary = line.env["TMPDIR"] ?? "";
  return runEdge({
    ...{ host, setUpHost: host.until(line.stop), actor: new Actor(), settings, state },
    emit: renderer(line, events),
    ...{ stop: line.stop, onSignal: line.onSignal, directory: process.cwd(), openFiles: softOpenFiles() },
    scratch: settings.GLIDEIN_Work_Dir.value ?? (isAbsolute(temporary) ? temporary : "/tmp"),
  });
}

async function ask(
  line: CommandLine,
  host: LiveHost,
  state: string,
  what: "status" | "stop",
  format: unknown,
): Promise<number> {
  const saved = await readSavedEdge(host, state);
  if (!saved.ok) return refuse(line, [saved.error]);
  if (saved.value === null)
    return refuse(line, [
      failure("USAGE", state, "no edge was ever started with this state", "Give --edge-state the one of its start."),
    ]);
  const { name, address, ports, controlKey } = saved.value;
  const relay = writeSocketAddress({ host: address, port: ports.relay });
  const answer = await askEdge(host, { address: relay, key: controlKey }, what);
  if (!answer.ok)
    return refuse(line, [
      failure(
        "TRY_AGAIN",
        `edge ${name} at ${relay}`,
        `it does not answer: ${answer.error}`,
        "Start it again with the same --edge-state; glideins that use it find it then.",
      ),
    ]);
  if (what === "stop") line.output.result(`${name} was asked to stop\n`);
  else if (format === "json") line.output.result(`${JSON.stringify(answer.value, null, 2)}\n`);
  else line.output.result(describe(answer.value));
  return 0;
}

function describe(status: Readonly<Record<string, unknown>>): string {
  const word = (key: string): string => {
    const value = status[key];
    return typeof value === "string" || typeof value === "number" ? plainLine(String(value)) : "?";
  };
  const time = (key: string): string => {
    const value = Number(status[key]);
    return Number.isFinite(value) ? new Date(value * 1000).toISOString() : "?";
  };
  return [
    `${word("name")}: process ${word("pid")} on ${word("host")} since ${time("startedAt")}, tokens until ${time("expiresAt")}\n`,
    `  HTCondor at ${word("broker")}, files at ${word("relay")}\n`,
    `  files: ${word("requests")} requests, ${word("refused")} refused, ${word("bytes")} bytes, ${word("connections")} connections now\n`,
  ].join("");
}
