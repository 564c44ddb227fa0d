/** The edge that the settings name, as far as it could be asked. `why` and `problem`: empty when all is well. */
export interface EdgeFacts {
  /** The description file. */
  readonly file: string;
  /** Why the description cannot be used; everything else is null then. */
  readonly problem: string;
  readonly name: string | null;
  readonly host: string | null;
  /** End of its token and key. */
  readonly expiresAt: number | null;
  /** Addresses, as the edge knows them, of hosts of the pool that this node cannot look up. */
  readonly hosts?: Readonly<Record<string, string>>;
  /** HTCondor's broker; `reachable` is a TCP connection, null: not tried. */
  readonly broker: { readonly address: string; readonly reachable: boolean | null; readonly why: string } | null;
  /** The relay for files; `works`: it answered, knew the key and proved it. */
  readonly relay: {
    readonly address: string;
    readonly keyFile: string;
    readonly works: boolean | null;
    readonly why: string;
  } | null;
}
