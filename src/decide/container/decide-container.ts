// Stand-in until the container engineer's decision lands here: keep this export's name and shape (knobs included).
import type { Finding } from "../../model/check.ts";
import type { Facts } from "../../model/facts.ts";
import type { Failure } from "../../model/failure.ts";
import type { Attribute, ContainerPlan } from "../../model/plan.ts";
import type { Sourced } from "../../model/provenance.ts";
import type { Settings } from "../../model/settings.ts";
import { containerKnobs } from "../condor-config/container.ts";
import type { Knob } from "../condor-config/entry.ts";

export interface ContainerDecision {
  readonly plan: ContainerPlan;
  readonly findings: readonly Finding[];
  readonly refusal: Failure | null;
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly knobs: readonly Knob[];
  readonly derivations: Readonly<Record<string, Sourced<unknown>>>;
}

export function decideContainer(facts: Facts, _settings: Settings): ContainerDecision {
  const { working, tried } = facts.container;
  const plan: ContainerPlan = {
    policy: "OPTIONAL",
    use: null,
    mode: working?.mode ?? "none",
    path: working?.path ?? null,
    version: working?.version ?? null,
    because: working?.because ?? "nothing works",
    tried: tried.map(({ path, outcome, fix }) => ({ path, outcome, fix })),
  };
  return { plan, findings: [], refusal: null, attributes: {}, knobs: containerKnobs(plan), derivations: {} };
}
