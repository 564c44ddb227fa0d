import type { Result } from "../../model/result.ts";
import { parseHostList } from "../../parse/batch/host-list.ts";
import { placeOfHost } from "../../parse/batch/host-name.ts";
import { parseWholeNumber } from "../../parse/batch/whole-number.ts";
import type { Variables } from "./variables.ts";

type Parse<T> = (text: string) => Result<T, string>;

/** Slurm's variables as they apply to this node, also in a heterogeneous job, where most have a component's suffix. */
export interface SlurmVariables {
  /** Component of a heterogeneous job that this node belongs to; null in any other job. */
  readonly component: number | null;
  /** Hosts of the job (of our component), in the order of node ranks; empty when unknown. */
  readonly hosts: readonly string[];
  /** Hosts of every component; one list in a job that is not heterogeneous. */
  readonly components: readonly (readonly string[])[];
  has(name: string): boolean;
  /** Variables of the job: the component's own before the one without a suffix, which is that of component 0. */
  ofJob<T>(name: string, parse: Parse<T>): T | null;
  /** Variables of the step, the task or this node. */
  ofNode<T>(name: string, parse: Parse<T>): T | null;
}

const mostComponents = 128;

export function slurmVariables(variables: Variables, names: readonly string[]): SlurmVariables {
  const size = componentsOf(variables);
  const components =
    size === 0
      ? [hostsOf(variables, [""])]
      : [...Array(size).keys()].map((group) => hostsOf(variables, suffixes(group)));
  const place = components.findIndex((hosts) => names.some((name) => placeOfHost(hosts, name) >= 0));
  const component = size === 0 ? null : Math.max(place, 0);
  const suffixed = component === null ? [] : suffixes(component);
  const read = <T>(candidates: readonly string[], parse: Parse<T>): T | null => {
    for (const candidate of candidates) {
      const value = variables.read(candidate, parse);
      if (value !== null) return value;
    }
    return null;
  };
  return {
    component,
    hosts: components[component ?? 0] ?? [],
    components,
    has: (name) => ["", ...suffixed].some((suffix) => variables.has(name + suffix)),
    ofJob: (name, parse) =>
      read(
        [...suffixed, ""].map((suffix) => name + suffix),
        parse,
      ),
    ofNode: (name, parse) =>
      read(
        ["", ...suffixed].map((suffix) => name + suffix),
        parse,
      ),
  };
}

/** `_PACK_GROUP_n` is what they were called before 20.02. */
const suffixes = (group: number): readonly string[] => [`_HET_GROUP_${group}`, `_PACK_GROUP_${group}`];

function componentsOf(variables: Variables): number {
  const count = (text: string): Result<number, string> => parseWholeNumber(text, 1, mostComponents);
  const said = variables.read("SLURM_HET_SIZE", count) ?? variables.read("SLURM_PACK_SIZE", count);
  if (said !== null) return said;
  let seen = 0;
  while (seen < mostComponents && suffixes(seen).some((suffix) => variables.has(`SLURM_JOB_ID${suffix}`))) seen += 1;
  return seen;
}

function hostsOf(variables: Variables, endings: readonly string[]): readonly string[] {
  for (const ending of endings)
    for (const name of ["SLURM_JOB_NODELIST", "SLURM_NODELIST"]) {
      const hosts = variables.read(name + ending, parseHostList);
      if (hosts !== null) return hosts;
    }
  return [];
}
