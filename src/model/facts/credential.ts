export type CredentialKind = "x509-proxy" | "scitoken" | "idtoken";

/**
 * How it came to us, which decides whether it limits our life. `given`: a setting or X509_USER_PROXY names it.
 * `ambient`: it lies where other software looks (bearer token discovery, /tmp/x509up_uUID, ~/.condor/tokens.d).
 * `job`: the batch system put it there for the batch job. `edge`: it opens the edge on the way, and not the pool.
 */
export type CredentialStanding = "given" | "ambient" | "job" | "edge";

/** An end (or a begin) in a credential; `part` tells the ends that GLIDEIN_Ignore_X509_Duration takes out from a token's. */
export interface CredentialLimit {
  /** e.g. `proxy certificate /DC=org/CN=Ada/CN=77`, `VOMS attribute certificate of cms`, `exp`. */
  readonly what: string;
  readonly at: number;
  readonly part: "certificate" | "voms" | "token";
}

export interface CredentialProblem {
  /** Stable, kebab-case: `expired`, `key-mismatch`, `bad-signature`, … */
  readonly code: string;
  readonly severity: "error" | "warning" | "info";
  /** What is wrong, beginning with its place in the file when it has one. Never content of the credential. */
  readonly message: string;
  readonly fix: string;
}

/** What is in a credential, apart from where it was found. */
export interface CredentialReading {
  readonly kind: CredentialKind;
  /** The earliest end in it; null when it has none or could not be read. */
  readonly expiresAt: number | null;
  readonly notBefore: number | null;
  /** Every limit in it: each certificate, VOMS attribute certificate, `exp`. */
  readonly limits: readonly CredentialLimit[];
  /** Every begin in it, in the same words. */
  readonly starts: readonly CredentialLimit[];
  readonly subject: string | null;
  readonly issuer: string | null;
  /** SHA-256 of the public part (leaf certificate, or header and payload), to tell a renewal from a rewrite. */
  readonly fingerprint: string | null;
  /** Kind-specific public facts (VO, FQANs, scopes, key type …); never secrets. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly problems: readonly CredentialProblem[];
}

export interface CredentialFact extends CredentialReading {
  /** A path, or `environment NAME` when the credential itself is in the variable. */
  readonly path: string;
  readonly from: string;
  readonly standing: CredentialStanding;
}
