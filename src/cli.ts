import { Command, CommanderError, Help, Option } from "commander";
import { addCtlCommands } from "./cli/ctl-commands.ts";
import { addEdgeCommands } from "./cli/edge-commands.ts";
import { examples } from "./cli/examples.ts";
import { addLookOptions, choice, describeSettings } from "./cli/options.ts";
import type { Output } from "./cli/output.ts";
import type { Perform } from "./cli/perform.ts";
import { plainLine } from "./cli/plain-line.ts";
import { addStageCommands } from "./cli/stage-commands.ts";
import { addSubmitCommand } from "./cli/submit-commands.ts";
import { exitTable } from "./exit.ts";
import { commit, version } from "./version.ts";

export interface CommandLine {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly output: Output;
  /** Aborted by the first stop signal; `reason` is the signal's name. */
  readonly stop: AbortSignal;
  /** Every stop signal, also the later ones. */
  readonly onSignal: (listener: (signal: NodeJS.Signals) => void) => void;
}

/** Parses the command line and runs one command; the value is the exit status. Each command is loaded when it is used. */
export async function runCommandLine(line: CommandLine): Promise<number> {
  let status = 0;
  const perform: Perform =
    (action) =>
    async (...given) => {
      const command = given.at(-1);
      const names = Array.isArray(given[0]) ? given[0].map(String) : typeof given[0] === "string" ? [given[0]] : [];
      status = await action(command instanceof Command ? command.opts() : {}, names);
    };
  const program = build(line, perform);
  try {
    await program.parseAsync([...line.argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : exitTable.usage.status;
  }
  return status;
}

/** Also read by the release, for the manual page and the completions. */
export function build(line: CommandLine, perform: Perform): Command {
  const program = new Command("glidein");
  program
    .description("Turns a batch slot into a node of an HTCondor pool, and checks nodes on which that fails.")
    .version(`glidein ${version} (${commit}), Node ${process.version}`, "-V, --version", "print the version")
    .configureOutput({
      writeOut: (text) => line.output.result(text),
      writeErr: (text) => line.output.say(text),
      outputError: (text, write) => write(usageText(text, line.argv, program)),
      getOutHelpWidth: () => Math.min(line.output.columns, 110),
    })
    .configureHelp(new Help())
    .exitOverride()
    .addHelpText(
      "after",
      examples([
        "glidein validate",
        "glidein run --pool cm.example.org --token ./token",
        "glidein explain GLIDEIN_ToDie",
      ]),
    );

  const look = (name: string, summary: string, listed: readonly string[], usage: readonly string[]): Command =>
    addLookOptions(program.command(name).description(summary), listed).addHelpText("after", examples(usage));

  look(
    "run",
    "look, decide, stage, start, supervise, report, clean up",
    ["--pool", "--token", "--condor", "--walltime", "--cpus", "--work-dir", "--hold", "--report"],
    [
      "glidein run --pool cm.example.org --token ./token",
      "glidein run --pool cm.example.org --token ./token --condor ./condor.tar.gz --walltime 4h",
    ],
  )
    .addOption(new Option("--user <name>", "as root: become this user"))
    .addOption(
      new Option("--events <form>", "how events are told: auto, json or text")
        .argParser(choice(["auto", "json", "text"]))
        .default("auto"),
    )
    .action(perform(async (options) => (await import("./cli/run-command.ts")).runCommand(line, options)));

  look(
    "launch",
    "in a batch job of many nodes: run a glidein on each of them",
    ["--pool", "--token", "--condor", "--per-node", "--spread"],
    [
      "glidein launch --pool cm.example.org --token ./token",
      "glidein launch --print slurm --nodes 4 --time 4h --pool cm.example.org --token ./token",
    ],
  )
    .addOption(
      new Option("--print <system>", "print a batch script: slurm, pbs, torque, lsf, flux or hosts").argParser(
        choice(["slurm", "pbs", "torque", "lsf", "flux", "hosts"]),
      ),
    )
    .addOption(new Option("--nodes <n>", "of the script: how many nodes"))
    .addOption(new Option("--time <time>", "of the script: wall time (default: 4h)"))
    .addOption(new Option("--account <name>", "of the script: account, project or bank"))
    .addOption(new Option("--queue <name>", "of the script: queue or partition"))
    .addOption(new Option("--launcher <command>", "start the tasks with this; {host}, {nodes}, {tasks} are filled in"))
    .addOption(new Option("--hosts <list>", "the nodes: names, or a file of them, instead of the batch system's word"))
    .addOption(new Option("--directory <dir>", "where its directory is made; every node must see it (default: here)"))
    .addOption(new Option("--format <form>", "table or json").argParser(choice(["table", "json"])))
    .action(perform(async (options) => (await import("./cli/launch-command.ts")).launchCommand(line, options)));

  look(
    "validate",
    "what is wrong with this node, and what to change; nothing is started",
    ["--pool", "--only", "--skip", "--warn-only"],
    [
      "glidein validate",
      "glidein validate --profile slurm --format html > wn042.html",
      "glidein validate --explain scratch-space",
    ],
  )
    .addOption(
      new Option("--format <form>", "table, json, junit, osg-xml, html, nagios or startd-cron").argParser(
        choice(["table", "json", "junit", "osg-xml", "html", "nagios", "startd-cron"]),
      ),
    )
    .addOption(new Option("--profile <name>", "htcondor-ce, slurm, kubernetes, hpc, minimal or a file"))
    .addOption(new Option("--as <user>", "as root: what this account would see"))
    .addOption(new Option("--strict", "degraded counts as failed"))
    .addOption(new Option("--verbose", "show every fact that was used"))
    .addOption(new Option("--only-changes", "show what is new since the last time"))
    .addOption(new Option("--state <file>", "where --only-changes keeps the last results"))
    .addOption(new Option("--list", "show the checks that there are"))
    .addOption(new Option("--explain <check>", "show what a check looks at and why"))
    .action(perform(async (options) => (await import("./cli/validate-command.ts")).validateCommand(line, options)));

  look(
    "plan",
    "what run would do",
    ["--pool", "--token", "--walltime", "--cpus"],
    ["glidein plan", "glidein plan --format json --set GLIDEIN_CPUS=4", "glidein plan --format condor-config"],
  )
    .addOption(
      new Option("--format <form>", "text, json or condor-config").argParser(choice(["text", "json", "condor-config"])),
    )
    .action(perform(async (options) => (await import("./cli/plan-command.ts")).planCommand(line, options)));

  look(
    "explain",
    "where a value comes from, as a tree",
    [],
    ["glidein explain GLIDEIN_ToDie", "glidein explain cpus memory --format json"],
  )
    .argument("<names...>", "attributes, fields of the plan, settings or facts")
    .addOption(new Option("--format <form>", "text or json").argParser(choice(["text", "json"])))
    .action(
      perform(async (options, names) =>
        (await import("./cli/explain-command.ts")).explainCommand(line, options, names),
      ),
    );

  look(
    "facts",
    "what was observed",
    ["--token"],
    ["glidein facts", "glidein facts --format json", "glidein facts --record ./wn042"],
  )
    .addOption(new Option("--format <form>", "text or json").argParser(choice(["text", "json"])))
    .addOption(new Option("--record <dir>", "write what was read as a tree that --root replays"))
    .action(perform(async (options) => (await import("./cli/facts-command.ts")).factsCommand(line, options)));

  addStageCommands(program, line, perform);
  addEdgeCommands(program, line, perform);
  addSubmitCommand(program, line, perform);

  addCtlCommands(program, line, perform);

  program
    .command("help [topic...]", { isDefault: false })
    .description("help on a command, `settings` or `exit-statuses`")
    .action((topic: readonly string[]) => help(line.output, program, topic));
  return program;
}

function help(output: Output, program: Command, words: readonly string[]): void {
  const topic = words.join(" ");
  if (topic === "settings") output.result(describeSettings());
  else if (topic === "exit-statuses") output.result(describeExitStatuses());
  else {
    let command: Command | undefined = program;
    for (const word of words) command = command?.commands.find((one) => one.name() === word);
    if (command === undefined) program.error(`error: unknown topic '${topic}'`);
    else command.outputHelp();
  }
}

const describeExitStatuses = (): string =>
  [{ status: 0, meaning: "done: retired, drained, idle limit, stopped on request" }, ...Object.values(exitTable)]
    .map(({ status, meaning }) => `${String(status).padEnd(4)}${meaning}\n`)
    .join("");

/** What commander found wrong, in the form of all our failures. */
function usageText(text: string, [first, second]: readonly string[], program: Command): string {
  const command = program.commands.find((one) => one.name() === first);
  const below = command?.commands.find((one) => one.name() === second);
  const known = [command, below].flatMap((one) => (one === undefined ? [] : [`${one.name()} `])).join("");
  const problem = text
    .trim()
    .replace(/^error: /u, "")
    .split("\n")
    .map(plainLine)
    .join(" ");
  return `glidein: command line: ${problem} [USAGE]\n  fix:      See \`glidein ${known}--help\`.\n`;
}
