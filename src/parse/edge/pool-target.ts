import { readHost, readIpv6 } from "../url-host.ts";

/** Somebody with whom HTCondor's daemons are connected. */
export type PoolTarget =
  | { readonly kind: "host"; readonly host: string }
  /** `192.0.2.0/24`, as HTCondor writes it. */
  | { readonly kind: "network"; readonly network: string };

/** A host name, a numeric address or a network; null when it is none of them. */
export function parsePoolTarget(text: string): PoolTarget | null {
  const [base = "", bits, ...rest] = text.split("/");
  if (rest.length > 0) return null;
  const six = readIpv6(base.replace(/^\[(.*)\]$/u, "$1"));
  const host = six ?? readHost(base);
  if (host === null) return null;
  if (bits === undefined) return { kind: "host", host };
  const most = six === null ? 32 : 128;
  const isAddress = six !== null || /^[0-9.]+$/u.test(host);
  return isAddress && /^(?:0|[1-9][0-9]{0,2})$/u.test(bits) && Number(bits) <= most
    ? { kind: "network", network: `${host}/${bits}` }
    : null;
}
