import type { Host } from "../host/host.ts";
import type { Facts } from "../model/facts.ts";

const lookUpMs = 5000;
const connectMs = 8000;
const proxyVariables = ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "OSG_SQUID_LOCATION"] as const;

/** Name resolution of this node and TCP reachability of the endpoints that a plan needs, all asked at once. */
export async function probeNetwork(
  host: Host,
  endpoints: readonly { readonly what: string; readonly endpoint: string }[],
): Promise<Facts["network"]> {
  const name = await host.readText("/proc/sys/kernel/hostname");
  const hostname = name.ok && name.value.trim() !== "" ? name.value.trim() : (host.env["HOSTNAME"] ?? null);
  const [addresses, reached] = await Promise.all([
    hostname === null ? [] : addressesOf(host, hostname),
    Promise.all(endpoints.map((one) => reach(host, one))),
  ]);
  return { names: { hostname, addresses }, endpoints: reached, proxies: proxiesOf(host.env) };
}

async function addressesOf(host: Host, name: string): Promise<readonly string[]> {
  const found = await host.resolve(name, lookUpMs);
  return found.ok ? [...new Set(found.value)].sort() : [];
}

async function reach(
  host: Host,
  { what, endpoint }: { readonly what: string; readonly endpoint: string },
): Promise<Facts["network"]["endpoints"][number]> {
  const [, name, port] = /^\[?([^\]?]*?)\]?:([0-9]+)/u.exec(endpoint) ?? [];
  if (name === undefined || port === undefined) return { what, endpoint, reachable: null, why: "it is not HOST:PORT" };
  const connected = await host.connect(name, Number(port), connectMs);
  if (connected.ok) return { what, endpoint, reachable: true, why: "" };
  return {
    what,
    endpoint,
    reachable: connected.error.code === "not-recorded" ? null : false,
    why: connected.error.what,
  };
}

/** Web proxies that the node names, without user information: a password in such a URL is a secret. */
function proxiesOf(env: Readonly<Record<string, string>>): readonly string[] {
  const named = proxyVariables
    .flatMap((variable) => (env[variable] ?? "").split(/[;,\s]+/u))
    .filter((text) => text !== "" && text !== "UNAVAILABLE");
  return [...new Set(named.map((text) => text.replace(/\/\/[^/@]*@/u, "//").slice(0, 200)))];
}
