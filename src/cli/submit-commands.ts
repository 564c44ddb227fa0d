import { type Command, Option } from "commander";
import type { CommandLine } from "../cli.ts";
import { submitSystems } from "../decide/submit/systems.ts";
import { examples } from "./examples.ts";
import { addLookOptions, choice } from "./options.ts";
import type { Perform } from "./perform.ts";

/** `glidein submit HOST`. */
export function addSubmitCommand(program: Command, line: CommandLine, perform: Perform): void {
  const command = program
    .command("submit")
    .description("start glideins on a cluster from outside, over one ssh connection that a person opened")
    .argument("<host>", "[USER@]HOST, or a name of ~/.ssh/config");
  addLookOptions(command, ["--pool", "--token"])
    .addOption(new Option("--system <name>", "batch system there").argParser(choice(submitSystems)))
    .addOption(new Option("--nodes <n>", "nodes of the batch job (default: 1)"))
    .addOption(new Option("--time <time>", "its wall time (default: 4h)"))
    .addOption(new Option("--account <name>", "account to charge"))
    .addOption(new Option("--queue <name>", "partition or queue"))
    .addOption(new Option("--script <file>", "this batch script instead of that of `launch --print`"))
    .addOption(new Option("--payload <file>", "this program instead of ours"))
    .addOption(new Option("--remote-dir <dir>", "directory for everything there (default: ~/.glidein/submit)"))
    .addOption(new Option("--keep <time>", "when the job's directory may be removed (default: 30d)"))
    .addOption(new Option("--control-path <socket>", "socket of the ssh connection"))
    .addOption(new Option("--no-open", "only use a connection that stands"))
    .addOption(new Option("--no-follow", "do not wait for the job"))
    .addOption(new Option("--poll <time>", "how often the job is looked at (default: 15s)"))
    .addOption(
      new Option("--interrupt <what>", "what Ctrl-C does to the job: ask, cancel or leave")
        .argParser(choice(["ask", "cancel", "leave"]))
        .default("ask"),
    )
    .addOption(
      new Option("--events <form>", "how events are told: auto, json or text")
        .argParser(choice(["auto", "json", "text"]))
        .default("auto"),
    )
    .addHelpText(
      "after",
      examples([
        "glidein submit login.hpc.example.org --nodes 4 --time 4h --pool cm.example.org --token ./token",
        "glidein submit hpc --queue gpu --no-follow --pool cm.example.org --token ./token",
      ]),
    )
    .action(
      perform(async (options, hosts) => (await import("./submit-command.ts")).submitCommand(line, hosts, options)),
    );
}
