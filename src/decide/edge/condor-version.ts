import { edgeCondorVersion } from "../../model/edge.ts";

/** Whether an HTCondor of this version has the outbound relay. */
export function knowsEdges(version: string): boolean {
  const [have, need] = [version, edgeCondorVersion].map((text) => text.split(".").map(Number));
  for (const [index, least] of (need ?? []).entries()) {
    const part = have?.[index] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}
