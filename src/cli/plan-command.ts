import type { CommandLine } from "../cli.ts";
import type { Plan } from "../model/plan.ts";
import { redactSecrets, redactValue } from "../parse/redact.ts";
import { lookAndDecide } from "./look-and-decide.ts";

/** `glidein plan`: 0 whenever a plan could be made, whatever its verdict. */
export async function planCommand(line: CommandLine, options: Record<string, unknown>): Promise<number> {
  const found = await lookAndDecide(line, options);
  if (typeof found === "number") return found;
  const { seen, decided } = found;
  const format = options["format"] ?? (line.output.stdoutIsTerminal ? "text" : "json");
  if (format === "json") line.output.result(`${JSON.stringify(redactValue(planDocument(decided.plan)), null, 2)}\n`);
  else if (format === "condor-config") line.output.result(decided.plan.condorConfig);
  else line.output.result(redactSecrets((await import("./render-plan.ts")).planText(decided, seen.facts, line.output)));
  return 0;
}

/** The stable form: attributes as value, type and source rather than our own nesting. */
export function planDocument(plan: Plan): unknown {
  const attributes = Object.fromEntries(
    Object.entries(plan.attributes).map(([name, { sourced, type, published }]) => [
      name,
      {
        value: sourced.value,
        type,
        published,
        source: sourced.source,
        ...(sourced.overrode === undefined ? {} : { overrode: sourced.overrode }),
      },
    ]),
  );
  return { ...plan, attributes };
}
