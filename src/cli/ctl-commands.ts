import { type Command, Option } from "commander";
import type { CommandLine } from "../cli.ts";
import { examples } from "./examples.ts";
import { choice } from "./options.ts";
import type { Perform } from "./perform.ts";

/** `glidein ctl status|drain|stop|logs` and `glidein gc`: what is done with glideins that are there already. */
export function addCtlCommands(program: Command, line: CommandLine, perform: Perform): void {
  const ctl = program
    .command("ctl")
    .description("talk to a glidein of mine on this node")
    .addHelpText(
      "after",
      examples(["glidein ctl status", "glidein ctl status --format json", "glidein ctl drain --all"]),
    );
  for (const [what, summary] of [
    ["status", "what it is doing, lifetime left, jobs, last findings"],
    ["drain", "take no new jobs, end when those that run are done"],
    ["stop", "stop now, as at a stop signal"],
    ["logs", "the last lines of HTCondor's logs"],
  ] as const) {
    const command = ctl
      .command(`${what} [names...]`)
      .description(summary)
      .addOption(new Option("--in <dir>", "look for work directories here, too"))
      .addHelpText(
        "after",
        examples([`glidein ctl ${what}`, `glidein ctl ${what} ${what === "status" ? "--format json" : "--all"}`]),
      );
    if (what === "status")
      command.addOption(new Option("--format <form>", "text or json").argParser(choice(["text", "json"])));
    else command.addOption(new Option("--all", "every one of mine on this node"));
    command.action(
      perform(async (options, names) => (await import("./ctl-command.ts")).ctlCommand(line, what, names, options)),
    );
  }

  program
    .command("gc")
    .description("remove what dead glideins of mine left behind")
    .addOption(new Option("--dry-run", "only say what would be removed"))
    .addOption(new Option("--in <dir>", "look here instead of the usual scratch directories"))
    .addHelpText("after", examples(["glidein gc", "glidein gc --dry-run --in /scratch"]))
    .action(perform(async (options) => (await import("./gc-command.ts")).gcCommand(line, options)));
}
