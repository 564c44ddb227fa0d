import type { CommandLine } from "../cli.ts";
import type { PlanDecision } from "../decide/plan.ts";
import { exitStatusOf } from "../exit.ts";
import { preview } from "../run/observe.ts";
import type { LookOptions } from "./context.ts";
import { type Look, look } from "./look.ts";
import { sayFailures } from "./output.ts";

/** What is seen and what `run` would decide; a number is the exit status of what went wrong. */
export async function lookAndDecide(
  line: CommandLine,
  options: LookOptions,
): Promise<{ readonly seen: Look; readonly decided: PlanDecision } | number> {
  const seen = await look(line, options, undefined, { stage: true });
  if (typeof seen === "number") return seen;
  const { decision } = preview(seen.facts, seen.settings, false);
  if (decision.ok) return { seen, decided: decision.value };
  sayFailures(line.output, decision.error);
  return exitStatusOf(decision.error[0]?.code ?? "SETTING_INVALID");
}
