import type { Attribute } from "../../model/plan.ts";
import { type Sourced, sourced } from "../../model/provenance.ts";
import { settingsTable } from "../../model/settings.ts";
import { checkExpression } from "../../parse/classad/expression.ts";
import { readValue } from "../../parse/classad/literal.ts";
import { knobFault } from "../../parse/condor-config/knob.ts";
import { configValueText } from "../../parse/condor-config/value.ts";
import type { CondorVariable } from "../../parse/condor-vars.ts";
import { jobEnvironmentText } from "../../parse/job-environment.ts";
import { describeRefusal } from "../../parse/refusal.ts";
import { attributeKnob } from "../condor-config/attributes.ts";
import { type Knob, text } from "../condor-config/entry.ts";
import { expandDefault } from "./variable-default.ts";

/** What a staging area adds to the plan. */
export interface StagedConfiguration {
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** Beside the plan's own, which go before them. */
  readonly knobs: readonly Knob[];
  /** Variables of the jobs' environment. The plan's attribute of the name goes before the value. */
  readonly environment: readonly { readonly name: string; readonly attribute: string; readonly value: string }[];
  /** What was left out, and why. */
  readonly warnings: readonly string[];
}

export interface VariablesInput {
  readonly values: ReadonlyMap<string, Sourced<string>>;
  /** Lines of all parts in their order of precedence: group, client, entry, main. */
  readonly variables: readonly CondorVariable[];
}

/** Of the pilot or of a kind that there is no more (GSI, a second collector of the factory's): neither seen nor set. */
const withheld = new Set(
  (
    "GLIDEIN_Collector GLIDEIN_CCB GLIDEIN_Factory_Collector GLIDEIN_Master_Collector GLIDEIN_Site_Collector CONDOR_DIR " +
    "X509_USER_PROXY X509_EXPIRE X509_CERT_DIR X509_CONDORMAP X509_GRIDMAP_DNS X509_SKIP_HOST_CHECK_DNS_REGEX " +
    "GLIDEIN_CONDOR_TOKEN GLIDEIN_CONDOR_TOKEN_ORIG GLIDEIN_HAS_SINGULARITY_AUX GLIDEIN_WRAPPER_EXEC CCB_ADDRESS"
  ).split(" "),
);
/** Decided by the plan: shown as the condor_vars line says, but no knob. */
const decided = new Set(
  (
    "DAEMON_LIST USE_SHARED_PORT GLIDEIN_TORETIRE GLIDEIN_ToDie GLIDEIN_Use_PGroups UPDATE_COLLECTOR_WITH_TCP " +
    "WANT_UDP_COMMAND_SOCKET STARTD_SENDS_ALIVES SEC_DEFAULT_ENCRYPTION SEC_DEFAULT_INTEGRITY USE_MATCH_AUTH TRUST_DOMAIN " +
    "GLIDEIN_BLACKHOLE SiteWMS_WN_Draining SiteWMS_WN_Preempt GLIDEIN_Monitoring_Enabled GLIDEIN_LOCAL_TMP_DIR MEMORY"
  ).split(" "),
);
/** Names whose value at the factory goes into the ad although the plan has an attribute of that name. */
const factoryGoesFirst = new Set(["GLIDEIN_Name"]);

export type VariablesResult =
  | { readonly kind: "ok"; readonly configuration: StagedConfiguration }
  /** A value that a line requires is not there. */
  | { readonly kind: "missing"; readonly name: string };

/** Values of `glidein_config` under the rules of the condor_vars files. Of several lines of one knob the last counts. */
export function stagedConfiguration({ values, variables }: VariablesInput): VariablesResult {
  const attributes: Record<string, Attribute> = {};
  const knobs = new Map<string, Knob>();
  const environment = new Map<string, { name: string; attribute: string; value: string }>();
  const warnings: string[] = [];
  for (const variable of variables) {
    const { name } = variable;
    const knob = variable.knob ?? name;
    const given = values.get(name);
    const empty = given === undefined || given.value === "";
    if (withheld.has(name)) continue;
    if (empty && variable.required) return { kind: "missing", name };
    if (empty && variable.default === null) continue;
    const value = empty ? defaultOf(variable, values) : given;
    if (value === null) {
      warnings.push(`${name}: its default cannot be read without running it as a program; it is left out`);
      continue;
    }
    if (variable.environment !== null)
      environment.set(variable.environment, { name: variable.environment, attribute: knob, value: value.value });
    if (variable.published) {
      const attribute = attributeOf(variable, value);
      if (attribute === null)
        warnings.push(`${name}: "${value.value.slice(0, 80)}" is no ClassAd expression; it is not published`);
      else {
        const fault = faultOf(attributeKnob(knob, attribute));
        if (fault === null) attributes[knob] = attribute;
        else warnings.push(`${name}: ${fault}; it is not published`);
      }
    } else if (!Object.hasOwn(settingsTable, name) && !decided.has(name)) {
      const set = text(knob, value.value.trim());
      const fault = faultOf(set);
      if (fault === null) knobs.set(knob.toUpperCase(), set);
      else warnings.push(`${name}: ${fault}; it is not set`);
    }
  }
  for (const { name, why } of jobEnvironmentText([...environment.values()]).refused) {
    environment.delete(name);
    warnings.push(`${name}: ${describeRefusal(why)}; jobs do not get it`);
  }
  return {
    kind: "ok",
    configuration: { attributes, knobs: [...knobs.values()], environment: [...environment.values()], warnings },
  };
}

/** Why HTCondor would not read this value as it is: one of a VO's must not cost the glidein. */
function faultOf({ knob, value }: Knob): string | null {
  const name = knobFault(knob);
  const written = name === null ? configValueText(value) : null;
  if (name !== null) return describeRefusal(name);
  return written === null || written.ok ? null : describeRefusal(written.error);
}

/** Attributes of the plan and of the staging area; the plan's is the one that was decided. */
export function mergeAttributes(
  plan: Readonly<Record<string, Attribute>>,
  staged: Readonly<Record<string, Attribute>>,
): Readonly<Record<string, Attribute>> {
  const known = new Map(Object.keys(plan).map((name) => [name.toLowerCase(), name]));
  const added = Object.entries(staged).filter(([name]) => factoryGoesFirst.has(name) || !known.has(name.toLowerCase()));
  return { ...plan, ...Object.fromEntries(added) };
}

function defaultOf(variable: CondorVariable, values: ReadonlyMap<string, Sourced<string>>): Sourced<string> | null {
  const value = expandDefault(variable.default ?? "", (name) => values.get(name)?.value ?? "");
  return value === null
    ? null
    : sourced(value, { kind: "file", path: "condor_vars", line: variable.line, key: variable.name });
}

function attributeOf({ type }: CondorVariable, { value, source }: Sourced<string>): Attribute | null {
  const made = (kind: Attribute["type"], content: number | string | boolean): Attribute => ({
    sourced: sourced(content, source),
    type: kind,
    published: true,
  });
  if (type === "S") return made("string", value);
  const read = readValue(value);
  if (!read.ok) return null;
  switch (read.value.kind) {
    case "integer":
    case "real":
    case "boolean":
    case "string":
      return made(read.value.kind, read.value.value);
    case "undefined":
    case "error":
    case "expression": {
      const checked = checkExpression(value);
      return checked.ok ? made("expression", checked.value) : null;
    }
    default:
      return read.value satisfies never;
  }
}
