import { resolveSettings } from "../decide/settings.ts";
import { assignedValue, environmentValues, optionValues } from "./written-values.ts";

/** How long a failed run is to keep the node, where the settings as a whole are broken; null when nobody says it well. */
export function holdWish(
  options: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string>>,
): number | null {
  const assignments: readonly unknown[] = Array.isArray(options["set"]) ? options["set"] : [];
  const set = assignments.flatMap((text) => {
    const read = assignedValue(String(text));
    return read.ok ? read.value : [];
  });
  const layers = [optionValues(options), set, environmentValues(env)];
  const resolved = resolveSettings(layers.map((layer) => layer.filter(({ name }) => name === "GLIDEIN_Hold_Time")));
  return resolved.ok ? resolved.value.settings.GLIDEIN_Hold_Time.value : null;
}
