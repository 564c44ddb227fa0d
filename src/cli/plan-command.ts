import type { CommandLine } from "../cli.ts";
import { exitStatusOf } from "../exit.ts";
import type { Plan } from "../model/plan.ts";
import { preview } from "../run/observe.ts";
import { look } from "./look.ts";
import { sayFailures } from "./output.ts";

/** `glidein plan`: 0 whenever a plan could be made, whatever its verdict. */
export async function planCommand(line: CommandLine, options: Record<string, unknown>): Promise<number> {
  const seen = await look(line, options);
  if (typeof seen === "number") return seen;
  const { decision } = preview(seen.facts, seen.settings, false);
  if (!decision.ok) {
    sayFailures(line.output, decision.error);
    return exitStatusOf(decision.error[0]?.code ?? "SETTING_INVALID");
  }
  const format = options["format"] ?? (line.output.stdoutIsTerminal ? "text" : "json");
  if (format === "json") line.output.result(`${JSON.stringify(planDocument(decision.value.plan), null, 2)}\n`);
  else if (format === "condor-config") line.output.result(decision.value.plan.condorConfig);
  else line.output.result((await import("./render-plan.ts")).planText(decision.value, seen.facts, line.output));
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
