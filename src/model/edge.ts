/**
 * What `glidein edge` tells about itself in its description file. No secret is in it: token and key are files beside it,
 * for the same account only. Times are epoch seconds.
 */
export interface EdgeDescription {
  readonly schema: "glidein.edge/1";
  /** Drawn when the state directory was made; the same after a restart. */
  readonly name: string;
  /** Host that it runs on, for people. */
  readonly host: string;
  readonly startedAt: number;
  /** End of the token and of the key as they are now; a running edge renews them in time. */
  readonly expiresAt: number;
  /** HTCondor's broker, which connects daemons to the pool. */
  readonly broker: {
    /** `ADDRESS:PORT`, an IPv6 address in brackets. */
    readonly address: string;
    /** File with the token for it; relative to the description. */
    readonly tokenFile: string;
    readonly trustDomain: string;
  };
  /** Addresses of the pool's hosts by name, for nodes that cannot look them up. */
  readonly hosts: Readonly<Record<string, readonly string[]>>;
  /** The relay for files. */
  readonly relay: { readonly address: string; readonly keyFile: string };
}

/** HTCondor's outbound relay is in this release and in later ones, on the edge and on the node. */
export const edgeCondorVersion = "25.14.0";

/** How a relay is used: its address, and the key that both sides know. */
export interface RelayAccess {
  readonly address: string;
  readonly key: string;
}
