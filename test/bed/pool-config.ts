// The central manager's and access point's HTCondor configuration: a pool as it would be anywhere, only impatient.
import { domain } from "./network.ts";

/** The identity that the pool lets in as a worker node. Another identity's token is refused: a test may want that. */
export const glideinIdentity = `glidein@${domain}`;

export function poolConfig(hostName: string, extra: string): string {
  const ours = `condor@${domain}, root@${domain}, condor@family, condor@child`;
  return `# Debian's layout
RELEASE_DIR = /usr
LOCAL_DIR = /var
RUN = /run/condor
LOCK = /run/lock/condor
LOG = /var/log/condor
SPOOL = /var/lib/condor/spool
EXECUTE = /var/lib/condor/execute
ETC = /etc/condor
BIN = /usr/bin
SBIN = /usr/sbin
LIB = /usr/lib/condor
LIBEXEC = /usr/libexec/condor
SHARE = /usr/share/condor
LOCAL_CONFIG_FILE =
LOCAL_CONFIG_DIR =
REQUIRE_LOCAL_CONFIG_FILE = False

DAEMON_LIST = MASTER COLLECTOR NEGOTIATOR SCHEDD
CONDOR_HOST = ${hostName}
COLLECTOR_HOST = ${hostName}:9618
UID_DOMAIN = ${domain}
FILESYSTEM_DOMAIN = ${hostName}
TRUST_DOMAIN = ${domain}
ENABLE_IPV6 = False

SEC_DEFAULT_AUTHENTICATION = REQUIRED
SEC_DEFAULT_ENCRYPTION = REQUIRED
SEC_DEFAULT_INTEGRITY = REQUIRED
SEC_DEFAULT_AUTHENTICATION_METHODS = FS, IDTOKENS
SEC_PASSWORD_DIRECTORY = /etc/condor/passwords.d
SEC_TOKEN_SYSTEM_DIRECTORY = /etc/condor/tokens.d
ALLOW_READ = *@${domain}
ALLOW_WRITE = *@${domain}
ALLOW_ADMINISTRATOR = ${ours}
ALLOW_DAEMON = ${ours}
ALLOW_NEGOTIATOR = ${ours}
ALLOW_ADVERTISE_SCHEDD = ${ours}
ALLOW_ADVERTISE_STARTD = ${glideinIdentity}, ${ours}
ALLOW_ADVERTISE_MASTER = ${glideinIdentity}, ${ours}

# Tests wait for these.
NEGOTIATOR_INTERVAL = 2
NEGOTIATOR_MIN_INTERVAL = 1
NEGOTIATOR_CYCLE_DELAY = 1
SCHEDD_INTERVAL = 5
SCHEDD_MIN_INTERVAL = 1
JOB_START_DELAY = 0
MASTER_BACKOFF_CONSTANT = 1
PREEN =
MAIL =
SCHEDD_ADMIN_EMAIL =
RUNBENCHMARKS = False
SYSTEM_PERIODIC_HOLD = False
${extra}
`;
}
