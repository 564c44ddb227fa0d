import type { Attribute } from "../../model/plan.ts";
import { jobEnvironmentText } from "../../parse/job-environment.ts";
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

/** The plan's own value goes before the one that was given; a condition reads `True`, as GlideinWMS's scripts write it. */
function jobEnvironment({ environment, attributes: given }: StagedPlan, attributes: Attributes): readonly Knob[] {
  const variables = environment.map(({ name, attribute, value }) => {
    const decided = attributes[attribute];
    return { name, value: decided === undefined || decided === given[attribute] ? value : textOf(decided) };
  });
  return variables.length === 0 ? [] : [text("STARTER_JOB_ENVIRONMENT", jobEnvironmentText(variables).text)];
}

function textOf({ sourced: { value } }: Attribute): string {
  if (value === true) return "True";
  return value === false ? "False" : String(value);
}
