import type { Result } from "../../model/result.ts";
import { parseHostList } from "../../parse/batch/host-list.ts";
import { parseWholeNumber } from "../../parse/batch/whole-number.ts";
import type { Variables } from "./variables.ts";

const mostComponents = 128;

/** Endings of a component's variables; `_PACK_GROUP_n` is what they were called before 20.02. */
export const componentSuffixes = (group: number): readonly string[] => [`_HET_GROUP_${group}`, `_PACK_GROUP_${group}`];

/** Of a heterogeneous job; 0: it is none. */
export function componentCount(variables: Variables): number {
  const count = (text: string): Result<number, string> => parseWholeNumber(text, 1, mostComponents);
  const said = variables.read("SLURM_HET_SIZE", count) ?? variables.read("SLURM_PACK_SIZE", count);
  if (said !== null) return said;
  let seen = 0;
  while (seen < mostComponents && componentSuffixes(seen).some((suffix) => variables.has(`SLURM_JOB_ID${suffix}`)))
    seen += 1;
  return seen;
}

/** Hosts of a component in the order of its node ranks; null: unknown. */
export function hostsOfComponent(variables: Variables, suffixes: readonly string[]): readonly string[] | null {
  for (const suffix of suffixes)
    for (const name of ["SLURM_JOB_NODELIST", "SLURM_NODELIST"]) {
      const hosts = variables.read(name + suffix, parseHostList);
      if (hosts !== null) return hosts;
    }
  return null;
}

export interface SlurmComponent {
  /** Ending of its variables. */
  readonly suffix: string;
  readonly hosts: readonly string[] | null;
  readonly nodes: number | null;
}

/** What the variables say of each component of the job; of any other job one, without an ending. */
export function slurmComponents(
  variables: Variables,
  parseNodes: (text: string) => Result<number, string>,
): readonly SlurmComponent[] {
  const size = componentCount(variables);
  const groups = size < 2 ? [[...componentSuffixes(0), ""]] : [...Array(size).keys()].map(componentSuffixes);
  return groups.map((suffixes) => {
    const hosts = hostsOfComponent(variables, suffixes);
    const counts = suffixes.map((suffix) => variables.read(`SLURM_JOB_NUM_NODES${suffix}`, parseNodes));
    return {
      suffix: size < 2 ? "" : (suffixes[0] ?? ""),
      hosts,
      nodes: counts.find((count) => count !== null) ?? hosts?.length ?? null,
    };
  });
}
