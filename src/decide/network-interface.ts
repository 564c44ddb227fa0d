import type { Facts } from "../model/facts.ts";
import type { Settings } from "../model/settings.ts";

/** The first interface of the setting that the node has: HTCondor does not start with one that is not there. */
export const networkInterface = (
  { network }: Pick<Facts, "network">,
  { GLIDEIN_Network_Interface: wanted }: Pick<Settings, "GLIDEIN_Network_Interface">,
): string | null => wanted.value.find((name) => network.interfaces?.includes(name) === true) ?? null;
