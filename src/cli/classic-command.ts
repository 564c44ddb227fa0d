import type { CommandLine } from "../cli.ts";
import { Actor } from "../host/actor.ts";
import { ownCommand, ownEnvironment } from "../host/become-program.ts";
import { softOpenFiles } from "../host/clean-start.ts";
import { LiveHost } from "../host/live-host.ts";
import { failure } from "../model/failure.ts";
import { readClassicArguments } from "../parse/gwms/arguments.ts";
import { describeRefusal } from "../parse/refusal.ts";
import { siteEnvironment } from "../run/classic/site-environment.ts";
import { refuseClassic, runClassic } from "../run/classic.ts";
import { factoryEvents, factoryLog } from "./factory-output.ts";
import { environmentValues } from "./written-values.ts";

/** The command line of a GlideinWMS factory: `glidein -v std -name … -web …`. Exits with 0 or 1, as factories expect. */
export async function classicCommand(line: CommandLine): Promise<0 | 1> {
  const { output, argv, stop, onSignal } = line;
  const say = factoryLog(output);
  const read = readClassicArguments(argv);
  const onTerminal = output.stdoutIsTerminal && output.stderrIsTerminal;
  if (!read.ok) {
    const problems = read.error.map((one) =>
      failure(
        "USAGE",
        "arguments of the factory",
        describeRefusal(one),
        "Correct the factory's or the frontend's configuration.",
      ),
    );
    return refuseClassic(problems, { say, stop, onTerminal, environment: environmentValues(line.env) });
  }
  if (process.getuid?.() === 0)
    return refuseClassic(
      [
        failure(
          "RUN_AS_ROOT",
          "pilot",
          "it was started as root, whose jobs would be root's",
          "Start it as the account that the jobs are to have.",
        ),
      ],
      { say, stop, onTerminal, environment: environmentValues(line.env) },
    );
  const site = await siteEnvironment(new LiveHost({ env: line.env, stop }));
  if (site.problem !== null) say("stderr", `WARNING: ${site.problem}\n`);
  return runClassic(
    {
      actor: new Actor(),
      arguments: read.value,
      argv,
      env: site.env,
      environment: environmentValues(site.env),
      directory: process.cwd(),
      ...{ say, stop, onSignal, onTerminal },
      openFiles: softOpenFiles(),
      revival: { argv: ownCommand(), env: ownEnvironment({}), events: "text" },
    },
    factoryEvents(output),
  );
}
