import { type Command, Option } from "commander";
import type { CommandLine } from "../cli.ts";
import { examples } from "./examples.ts";
import type { Perform } from "./perform.ts";

const collect = (value: string, all: readonly string[] | undefined): readonly string[] => [...(all ?? []), value];

/** `glidein stage keygen|create|verify`. */
export function addStageCommands(program: Command, line: CommandLine, perform: Perform): void {
  const stage = program
    .command("stage")
    .description("make, check and sign a staging area")
    .addHelpText("after", examples(["glidein stage keygen ./pool"]));
  stage
    .command("keygen")
    .description("make a key pair: NAME.key to publish with, NAME.pub for the glideins")
    .argument("<name>", "path without an ending")
    .addHelpText("after", examples(["glidein stage keygen ./pool"]))
    .action(perform(async (_options, [name = ""]) => (await import("./stage-command.ts")).stageKeygen(line, name)));
  stage
    .command("create")
    .description("sign what is in a directory; writes manifest.json into it")
    .argument("<dir>", "the directory that is published")
    .addOption(new Option("--key <file>", "private key of `stage keygen`").makeOptionMandatory())
    .addOption(new Option("--name <name>", "name of the area (default: pool)"))
    .addOption(
      new Option("--condor <[arch[/os,os]=]file>", "an HTCondor tarball in the directory (repeatable)").argParser(
        collect,
      ),
    )
    .addOption(new Option("--set <name=value>", "a setting of every glidein (repeatable)").argParser(collect))
    .addOption(
      new Option(
        "--step <file[?name=value]>",
        "a program to run first, where a setting has a value (repeatable)",
      ).argParser(collect),
    )
    .addOption(
      new Option("--runtime <file>", "a runtime of the release, for glidein.sh (repeatable)").argParser(collect),
    )
    .addOption(new Option("--expires <time>", "how long it is good for (default: 30d)"))
    .addHelpText(
      "after",
      examples([
        "glidein stage create ./www --key pool.key --condor condor.tar.gz --set GLIDEIN_Collector=cm.example.org",
      ]),
    )
    .action(
      perform(async (options, [directory = "."]) =>
        (await import("./stage-create.ts")).stageCreate(line, directory, options),
      ),
    );
  stage
    .command("verify")
    .description("check a manifest and every file that it names")
    .argument("<dir>", "the directory that is published")
    .addOption(new Option("--stage-key <key>", "the public key, or its file").makeOptionMandatory())
    .addHelpText("after", examples(["glidein stage verify ./www --stage-key pool.pub"]))
    .action(
      perform(async (options, [directory = "."]) =>
        (await import("./stage-command.ts")).stageVerify(line, directory, options),
      ),
    );
}
