import type { Plan } from "../model/plan.ts";
import { derive, type Named, named, type Sourced, sourced } from "../model/provenance.ts";
import type { Settings } from "../model/settings.ts";

type Derivations = Readonly<Record<string, Sourced<unknown>>>;

/** Every field of the plan by its path (`slots.0.cpus`), each with what it was made of. */
export function derivePlanFields(plan: Plan, decided: Derivations, settings: Settings): readonly Named[] {
  const own: Derivations = { ...decided, ...deriveLifetime(plan, settings) };
  const derivedSlots = slotInputs(own, settings);
  const whole: Readonly<Record<string, (value: unknown) => Sourced<unknown>>> = {
    schema: (value) => derive("form of this document", [], value),
    name: (value) => plan.attributes["GLIDEIN_Name"]?.sourced ?? derive("name of the glidein", [], value),
    verdict: () => deriveVerdict(plan),
    findings: (value) =>
      derive(
        "checks and decisions",
        findings(plan, () => true),
        value,
      ),
    resources: (value) => derive("limits of this slot", fences(plan), value),
    slots: (value) => derive("the resources, cut by the layout", derivedSlots, value),
    lifetime: (value) => derive("the earliest end, each less its margin", budget(plan), value),
    container: (value) => derive("what was found out about containers", present(own, "container.mode"), value),
    site: (value) => derive("signs of the tables of sites", [], value),
    collectors: (value) => own["collectors"] ?? derive("no pool was given", [], value),
    condorConfig: (value) =>
      derive(
        "written from the slots, the pool, the policy and the attributes",
        [...derivedSlots, ...present(own, "collectors")],
        value,
      ),
  };
  const { attributes: _attributes, ...document } = plan;
  return Object.entries(document).flatMap(([section, value]) => {
    const made = whole[section] ?? ((one: unknown) => derive("plan", [], one));
    return fieldsOf(section, value).map(([path, field]) =>
      named(path, { ...(own[path] ?? made(field)), value: field }),
    );
  });
}

/** A value and everything in it, by path. */
function fieldsOf(path: string, value: unknown): readonly (readonly [string, unknown])[] {
  if (typeof value !== "object" || value === null) return [[path, value]];
  const inner = Object.entries(value).flatMap(([key, one]) => fieldsOf(`${path}.${key}`, one));
  return [[path, value], ...inner];
}

function deriveLifetime({ lifetime, attributes }: Plan, settings: Settings): Derivations {
  const end = attributes["GLIDEIN_Expire"]?.sourced;
  const retire = named("GLIDEIN_Retire_Time", settings.GLIDEIN_Retire_Time);
  const made: Readonly<Record<string, Sourced<unknown> | undefined>> = {
    "lifetime.retireAt": attributes["GLIDEIN_ToRetire"]?.sourced,
    "lifetime.dieAt": attributes["GLIDEIN_ToDie"]?.sourced,
    "lifetime.jobMaxSeconds": attributes["GLIDEIN_Job_Max_Time"]?.sourced,
    "lifetime.endAt": end ?? derive("nothing limits", [], null),
    "lifetime.winner":
      end === undefined
        ? derive("nothing limits", [retire], lifetime.winner)
        : derive("the limit that ends first", [named("lifetime.endAt", end)], lifetime.winner),
  };
  return Object.fromEntries(
    Object.entries(made).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** The verdict and what lowered it. */
function deriveVerdict(plan: Plan): Sourced<unknown> {
  const telling = findings(plan, (check) => plan.verdict.because.includes(check));
  return derive("an error refuses, a warning degrades", telling, plan.verdict.decision);
}

const findings = (plan: Plan, wanted: (check: string) => boolean): readonly Named[] =>
  plan.findings
    .filter(({ check }) => wanted(check))
    .map(({ check, severity, message, evidence }) =>
      named(`${severity} ${check}`, sourced(message, { kind: "probe", probe: "evidence", evidence })),
    );

const fences = ({ resources }: Plan): readonly Named[] =>
  resources.fences.map(({ resource, limit, from }) =>
    named(resource, sourced(limit, { kind: "probe", probe: "limit", evidence: from })),
  );

const budget = ({ lifetime }: Plan): readonly Named[] =>
  lifetime.budget.map(({ id, at, from }) => named(id, sourced(at, { kind: "probe", probe: "end", evidence: from })));

const slotInputs = (own: Derivations, settings: Settings): readonly Named[] => [
  ...present(own, "resources.cpus", "resources.memoryMiB", "resources.diskMiB", "resources.gpus"),
  named("GLIDEIN_Resource_Slots", settings.GLIDEIN_Resource_Slots),
  named("SLOTS_LAYOUT", settings.SLOTS_LAYOUT),
  named("FORCE_PARTITIONABLE", settings.FORCE_PARTITIONABLE),
];

const present = (own: Derivations, ...names: readonly string[]): readonly Named[] =>
  names.flatMap((name) => {
    const value = own[name];
    return value === undefined ? [] : [named(name, value)];
  });
