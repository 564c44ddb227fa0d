import type { CommandLine } from "../cli.ts";
import type { PlanDecision } from "../decide/plan.ts";
import { closest } from "../decide/settings.ts";
import { exitStatusOf } from "../exit.ts";
import { failure } from "../model/failure.ts";
import { describeSource, type Named, type Sourced } from "../model/provenance.ts";
import type { Settings } from "../model/settings.ts";
import { preview } from "../run/observe.ts";
import { look } from "./look.ts";
import { sayFailures } from "./output.ts";

/** `glidein explain NAME…`: the whole derivation of attributes, settings and fields of the plan; 64 for an unknown name. */
export async function explainCommand(
  line: CommandLine,
  options: Record<string, unknown>,
  names: readonly string[],
): Promise<number> {
  const seen = await look(line, options);
  if (typeof seen === "number") return seen;
  const { decision } = preview(seen.facts, seen.settings, false);
  if (!decision.ok) {
    sayFailures(line.output, decision.error);
    return exitStatusOf(decision.error[0]?.code ?? "SETTING_INVALID");
  }
  const known = explainable(decision.value, seen.settings);
  const found = names.flatMap((name) => {
    const value = known.get(name.toLowerCase());
    return value === undefined ? [] : [value];
  });
  const unknown = names.filter((name) => !known.has(name.toLowerCase()));
  const json = options["format"] === "json";
  line.output.result(
    json
      ? `${JSON.stringify(Object.fromEntries(found.map(({ name, sourced }) => [name, sourced])), null, 2)}\n`
      : found.map(({ name, sourced }) => `${tree(name, sourced)}\n`).join("\n"),
  );
  sayFailures(
    line.output,
    unknown.map((name) =>
      failure(
        "USAGE",
        `explain ${name}`,
        "there is no attribute, setting or field of the plan of this name",
        `Use a name of \`glidein plan --format json\`${closest(name) === null ? "" : `; perhaps ${closest(name)}`}.`,
      ),
    ),
  );
  return unknown.length === 0 ? 0 : exitStatusOf("USAGE");
}

/** Everything that can be asked for, by lower-case name: attributes before plan fields before settings. */
function explainable({ plan, derivations }: PlanDecision, settings: Settings): ReadonlyMap<string, Named> {
  const { extra, ...rows } = settings;
  const { lifetime } = plan;
  const attribute = (name: string): Sourced<unknown> | undefined => plan.attributes[name]?.sourced;
  const fields: Readonly<Record<string, Sourced<unknown> | undefined>> = {
    "lifetime.retireAt": attribute("GLIDEIN_ToRetire"),
    "lifetime.dieAt": attribute("GLIDEIN_ToDie"),
    "lifetime.endAt": lifetime.endAt === null ? undefined : attribute("GLIDEIN_Expire"),
    "lifetime.jobMaxSeconds": attribute("GLIDEIN_Job_Max_Time"),
  };
  const all: readonly Named[] = [
    ...Object.entries({ ...rows, ...extra }).map(([name, sourced]) => ({ name, sourced })),
    ...Object.entries({ ...derivations, ...fields }).flatMap(([name, sourced]) =>
      sourced === undefined
        ? []
        : [
            { name, sourced },
            { name: name.slice(name.indexOf(".") + 1), sourced },
          ],
    ),
    ...Object.entries(plan.attributes).map(([name, { sourced }]) => ({ name, sourced })),
  ];
  const known = new Map(all.map((one) => [one.name.toLowerCase(), one]));
  const alias = (short: string, long: string): void => {
    const target = known.get(long);
    if (target !== undefined && !known.has(short)) known.set(short, { ...target, name: short });
  };
  alias("memory", "resources.memorymib");
  alias("disk", "resources.diskmib");
  return known;
}

/** A value with its inputs below it, and the values that lost to it marked `over`. */
export function tree(name: string, { value, source, overrode }: Sourced<unknown>, indent = ""): string {
  const inputs = source.kind === "rule" ? source.inputs : [];
  const rows: readonly { readonly prefix: string; readonly one: Named }[] = [
    ...inputs.map((one) => ({ prefix: "", one })),
    ...(overrode ?? []).map((one) => ({ prefix: "over ", one })),
  ];
  const head = `${name} = ${shown(value)}   ${describeSource(source)}`;
  const below = rows.map(({ prefix, one }, index) => {
    const last = index === rows.length - 1;
    return `${indent}${last ? "└─ " : "├─ "}${tree(`${prefix}${one.name}`, one.sourced, `${indent}${last ? "   " : "│  "}`)}`;
  });
  return [head, ...below].join("\n");
}

const shown = (value: unknown): string =>
  value === null ? "(not set)" : typeof value === "string" ? value : JSON.stringify(value);
