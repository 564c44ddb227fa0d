import type { CredentialFact } from "../model/facts/credential.ts";
import { flag, type Knob, macro, text } from "./condor-config/entry.ts";
import type { CredentialUse } from "./lifetime/used-credentials.ts";

/** One credential that HTCondor gets as a file of its own in the work directory. */
export interface InstalledCredential {
  readonly credential: CredentialFact;
  /** Name below HTCondor's local directory. */
  readonly file: string;
}

export interface AuthenticationPlan {
  /** HTCondor's methods, strongest wish first; empty when nothing could open a pool. */
  readonly methods: readonly string[];
  /** The same, with the one that opens the edge on the way. */
  readonly ways: readonly string[];
  readonly install: readonly InstalledCredential[];
  readonly knobs: readonly Knob[];
  /** Whether the daemons' environment must name the proxy. */
  readonly proxyFile: string | null;
}

const scitokenFile = "etc/scitoken";
const proxyFile = "etc/proxy.pem";

/**
 * How we prove who we are: IDTOKENS first, then a SciToken, then SSL with a proxy where the pool allows that. Each token
 * gets a file of its own, in the order in which HTCondor tries them; what is not used is not copied, because an expired
 * token hides a good one of the same key.
 */
export function decideAuthentication(uses: readonly CredentialUse[], caDirectory: string | null): AuthenticationPlan {
  const used = uses.filter((use) => use.used).map(({ credential }) => credential);
  const idtokens = used.filter(({ kind }) => kind === "idtoken");
  const scitoken = used.find(({ kind }) => kind === "scitoken");
  const proxy = used.find(({ kind }) => kind === "x509-proxy");
  const methods = [
    ...(idtokens.some(({ standing }) => standing !== "edge") ? ["IDTOKENS"] : []),
    ...(scitoken === undefined ? [] : ["SCITOKENS"]),
    ...(proxy === undefined ? [] : ["SSL"]),
  ];
  return {
    methods,
    ways: [...new Set([...(idtokens.length > 0 ? ["IDTOKENS"] : []), ...methods])],
    install: [
      ...idtokens.map((credential, index) => ({
        credential,
        file: `tokens.d/${String(index).padStart(2, "0")}-idtoken`,
      })),
      ...(scitoken === undefined ? [] : [{ credential: scitoken, file: scitokenFile }]),
      ...(proxy === undefined ? [] : [{ credential: proxy, file: proxyFile }]),
    ],
    knobs: [
      ...(scitoken === undefined ? [] : [macro("SCITOKENS_FILE", `$(LOCAL_DIR)/${scitokenFile}`)]),
      ...(proxy === undefined && scitoken === undefined
        ? []
        : [
            flag("AUTH_SSL_CLIENT_USE_DEFAULT_CAS", true),
            ...(caDirectory === null ? [] : [text("AUTH_SSL_CLIENT_CADIR", caDirectory)]),
          ]),
      ...(proxy === undefined ? [] : [flag("AUTH_SSL_USE_CLIENT_PROXY_ENV_VAR", true)]),
    ],
    proxyFile: proxy === undefined ? null : proxyFile,
  };
}
