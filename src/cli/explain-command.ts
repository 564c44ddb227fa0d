import type { CommandLine } from "../cli.ts";
import { closest } from "../decide/closest.ts";
import { explainable } from "../decide/explain.ts";
import { exitStatusOf } from "../exit.ts";
import { type Failure, failure } from "../model/failure.ts";
import { redactValue } from "../parse/redact.ts";
import { lookAndDecide } from "./look-and-decide.ts";
import { sayFailures } from "./output.ts";
import { explanationText } from "./render-explain.ts";

/** `glidein explain NAME…`: the whole derivation of attributes, settings and fields of the plan; 64 for an unknown name. */
export async function explainCommand(
  line: CommandLine,
  options: Record<string, unknown>,
  names: readonly string[],
): Promise<number> {
  const made = await lookAndDecide(line, options);
  if (typeof made === "number") return made;
  const { seen, decided } = made;
  const material = explainable(decided, seen.facts, seen.settings);
  const asked = names.map((name) => ({ name, found: material.find(name) }));
  const found = asked.flatMap((one) => (one.found === null ? [] : [one.found]));
  const unknown = asked.filter((one) => one.found === null);
  const shown = redactValue(found);
  line.output.result(
    options["format"] === "json"
      ? `${JSON.stringify(Object.fromEntries(shown.map(({ name, sourced }) => [name, sourced])), null, 2)}\n`
      : shown.map((one) => `${explanationText(one)}\n`).join("\n"),
  );
  sayFailures(
    line.output,
    unknown.map(({ name }) => unknownName(name, material.names)),
  );
  return unknown.length === 0 ? 0 : exitStatusOf("USAGE");
}

function unknownName(name: string, names: readonly string[]): Failure {
  const near = closest(name, names);
  return failure(
    "USAGE",
    `explain ${JSON.stringify(name.slice(0, 60))}`,
    "no attribute, setting, field of the plan or fact has this name on this node",
    `${near === null ? "" : `Perhaps ${near}. `}Names are those of \`glidein plan --format json\`, \`glidein facts --format json\` and \`glidein help settings\`; what is not known here has no attribute.`,
  );
}
