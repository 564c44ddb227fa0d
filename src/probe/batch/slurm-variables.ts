import type { Result } from "../../model/result.ts";
import { placeOfHost } from "../../parse/batch/host-name.ts";
import { componentCount, componentSuffixes, hostsOfComponent } from "./slurm-components.ts";
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

export function slurmVariables(variables: Variables, names: readonly string[]): SlurmVariables {
  const size = componentCount(variables);
  const groups = size === 0 ? [[""]] : [...Array(size).keys()].map(componentSuffixes);
  const components = groups.map((suffixes) => hostsOfComponent(variables, suffixes) ?? []);
  const place = components.findIndex((hosts) => names.some((name) => placeOfHost(hosts, name) >= 0));
  const component = size === 0 ? null : Math.max(place, 0);
  const suffixed = component === null ? [] : componentSuffixes(component);
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
