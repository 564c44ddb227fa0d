import { type Command, Option } from "commander";
import type { CommandLine } from "../cli.ts";
import { addLookOptions, choice } from "./options.ts";

type Perform = (
  action: (options: Record<string, unknown>, names: readonly string[]) => Promise<number>,
) => (...given: unknown[]) => Promise<void>;

/** `glidein edge start|status|stop`. */
export function addEdgeCommands(program: Command, line: CommandLine, perform: Perform): void {
  const edge = program
    .command("edge")
    .description("a way out, on a gateway or login node, for nodes that have none")
    .addHelpText(
      "after",
      "\nExamples:\n  glidein edge start --pool cm.example.org --reach ap.example.org --condor ./condor.tar.gz\n  glidein run --edge ~/.glidein/edge/edge.json --pool cm.example.org --token ./token\n  glidein edge stop\n",
    );
  const add = (what: "start" | "status" | "stop", summary: string, listed: readonly string[]): Command =>
    addLookOptions(edge.command(what).description(summary), listed).action(
      perform(async (options) => (await import("./edge-command.ts")).edgeCommand(line, what, options)),
    );
  add("start", "serve nodes until a stop signal; HTCondor 25.14 or later is needed here and there", [
    ...["--pool", "--reach", "--relay", "--listen", "--ports", "--condor", "--edge-state", "--work-dir"],
  ])
    .addOption(
      new Option("--events <form>", "how events are told: auto, json or text")
        .argParser(choice(["auto", "json", "text"]))
        .default("auto"),
    )
    .addHelpText(
      "after",
      "\nExamples:\n  glidein edge start --pool cm.example.org --reach ap.example.org\n  glidein edge start --listen 10.0.0.1 --pool cm.example.org --relay https://stage.example.org/\n",
    );
  add("status", "whether it serves, and what it did", ["--edge-state"])
    .addOption(new Option("--format <form>", "text or json").argParser(choice(["text", "json"])))
    .addHelpText("after", "\nExamples:\n  glidein edge status --format json\n");
  add("stop", "end it, from any host that sees its state", ["--edge-state"]).addHelpText(
    "after",
    "\nExamples:\n  glidein edge stop --edge-state ./edge\n",
  );
}
