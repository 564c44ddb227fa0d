import { type Command, Option } from "commander";
import type { CommandLine } from "../cli.ts";
import { examples } from "./examples.ts";
import { addLookOptions, choice } from "./options.ts";
import type { Perform } from "./perform.ts";

/** `glidein edge start|status|stop`. */
export function addEdgeCommands(program: Command, line: CommandLine, perform: Perform): void {
  const edge = program
    .command("edge")
    .description("a way out, on a gateway or login node, for nodes that have none")
    .addHelpText(
      "after",
      examples([
        "glidein edge start --pool cm.example.org --reach ap.example.org --condor ./condor.tar.gz",
        "glidein run --edge ~/.glidein/edge/edge.json --pool cm.example.org --token ./token",
        "glidein edge stop",
      ]),
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
      examples([
        "glidein edge start --pool cm.example.org --reach ap.example.org",
        "glidein edge start --listen 10.0.0.1 --pool cm.example.org --reach 192.0.2.0/24 --relay https://web.example/",
      ]),
    );
  add("status", "whether it serves, and what it did", ["--edge-state"])
    .addOption(new Option("--format <form>", "text or json").argParser(choice(["text", "json"])))
    .addHelpText("after", examples(["glidein edge status --format json"]));
  add("stop", "end it, from any host that sees its state", ["--edge-state"]).addHelpText(
    "after",
    examples(["glidein edge stop --edge-state ./edge"]),
  );
}
