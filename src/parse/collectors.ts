import { err, ok, type Result } from "../model/result.ts";

/** One collector or CCB broker as HTCondor addresses it; the port and the socket's number may be ranges to choose from. */
export interface Endpoint {
  readonly host: string;
  readonly ports: { readonly low: number; readonly high: number };
  readonly socket: { readonly name: string; readonly low: number; readonly high: number } | null;
}

/** Groups, of each of which one alternative is used. */
export type EndpointGroups = readonly (readonly Endpoint[])[];

export const endpointExpectation =
  "HOST[:PORT], alternatives separated by commas, groups by semicolons, for example cm.example.org:9618";
const hostName =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?)(?:\.[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?)*\.?$/u;
const address6 = /^\[[0-9A-Fa-f:.]{2,45}\]$/u;
const defaultPort = 9618;

/** `a,b:9620-9640;c:9618?sock=collector1-40` (GlideinWMS's grammar of GLIDEIN_Collector). */
export function parseEndpoints(text: string): Result<EndpointGroups, { readonly problem: string }> {
  const groups: Endpoint[][] = [];
  for (const group of text.split(";")) {
    if (group.trim() === "") continue;
    const alternatives: Endpoint[] = [];
    for (const item of group.split(",")) {
      const endpoint = parseEndpoint(item.trim());
      if (typeof endpoint === "string") return err({ problem: endpoint });
      alternatives.push(endpoint);
    }
    groups.push(alternatives);
  }
  return groups.length === 0 ? err({ problem: "it names no host" }) : ok(groups);
}

function parseEndpoint(text: string): Endpoint | string {
  const shown = JSON.stringify(text.slice(0, 100));
  const match =
    /^(\[[^\]]*\]|[^:?[\]]*)(?::([0-9]{1,5})(?:-([0-9]{1,5}))?)?(?:\?sock=([A-Za-z_.-]*[A-Za-z_.]|[A-Za-z0-9_.-]+?)(?:([0-9]{1,4})-([0-9]{1,4}))?)?$/u.exec(
      text,
    );
  const host = match?.[1] ?? "";
  if (match === null || !(hostName.test(host) || address6.test(host))) return `${shown} is not HOST[:PORT]`;
  const low = match[2] === undefined ? defaultPort : Number(match[2]);
  const high = match[3] === undefined ? low : Number(match[3]);
  if (low < 1 || high > 65535 || low > high) return `${shown}: ports are 1 to 65535, the lower one first`;
  if (match[4] === undefined) return { host, ports: { low, high }, socket: null };
  const first = match[5] === undefined ? -1 : Number(match[5]);
  const last = match[6] === undefined ? -1 : Number(match[6]);
  return first > last
    ? `${shown}: the lower socket number comes first`
    : { host, ports: { low, high }, socket: { name: match[4], low: first, high: last } };
}
