import type { Settings } from "../model/settings.ts";
import { parseEndpoints } from "../parse/collectors.ts";
import { decideConnection } from "./connection.ts";

export interface NamedEndpoint {
  /** `collector`, `CCB broker` or `schedd`. */
  readonly what: string;
  /** `host:port`, with HTCondor's `?sock=` where it has one. */
  readonly endpoint: string;
}

const maxEndpoints = 64;

/**
 * Whom a glidein has to connect to. A glidein asks for those that it chose; whoever judges the node asks for every
 * alternative, because the next glidein chooses another one.
 */
export function endpointsOf(settings: Settings, choice: number, which: "chosen" | "every"): readonly NamedEndpoint[] {
  const chosen = decideConnection(settings, choice);
  const collectors =
    which === "every" ? all(settings.GLIDEIN_Collector.value) : chosen.ok ? chosen.value.collectors : [];
  const brokers = which === "every" ? all(settings.GLIDEIN_CCB.value) : chosen.ok ? chosen.value.brokers : [];
  const schedds = settings.GLIDEIN_Schedds.value.flatMap((text) => all(text));
  const seen = new Set<string>();
  return [
    ...collectors.map((endpoint) => ({ what: "collector", endpoint })),
    ...brokers.map((endpoint) => ({ what: "CCB broker", endpoint })),
    ...schedds.map((endpoint) => ({ what: "schedd", endpoint })),
  ]
    .filter(({ endpoint }) => {
      const address = endpoint.replace(/\?.*$/su, "");
      return seen.has(address) ? false : seen.add(address);
    })
    .slice(0, maxEndpoints);
}

/** Every host of an address, at the first and the last port of its range; a broken address is told elsewhere. */
function all(text: string | null): readonly string[] {
  const groups = text === null || text.trim() === "" ? null : parseEndpoints(text);
  if (groups === null || !groups.ok) return [];
  return groups.value
    .flat()
    .flatMap(({ host, ports }) => [...new Set([ports.low, ports.high])].map((port) => `${host}:${port}`));
}
