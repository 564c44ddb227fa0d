import { isIP } from "node:net";
import type { Host } from "../../host/host.ts";
import type { PoolTarget } from "../../parse/edge/pool-target.ts";

const lookUpMs = 10_000;

export interface PoolAddresses {
  /** For HTCondor, which asks for addresses: names, what they stand for, and networks. */
  readonly allowed: readonly string[];
  /** For questions whether somebody is reached; lower case. */
  readonly hosts: readonly string[];
  /** Addresses of each name. */
  readonly byName: Readonly<Record<string, readonly string[]>>;
  readonly unknown: readonly string[];
}

/** Looks up every name; one that cannot be looked up now stays as it is, and is tried again later. */
export async function lookUpPool(host: Host, targets: readonly PoolTarget[]): Promise<PoolAddresses> {
  const names = [...new Set(targets.flatMap((one) => (one.kind === "host" ? [one.host.toLowerCase()] : [])))];
  const networks = targets.flatMap((one) => (one.kind === "network" ? [one.network] : []));
  const found = await Promise.all(
    names.map(async (name) => ({ name, read: isIP(name) === 0 ? await host.resolve(name, lookUpMs) : null })),
  );
  const addresses = found.flatMap(({ name, read }) => (read?.ok === true ? [name, ...read.value] : [name]));
  return {
    allowed: [...new Set([...addresses, ...networks])].sort(),
    hosts: [...new Set(addresses)],
    byName: Object.fromEntries(
      found.flatMap(({ name, read }) => (read?.ok === true ? [[name, read.value] as const] : [])),
    ),
    unknown: found.flatMap(({ name, read }) => (read?.ok === false ? [name] : [])),
  };
}
