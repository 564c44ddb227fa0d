// One check of the catalogue, as a test asks it.
import type { CheckResult, Finding } from "../../src/model/check.ts";
import type { Facts } from "../../src/model/facts.ts";
import type { SettingName } from "../../src/model/settings.ts";
import { evaluateChecks } from "../../src/run/checks.ts";
import { settingsWith } from "../decide/settings-with.ts";

type Written = Partial<Record<SettingName, string>>;

export function judge(id: string, facts: Facts, settings: Written = {}): CheckResult {
  const resolved = settingsWith({ ...settings, GLIDEIN_Only_Checks: id });
  const [found] = [...evaluateChecks(facts, resolved, "node"), ...evaluateChecks(facts, resolved, "staged")];
  if (found === undefined) throw new Error(`there is no check ${id}`);
  return found;
}

export const findings = (id: string, facts: Facts, settings: Written = {}): readonly Finding[] =>
  judge(id, facts, settings).findings;

/** Facts with some parts replaced, one level below the section. */
export function having(facts: Facts, parts: { readonly [K in keyof Facts]?: Partial<Facts[K]> }): Facts {
  const merged = Object.entries(parts).map(([name, part]) => {
    const old: unknown = facts[name as keyof Facts];
    return [name, isSection(part) && isSection(old) ? { ...old, ...part } : part];
  });
  return { ...facts, ...Object.fromEntries(merged) } as Facts;
}

const isSection = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
