import { flag, integer, type Knob, macro, text } from "../condor-config/entry.ts";
import { type CondorPaths, layoutKnobs } from "../condor-config/layout.ts";

export interface EdgeConfig {
  readonly paths: CondorPaths;
  readonly name: string;
  /** Without brackets. */
  readonly address: string;
  readonly port: number;
  /** Whose signature the tokens for this edge have. */
  readonly trustDomain: string;
  /** Directory with the signing key; kept over restarts. */
  readonly passwords: string;
}

/** The one account that tokens for an edge are made out to. */
export const edgeAccount = "glidein";

/**
 * HTCondor as an edge: a collector that is nothing but a broker, behind the one port. Only the shared port listens, at the
 * chosen address; the collector, which makes the connections to the pool, is bound to no address.
 */
export function edgeKnobs(edge: EdgeConfig): readonly Knob[] {
  const identity = `${edgeAccount}@${edge.trustDomain}`;
  return [
    ...layoutKnobs(edge.paths),
    macro("COLLECTOR", "$(SBIN)/condor_collector"),
    text("DAEMON_LIST", "MASTER, SHARED_PORT, COLLECTOR"),
    text("MASTER_NAME", edge.name),
    text("COLLECTOR_NAME", edge.name),
    text("COLLECTOR_HOST", `${edge.address.includes(":") ? `[${edge.address}]` : edge.address}:${edge.port}`),
    flag("USE_SHARED_PORT", true),
    flag("COLLECTOR_USES_SHARED_PORT", true),
    integer("SHARED_PORT_PORT", edge.port),
    text("NETWORK_INTERFACE", edge.address),
    // The master makes the sockets on which its daemons listen; those by which the collector connects are its own.
    flag("BIND_ALL_INTERFACES", false),
    flag("COLLECTOR.BIND_ALL_INTERFACES", true),
    text("ENABLE_IPV4", edge.address.includes(":") ? "auto" : "True"),
    // One more listener, for administrators.
    text("COLLECTOR_SUPER_ADDRESS_FILE", ""),
    text("UID_DOMAIN", edge.trustDomain),
    text("FILESYSTEM_DOMAIN", edge.trustDomain),
    text("TRUST_DOMAIN", edge.trustDomain),
    text("SEC_DEFAULT_AUTHENTICATION", "REQUIRED"),
    text("SEC_DEFAULT_ENCRYPTION", "REQUIRED"),
    text("SEC_DEFAULT_INTEGRITY", "REQUIRED"),
    // A restarted edge knows no session of before, and who comes with one is turned away: a starter that brings back the output
    // of a job would lose it. So whoever comes after a while proves anew who it is.
    ...["SEC_DEFAULT_SESSION_DURATION", "SEC_DAEMON_SESSION_DURATION"].map((knob) => integer(knob, 5)),
    // Not FS: it would let in, as somebody, every account of this host.
    text("SEC_DEFAULT_AUTHENTICATION_METHODS", "IDTOKENS"),
    text("SEC_CLIENT_AUTHENTICATION_METHODS", "IDTOKENS"),
    text("SEC_PASSWORD_DIRECTORY", edge.passwords),
    macro("SEC_TOKEN_POOL_SIGNING_KEY_FILE", "$(SEC_PASSWORD_DIRECTORY)/POOL"),
    macro("SEC_TOKEN_DIRECTORY", "$(LOCAL_DIR)/tokens.d"),
    macro("SEC_TOKEN_SYSTEM_DIRECTORY", "$(LOCAL_DIR)/tokens.d"),
    flag("SEC_ENABLE_TOKEN_REQUEST", false),
    flag("SEC_ENABLE_REMOTE_ADMINISTRATION", false),
    text("ALLOW_DAEMON", `${identity}, condor@family, condor@child`),
    text("ALLOW_READ", `${identity}, condor@family, condor@child`),
    ...["ALLOW_WRITE", "ALLOW_ADMINISTRATOR", "ALLOW_NEGOTIATOR", "ALLOW_CONFIG"].map((knob) => text(knob, "")),
    // The nodes are no part of this pool; what a job with the token says of itself is of no interest to anybody.
    ...["ALLOW_ADVERTISE_STARTD", "ALLOW_ADVERTISE_SCHEDD", "ALLOW_ADVERTISE_MASTER"].map((knob) =>
      text(knob, "condor@family, condor@child"),
    ),
    flag("CCB_OUTBOUND_PROXY", true),
    text("CCB_OUTBOUND_NEXT_HOP", ""),
    text("MASTER_NEW_BINARY_RESTART", "NEVER"),
    text("PREEN", ""),
    text("MAIL", ""),
    flag("USE_PROCD", true),
    text("CONDOR_VIEW_HOST", ""),
    text("MAX_DEFAULT_LOG", "5 Mb"),
    text("ALL_DEBUG", "D_PID"),
    integer("MASTER_BACKOFF_CEILING", 60),
  ];
}

/** The part that changes while it runs: hosts and networks to which it may connect. */
export const edgeTargetKnobs = (targets: readonly string[]): readonly Knob[] => [
  text("CCB_OUTBOUND_TARGET_ALLOWLIST", targets.join(", ")),
];
