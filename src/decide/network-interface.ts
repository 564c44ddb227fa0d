import type { Finding } from "../model/check.ts";
import type { Facts } from "../model/facts.ts";
import type { Settings } from "../model/settings.ts";

/** The first interface of the setting that the node has: HTCondor does not start with one that is not there. */
export const networkInterface = (
  { network }: Pick<Facts, "network">,
  { GLIDEIN_Network_Interface: wanted }: Pick<Settings, "GLIDEIN_Network_Interface">,
): string | null => wanted.value.find((name) => network.interfaces?.includes(name) === true) ?? null;

/** A remark, because a table of sites names the interfaces of nodes of several kinds. */
export function interfaceFindings(
  facts: Pick<Facts, "network">,
  settings: Pick<Settings, "GLIDEIN_Network_Interface">,
): readonly Finding[] {
  const wanted = settings.GLIDEIN_Network_Interface.value;
  const { interfaces } = facts.network;
  if (wanted.length === 0 || interfaces === undefined || networkInterface(facts, settings) !== null) return [];
  return [
    {
      severity: "info",
      message: `this node has no network interface ${wanted.join(" or ")} that is up; HTCondor chooses one itself`,
      evidence: `interfaces that are up: ${interfaces.length === 0 ? "none" : interfaces.slice(0, 20).join(", ")}`,
      fix: "Correct GLIDEIN_Network_Interface, or `interface` in the table of sites, when the pool is reached by one of these only.",
    },
  ];
}
