import { derive, named, type Sourced } from "../../model/provenance.ts";
import type { Settings } from "../../model/settings.ts";

/**
 * What follows from the wishes of VO and factory. DISABLE: not ours to arrange; NEVER: no containers, and say so;
 * OPTIONAL: nobody said anything, so what works is offered; PREFERRED: with what works, else without; REQUIRED: or not
 * at all; FAIL: the two contradict each other.
 */
export type ContainerPolicy = "DISABLE" | "NEVER" | "OPTIONAL" | "PREFERRED" | "REQUIRED" | "FAIL";

const factoryWords = ["NEVER", "OPTIONAL", "PREFERRED", "REQUIRED", "REQUIRED_GWMS"] as const;

/** GlideinWMS's table: a row for each wish of the VO, a column for each of the factory's, in the order above. */
const table: Readonly<Record<string, readonly ContainerPolicy[]>> = {
  DISABLE_GWMS: ["DISABLE", "DISABLE", "DISABLE", "DISABLE", "FAIL"],
  NEVER: ["NEVER", "NEVER", "NEVER", "FAIL", "FAIL"],
  OPTIONAL: ["NEVER", "NEVER", "PREFERRED", "REQUIRED", "REQUIRED"],
  PREFERRED: ["NEVER", "PREFERRED", "PREFERRED", "REQUIRED", "REQUIRED"],
  REQUIRED: ["FAIL", "REQUIRED", "REQUIRED", "REQUIRED", "REQUIRED"],
};

/** `classic`: started by a GlideinWMS factory, where a VO that says nothing means DISABLE_GWMS. */
export function containerPolicy(settings: Settings, classic: boolean): Sourced<ContainerPolicy> {
  const vo = settings.GLIDEIN_Singularity_Use;
  const factory = settings.GLIDEIN_SINGULARITY_REQUIRE;
  const inputs = [named("GLIDEIN_Singularity_Use", vo), named("GLIDEIN_SINGULARITY_REQUIRE", factory)];
  if (vo.value === null && factory.value === null && !classic)
    return derive(
      "without a wish of the VO or the factory, containers are offered where they work",
      inputs,
      "OPTIONAL",
    );
  return derive(
    "GlideinWMS's table of the VO's and the factory's wishes",
    inputs,
    combine(vo.value ?? "DISABLE_GWMS", factory.value ?? "OPTIONAL"),
  );
}

/** Words that are in neither list are as contradictory as wishes that exclude each other. */
export function combine(vo: string, factory: string): ContainerPolicy {
  const column = factoryWords.findIndex((word) => word === factory);
  return table[vo]?.[column] ?? "FAIL";
}
