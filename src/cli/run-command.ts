import { readFileSync } from "node:fs";
import type { CommandLine } from "../cli.ts";
import { exitStatusOf } from "../exit.ts";
import { Actor } from "../host/actor.ts";
import type { Event } from "../model/event.ts";
import { failure } from "../model/failure.ts";
import { runGlidein } from "../run/glidein.ts";
import { openContext } from "./context.ts";
import { sayFailures } from "./output.ts";
import { eventAsJson, eventAsText } from "./render-event.ts";

/** `glidein run`: lives until the glidein's end; the value is its exit status. */
export async function runCommand(line: CommandLine, options: Record<string, unknown>): Promise<number> {
  const opened = openContext(options, line.env);
  if (!opened.ok) {
    sayFailures(line.output, opened.error);
    return exitStatusOf(opened.error[0]?.code ?? "USAGE");
  }
  const { host, settings, warnings, draw } = opened.value;
  if (host.mode !== "live") {
    sayFailures(line.output, [
      failure(
        "USAGE",
        "run",
        "a recorded node cannot run a glidein",
        "Use `glidein plan` with --root, --env-file or --facts.",
      ),
    ]);
    return exitStatusOf("USAGE");
  }
  if (process.getuid?.() === 0) {
    sayFailures(line.output, [
      failure(
        "RUN_AS_ROOT",
        "run",
        "it was started as root, whose jobs would be root's",
        "Start it as the account that the jobs are to have, for example with `runuser -u NAME -- glidein run …`.",
      ),
    ]);
    return exitStatusOf("RUN_AS_ROOT");
  }
  for (const warning of warnings) line.output.say(`glidein: warning: ${warning}`);
  const show = renderer(line, options["events"]);
  return runGlidein({
    host,
    actor: new Actor(),
    settings,
    draw,
    emit: show,
    stop: line.stop,
    onSignal: line.onSignal,
    onTerminal: line.output.stdoutIsTerminal && line.output.stderrIsTerminal,
    directory: process.cwd(),
    openFiles: softOpenFiles(),
  });
}

/** For people on a terminal (stderr), one JSON document a line in a pipe (stdout); a failure is said to people in either. */
function renderer(line: CommandLine, form: unknown): (event: Event) => void {
  const text = form === "text" || (form === "auto" && line.output.stdoutIsTerminal);
  return (event) => {
    if (text) line.output.say(`${new Date().toISOString().slice(11, 19)} ${eventAsText(event)}`);
    else {
      line.output.result(eventAsJson(event, Date.now() / 1000));
      if (event.event === "failed") line.output.say(`glidein: ${eventAsText(event)}`);
    }
  };
}

/**
 * The soft limit of open files that our parent has: Node raises its own before any of our code runs, and what we start
 * should have what the batch system gave.
 */
function softOpenFiles(): number | null {
  try {
    const match = /^Max open files\s+([0-9]+)/mu.exec(readFileSync(`/proc/${process.ppid}/limits`, "utf8"));
    return match?.[1] === undefined ? null : Number(match[1]);
  } catch {
    return null;
  }
}
