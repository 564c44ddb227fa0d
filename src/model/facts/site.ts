import type { Unknown } from "./fence.ts";

/** The directory of CA certificates and revocation lists that grid software uses. */
export interface CertificateFacts {
  readonly path: string;
  /** e.g. `environment X509_CERT_DIR`, `default`. */
  readonly from: string;
  readonly exists: boolean | null;
  /** Files with CA certificates, named by hash. */
  readonly authorities: number;
  /** Files with revocation lists. */
  readonly lists: number;
  /** Lists whose next update is over, at most 20 of them, the longest ago first; epoch seconds. */
  readonly expired: readonly { readonly file: string; readonly at: number }[];
  readonly expiredCount: number;
  readonly unknown: readonly Unknown[];
}

/** What dead pilots left on the node, at most 50 of each. */
export interface LeftoverFacts {
  readonly directories: readonly { readonly path: string; readonly uid: number | null; readonly why: string }[];
  readonly processes: readonly { readonly pid: number; readonly name: string; readonly why: string }[];
}

export interface DenylistFacts {
  readonly path: string;
  readonly entries: readonly string[];
  /** Why it could not be read; empty when it was. */
  readonly problem: string;
}

/** What of the node is the site's to keep in order. */
export interface SiteFacts {
  /** The whole node was looked at, now or in a recording. false: a tree in which the absence of a file proves nothing. */
  readonly complete: boolean;
  /** Whether the node's account database knows our user; null: could not be asked. */
  readonly accountKnown: boolean | null;
  /** The C library, as `getconf` names it. */
  readonly libc: { readonly name: string; readonly version: string } | null;
  readonly certificates: CertificateFacts;
  readonly leftovers: LeftoverFacts;
  /** null when the settings name none. */
  readonly denylist: DenylistFacts | null;
}
