import { expression, flag, integer, type Knob, macro, text } from "./entry.ts";

export interface PoolKnobs {
  /** Name of this glidein; master and startd must have the same literal one. */
  readonly name: string;
  readonly collectors: readonly string[];
  readonly brokers: readonly string[];
  /** Account that we run as; null when the node does not know its name, and then nobody is let in locally. */
  readonly account: string | null;
  /** Authentication methods towards the pool, strongest wish first. */
  readonly methods: readonly string[];
  /** The one that leads to the pool; null: HTCondor chooses. */
  readonly interface: string | null;
}

/** Connection and security: we call the pool and prove who we are; nobody but a claim's own session calls us. */
export function poolKnobs(pool: PoolKnobs): readonly Knob[] {
  return [
    text("COLLECTOR_HOST", pool.collectors.join(",")),
    text("CCB_ADDRESS", pool.brokers.join(",")),
    ...(pool.interface === null ? [] : [text("NETWORK_INTERFACE", pool.interface)]),
    text("DAEMON_LIST", "MASTER STARTD"),
    text("MASTER_NAME", pool.name),
    text("STARTD_NAME", pool.name),
    flag("USE_SHARED_PORT", true),
    // The default, 9618, is taken by the first glidein of a node; the second would register and never be claimed.
    integer("SHARED_PORT_PORT", 0),
    text("PRIVATE_NETWORK_NAME", pool.name),
    // A domain that no access point has, so that a job's account name there never counts as one here.
    text("UID_DOMAIN", "glidein.invalid"),
    text("FILESYSTEM_DOMAIN", "glidein.invalid"),
    text("SEC_DEFAULT_AUTHENTICATION", "REQUIRED"),
    text("SEC_DEFAULT_ENCRYPTION", "REQUIRED"),
    text("SEC_DEFAULT_INTEGRITY", "REQUIRED"),
    text("SEC_DEFAULT_AUTHENTICATION_METHODS", ["FS", ...pool.methods].join(", ")),
    // A tool that is killed between its directory and the answer leaves the directory; in /tmp nobody would remove it.
    macro("FS_LOCAL_DIR", "$(LOCK)"),
    // Not FS towards the pool: it would succeed as a local account where a collector shares our /tmp, and be refused.
    text("SEC_CLIENT_AUTHENTICATION_METHODS", pool.methods.join(", ")),
    text("TOOL.SEC_CLIENT_AUTHENTICATION_METHODS", ["FS", ...pool.methods].join(", ")),
    macro("SEC_TOKEN_DIRECTORY", "$(LOCAL_DIR)/tokens.d"),
    macro("SEC_TOKEN_SYSTEM_DIRECTORY", "$(LOCAL_DIR)/tokens.d"),
    macro("SEC_PASSWORD_DIRECTORY", "$(LOCAL_DIR)/etc/passwords.d"),
    text("ALLOW_WRITE", ""),
    text("ALLOW_NEGOTIATOR", ""),
    ...["ALLOW_READ", "ALLOW_DAEMON", "ALLOW_ADMINISTRATOR"].map((knob) =>
      pool.account === null ? text(knob, "") : text(knob, `${pool.account}@glidein.invalid`),
    ),
    flag("STARTD_SHOULD_WRITE_CLAIM_ID_FILE", false),
  ];
}

/** What keeps a borrowed node clean, quiet and reproducible. */
export function hygieneKnobs(updateInterval: number): readonly Knob[] {
  // Spread, so that the glideins of a factory do not report in step; the longest leaves the collector time to be late.
  const longest = Math.max(2, Math.floor((updateInterval * 30) / 37));
  return [
    text("MASTER_NEW_BINARY_RESTART", "NEVER"),
    text("PREEN", ""),
    text("MAIL", ""),
    flag("RUNBENCHMARKS", false),
    flag("USE_PROCD", true),
    // A job that is told to leave has this long for its own clean-up; HTCondor alone would give it ten minutes.
    integer("MachineMaxVacateTime", 60),
    text("MAX_DEFAULT_LOG", "5 Mb"),
    text("ALL_DEBUG", "D_PID"),
    // 25.12 and later never match in a 23.9 pool with the default (HTCONDOR-2530).
    integer("CATALOG_SPACE", 0),
    macro("STARTD_HISTORY", "$(LOG)/startd_history"),
    // The starter tells the schedd of a job's end; a shorter interval than the default shows a slot's changes to the pool.
    macro("UPDATE_INTERVAL", `$RANDOM_INTEGER(${Math.max(1, Math.floor(longest * 0.8))},${longest})`),
    integer("MASTER_UPDATE_INTERVAL", longest),
    integer("MASTER_BACKOFF_CEILING", 600),
    expression("SUSPEND", "False"),
  ];
}
