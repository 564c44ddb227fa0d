/** Whether an address family leads out of the node; null: could not be read. */
export interface FamilyFacts {
  readonly defaultRoute: boolean | null;
  /** An address that others can reach, beyond loopback, link and site. Known for IPv6 only. */
  readonly globalAddress: boolean | null;
}

export interface NetworkFacts {
  readonly names: {
    readonly hostname: string | null;
    readonly addresses: readonly string[];
    /** Why the name has no addresses; empty when it has; null when nobody was asked. */
    readonly problem: string | null;
  };
  readonly ipv4: FamilyFacts;
  readonly ipv6: FamilyFacts;
  /** Interfaces with a carrier, but for the loopback; absent in facts from before they were looked at. */
  readonly interfaces?: readonly string[];
  /** TCP connections that were tried. `what`: `collector`, `CCB broker`, `schedd`. */
  readonly endpoints: readonly {
    readonly what: string;
    readonly endpoint: string;
    readonly reachable: boolean | null;
    readonly why: string;
  }[];
  /** Web proxies that the node names, without user information. */
  readonly proxies: readonly string[];
  /** Whether each of them answers as a web server does; null: not asked. */
  readonly proxyAnswers: readonly { readonly proxy: string; readonly works: boolean | null; readonly why: string }[];
  /** Web servers that the settings name; `via` is a proxy or `direct`. */
  readonly servers: readonly {
    readonly url: string;
    readonly via: string;
    readonly works: boolean | null;
    readonly why: string;
  }[];
}
