import type { CommandLine } from "../cli.ts";
import type { WrittenValue } from "../decide/settings.ts";
import { severalGlideins } from "../decide/staging/several-glideins.ts";
import { Actor } from "../host/actor.ts";
import { ownCommand, ownEnvironment } from "../host/become-program.ts";
import { softOpenFiles } from "../host/clean-start.ts";
import { LiveHost } from "../host/live-host.ts";
import { failure } from "../model/failure.ts";
import { readClassicArguments } from "../parse/gwms/arguments.ts";
import { describeRefusal } from "../parse/refusal.ts";
import { runSeveral } from "../run/classic/several-glideins.ts";
import { siteEnvironment } from "../run/classic/site-environment.ts";
import { refuseClassic, runClassic } from "../run/classic.ts";
import { factoryEvents, factoryLog } from "./factory-output.ts";
import { openSite } from "./open-site.ts";
import { environmentValues } from "./written-values.ts";

/** What a factory may say of the site before anything is fetched. */
const namesASite: readonly string[] = [
  "GLIDEIN_Site",
  "GLIDEIN_Sites",
  "GLIDEIN_Site_Table",
  "GLIDEIN_Modules",
  "GLIDEIN_Offline",
];

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
  const several = severalGlideins(read.value);
  if (!several.ok)
    return refuseClassic(
      [
        failure(
          "USAGE",
          "number of glideins",
          describeRefusal(several.error),
          "Correct GLIDEIN_MULTIGLIDEIN at the factory.",
        ),
      ],
      { say, stop, onTerminal, environment: environmentValues(line.env) },
    );
  if (several.value.kind !== "one")
    return runSeveral({
      ...{ several: several.value, argv, own: ownCommand(), env: ownEnvironment({}) },
      ...{ directory: process.cwd(), say, onSignal },
    });
  const site = await siteEnvironment(new LiveHost({ env: line.env, stop }), process.cwd());
  if (site.problem !== null) say("stderr", `WARNING: ${site.problem}\n`);
  const environment = environmentValues(site.env);
  const given = read.value.parameters.flatMap(({ name, value }): readonly WrittenValue[] =>
    namesASite.includes(name) ? [{ name, text: value, source: { kind: "option", flag: `-param_${name}` } }] : [],
  );
  const opened = await openSite(new LiveHost({ env: site.env, stop }), [given, environment], undefined);
  if (!opened.ok) return refuseClassic(opened.error, { say, stop, onTerminal, environment });
  const { host, settings, siteTable, warnings } = opened.value;
  for (const warning of warnings) say("stderr", `WARNING: ${warning}\n`);
  return runClassic(
    {
      actor: new Actor(),
      arguments: read.value,
      argv,
      env: host.env,
      environment,
      siteTable,
      offline: settings.GLIDEIN_Offline.value,
      directory: process.cwd(),
      ...{ say, stop, onSignal, onTerminal },
      openFiles: softOpenFiles(),
      revival: { argv: ownCommand(), env: ownEnvironment({}), events: "text" },
    },
    factoryEvents(output),
  );
}
