import type { Check } from "../../src/model/check.ts";
import { edgeCondorVersion } from "../../src/model/edge.ts";
import { error, skip } from "../finding.ts";

export const edgeCondor: Check = {
  id: "edge-condor",
  title: "HTCondor on this node can go through an edge",
  why: "Older releases make every connection by themselves, and none of them gets out of this node.",
  judges: `An error when the settings name an edge and HTCondor is older than ${edgeCondorVersion}.`,
  thresholds: ["GLIDEIN_Edge", "GLIDEIN_Condor"],
  phase: "node",
  refusesAs: "CONDOR_BROKEN",
  evaluate: ({ edge, condor }) => {
    if (edge === undefined) return skip("the settings name no edge (GLIDEIN_Edge)");
    if (condor.version === null) return skip("HTCondor is not here yet; it is looked at when it is unpacked");
    const [have, need] = [condor.version, edgeCondorVersion].map((text) => text.split(".").map(Number));
    if (compare(have ?? [], need ?? []) >= 0) return [];
    return [
      error(
        `HTCondor ${condor.version} cannot go through an edge`,
        `${condor.tree ?? condor.from}: ${condor.version}`,
        `Give --condor HTCondor ${edgeCondorVersion} or later; the pool may have an older one.`,
      ),
    ];
  },
};

function compare(a: readonly number[], b: readonly number[]): number {
  const at = b.findIndex((part, index) => (a[index] ?? 0) !== part);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
