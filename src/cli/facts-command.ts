import type { CommandLine } from "../cli.ts";
import { redactValue } from "../parse/redact.ts";
import { look } from "./look.ts";
import { factsText } from "./render-facts.ts";

/** `glidein facts`: JSON in a pipe, a list for people on a terminal. */
export async function factsCommand(line: CommandLine, options: Record<string, unknown>): Promise<number> {
  const record = options["record"];
  const seen = await look(line, options, typeof record === "string" ? record : undefined, { stage: true });
  if (typeof seen === "number") return seen;
  const format = options["format"] ?? (line.output.stdoutIsTerminal ? "text" : "json");
  const facts = redactValue(seen.facts);
  line.output.result(format === "json" ? `${JSON.stringify(facts, null, 2)}\n` : factsText(facts));
  return seen.saved;
}
