import type { Host } from "../../host/host.ts";
import type { NetworkFacts } from "../../model/facts/network.ts";

/** Somebody to whom a connection must be possible, `host:port` with HTCondor's `?sock=` or without. */
export interface Endpoint {
  readonly what: string;
  readonly endpoint: string;
}

const connectMs = 4000;

export async function reach(host: Host, { what, endpoint }: Endpoint): Promise<NetworkFacts["endpoints"][number]> {
  const [, name, port] = /^\[?([^\]?]*?)\]?:([0-9]+)/u.exec(endpoint) ?? [];
  if (name === undefined || port === undefined) return { what, endpoint, reachable: null, why: "it is not HOST:PORT" };
  const connected = await host.connect(name, Number(port), connectMs);
  if (connected.ok) return { what, endpoint, reachable: true, why: "" };
  const unknown = connected.error.code === "not-recorded";
  return { what, endpoint, reachable: unknown ? null : false, why: connected.error.what };
}
