import type { Attribute } from "../../model/plan.ts";
import { type Knob, text } from "../condor-config/entry.ts";
import { mergeAttributes, type StagedConfiguration } from "./variables.ts";

/** What a staging area adds to a plan, and the few knobs that it decides instead of the plan. */
export interface StagedPlan extends StagedConfiguration {
  readonly overrides: readonly Knob[];
}

type Attributes = Readonly<Record<string, Attribute>>;

export const stagedAttributes = (plan: Attributes, staged: StagedPlan | undefined): Attributes =>
  staged === undefined ? plan : mergeAttributes(plan, staged.attributes);

/**
 * The plan's knobs with those of the staging area. The plan's own go first: they keep the node safe and the glidein
 * reachable. What is left out for that reason is in `dropped`.
 */
export function stagedKnobs(
  plan: readonly Knob[],
  staged: StagedPlan | undefined,
  attributes: Attributes,
): { readonly knobs: readonly Knob[]; readonly dropped: readonly string[] } {
  if (staged === undefined) return { knobs: plan, dropped: [] };
  const replaced = new Set(staged.overrides.map(({ knob }) => knob.toUpperCase()));
  const own = [...plan.filter(({ knob }) => !replaced.has(knob.toUpperCase())), ...staged.overrides];
  const environment = jobEnvironment(staged, attributes);
  const known = new Set([...own, ...environment].map(({ knob }) => knob.toUpperCase()));
  const added = staged.knobs.filter(({ knob }) => !known.has(knob.toUpperCase()));
  return {
    knobs: [...own, ...environment, ...added],
    dropped: staged.knobs.filter(({ knob }) => known.has(knob.toUpperCase())).map(({ knob }) => knob),
  };
}

/** HTCondor's second syntax: entries between single quotes, both kinds of quotes doubled, all of it between double quotes. */
function jobEnvironment({ environment }: StagedPlan, attributes: Attributes): readonly Knob[] {
  const entries = environment.map(({ name, attribute, value }) => {
    const decided = attributes[attribute]?.sourced.value ?? value;
    return `'${name}=${String(decided).replaceAll("'", "''").replaceAll('"', '""')}'`;
  });
  return entries.length === 0 ? [] : [text("STARTER_JOB_ENVIRONMENT", `"${entries.join(" ")}"`)];
}
