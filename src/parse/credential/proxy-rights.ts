import type { Link } from "./chain.ts";
import type { ProxyPolicy } from "./proxy-info.ts";
import { isProxy } from "./proxy-kind.ts";

/** Whose rights a chain carries, and how many of them. */
export interface ProxyRights {
  /** The distinguished name that services map; null when there is no chain. */
  readonly identity: string | null;
  /** The most restricted of the chain; null when there is no proxy in it. */
  readonly policy: ProxyPolicy | null;
}

/** Independent and restricted proxies stand for themselves; all others for the user at the end of the chain. */
export function rightsOf(links: readonly Link[]): ProxyRights {
  const proxies = links.filter(({ kind }) => isProxy(kind));
  const own = proxies.find(({ kind }) => kind.policy === "independent" || kind.policy === "restricted");
  if (own !== undefined) return { identity: own.certificate.subject.text, policy: own.kind.policy };
  const user = links.find(({ kind }) => !isProxy(kind));
  // Without the user's certificate its name is still that of the issuer of the outermost proxy.
  const identity = user?.certificate.subject.text ?? proxies.at(-1)?.certificate.issuer.text ?? null;
  if (proxies.length === 0) return { identity, policy: null };
  return { identity, policy: proxies.some(({ kind }) => kind.policy === "limited") ? "limited" : "full" };
}
