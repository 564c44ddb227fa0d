import { resolve } from "node:path";
import type { CommandLine } from "../cli.ts";
import { decideLauncher, type Launcher } from "../decide/launch/launcher.ts";
import { exitStatusOf } from "../exit.ts";
import { Actor } from "../host/actor.ts";
import { ownCommand } from "../host/become-program.ts";
import type { Host } from "../host/host.ts";
import { LiveHost } from "../host/live-host.ts";
import { type Failure, failure } from "../model/failure.ts";
import type { Allocation } from "../model/launch.ts";
import { describeSource } from "../model/provenance.ts";
import { err, ok, type Result } from "../model/result.ts";
import { commandWords } from "../parse/launch/command-words.ts";
import { givenHosts, probeAllocation } from "../probe/launch/allocation.ts";
import { runLaunch } from "../run/launch/launch.ts";
import { openContext } from "./context.ts";
import { sayFailures } from "./output.ts";
import { plainLine } from "./plain-line.ts";
import { printScript } from "./print-script.ts";
import { renderLaunch } from "./render-launch.ts";
import { withManifest } from "./with-manifest.ts";

/** `glidein launch`: lives until the last glidein of the batch job has ended; the value is the status of the whole. */
export async function launchCommand(line: CommandLine, options: Record<string, unknown>): Promise<number> {
  const refuse = (problems: readonly Failure[]): number => {
    sayFailures(line.output, problems);
    return exitStatusOf(problems[0]?.code ?? "USAGE");
  };
  const opened = await openContext(options, line.env);
  if (!opened.ok) return refuse(opened.error);
  const first = opened.value;
  if (options["print"] !== undefined) {
    const script = printScript(options, first.settings);
    if (!script.ok) return refuse([script.error]);
    line.output.result(script.value);
    return 0;
  }
  const stray = ["nodes", "time", "account", "queue"].find((name) => options[name] !== undefined);
  if (stray !== undefined)
    return refuse([
      failure(
        "USAGE",
        `--${stray}`,
        "it belongs to --print; here the batch job says it",
        "Leave it out, or add --print.",
      ),
    ]);
  if (process.getuid?.() === 0)
    return refuse([
      failure(
        "RUN_AS_ROOT",
        "launch",
        "it was started as root, whose jobs would be root's",
        "Start it as the account that the batch job belongs to.",
      ),
    ]);
  if (!(first.host instanceof LiveHost))
    return refuse([failure("USAGE", "launch", "a recorded node cannot run a glidein", "Use `glidein plan`.")]);
  const found = await allocationOf(first.host, options);
  if (!found.ok) return refuse([found.error]);
  const allocation = found.value;
  const { GLIDEIN_Max_Nodes: most, GLIDEIN_Launcher: ofSite } = first.settings;
  if (most.value !== null && allocation.nodes > most.value)
    return refuse([
      failure(
        "SETTING_INVALID",
        `GLIDEIN_Max_Nodes (${describeSource(most.source)})`,
        `the batch job has ${allocation.nodes} nodes, and here it may have ${most.value}`,
        "Ask the batch system for fewer nodes, or raise GLIDEIN_Max_Nodes.",
      ),
    ]);
  const given = options["launcher"] ?? ofSite.value;
  const launcher = (perNode: number, without: readonly string[]): Result<Launcher, Failure> =>
    launcherOf(allocation, perNode, without, given);
  const usable = launcher(1, []);
  if (!usable.ok) return refuse([usable.error]);
  const context = await withManifest(line, options, line.env, first);
  if (!context.ok) return refuse(context.error);
  const { settings, warnings, draw } = context.value;
  for (const one of [...warnings, ...allocation.notes]) line.output.say(`glidein: warning: ${plainLine(one)}`);
  const result = await runLaunch({
    ...{ host: first.host, setUpHost: first.host.until(line.stop), actor: new Actor(), settings, allocation },
    ...{ launcher, seed: draw, self: ownCommand(), env: line.env },
    parent: resolve(typeof options["directory"] === "string" ? options["directory"] : "."),
    cwd: process.cwd(),
    ...{ stop: line.stop, onSignal: line.onSignal, say: (text: string) => line.output.say(plainLine(text)) },
    show: (summary) => line.output.result(renderLaunch(summary, options["format"] ?? null, line.output)),
    onTerminal: line.output.stdoutIsTerminal && line.output.stderrIsTerminal,
  });
  return result.ok ? result.value : refuse([result.error]);
}

async function allocationOf(host: Host, options: Record<string, unknown>): Promise<Result<Allocation, Failure>> {
  const given = options["hosts"];
  if (typeof given === "string") {
    const hosts = await givenHosts(host, given);
    return hosts.ok
      ? hosts
      : err(failure("USAGE", "--hosts", hosts.error, "Give host names, separated by commas, or a file of them."));
  }
  const found = await probeAllocation(host);
  if (!found.ok)
    return err(
      failure(
        "NO_ALLOCATION",
        "the batch job",
        `its nodes cannot be found out: ${found.error}`,
        "Start it in the batch job, with the batch job's whole environment, or name the nodes with --hosts.",
      ),
    );
  // Without a batch system there is this node.
  const alone: Allocation = {
    system: "none",
    jobId: null,
    hosts: null,
    nodes: 1,
    components: null,
    from: "this node",
    notes: [],
  };
  return ok(found.value ?? alone);
}

function launcherOf(
  allocation: Allocation,
  perNode: number,
  without: readonly string[],
  given: unknown,
): Result<Launcher, Failure> {
  const bad = (problem: string): Result<never, Failure> =>
    err(
      failure(
        "USAGE",
        "--launcher",
        problem,
        "Give the command that starts one task on each node, for example --launcher 'mpiexec -n {tasks}' or --launcher 'ssh {host}'.",
      ),
    );
  const words = typeof given === "string" ? commandWords(given) : null;
  if (words !== null && !words.ok) return bad(words.error);
  const decided = decideLauncher({ allocation, perNode, given: words?.value ?? null, without });
  return decided.ok ? decided : bad(decided.error);
}
