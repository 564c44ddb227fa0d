import type { Host } from "../host/host.ts";
import type { NetworkFacts } from "../model/facts/network.ts";
import { type Endpoint, reach } from "./network/endpoints.ts";
import { probeFamilies } from "./network/families.ts";
import { probeInterfaces } from "./network/interfaces.ts";
import { type ClockReading, probeWeb } from "./network/web.ts";

const lookUpMs = 4000;
const proxyVariables = ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "OSG_SQUID_LOCATION"] as const;

export interface NetworkQuestions {
  readonly endpoints: readonly Endpoint[];
  /** Web servers that must be reachable. */
  readonly urls: readonly string[];
  readonly caDirectory: string | null;
}

/** Name resolution of this node, and who of those that a glidein needs can be reached; all asked at once. */
export async function probeNetwork(
  host: Host,
  { endpoints, urls, caDirectory }: NetworkQuestions,
): Promise<NetworkFacts & { readonly clock: ClockReading }> {
  const name = await host.readText("/proc/sys/kernel/hostname");
  const hostname = name.ok && name.value.trim() !== "" ? name.value.trim() : (host.env["HOSTNAME"] ?? null);
  const proxies = proxiesOf(host.env);
  const [found, families, interfaces, reached, web] = await Promise.all([
    hostname === null ? { addresses: [], problem: null } : addressesOf(host, hostname),
    probeFamilies(host),
    probeInterfaces(host),
    Promise.all(endpoints.map((one) => reach(host, one))),
    probeWeb(host, { proxies, urls, caDirectory }),
  ]);
  return { names: { hostname, ...found }, ...families, interfaces, endpoints: reached, proxies, ...web };
}

async function addressesOf(host: Host, name: string): Promise<Pick<NetworkFacts["names"], "addresses" | "problem">> {
  const found = await host.resolve(name, lookUpMs);
  if (found.ok) return { addresses: [...new Set(found.value)].sort(), problem: "" };
  return { addresses: [], problem: found.error.code === "not-recorded" ? null : found.error.what };
}

/** Web proxies that the node names, without user information: a password in such a URL is a secret. */
function proxiesOf(env: Readonly<Record<string, string>>): readonly string[] {
  const named = proxyVariables
    .flatMap((variable) => (env[variable] ?? "").split(/[;,\s]+/u))
    .filter((text) => text !== "" && text !== "UNAVAILABLE");
  return [...new Set(named.map((text) => text.replace(/\/\/[^/@]*@/u, "//").slice(0, 200)))];
}
