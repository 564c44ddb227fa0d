// A startd configured by hand, without any glidein: the proof that a failure is the glidein's and not the bed's.

import { describeFailure } from "./command.ts";
import type { RunningProgram } from "./machine.ts";
import type { Pool } from "./pool.ts";
import { pilot } from "./recipe.ts";
import type { WorkerNode } from "./worker-node.ts";
import { scratchPath } from "./worker-node.ts";

export async function startHandMadeStartd(
  pool: Pool,
  node: WorkerNode,
  releaseDirectory = "/usr",
): Promise<RunningProgram> {
  const home = `${scratchPath}/condor`;
  const must = async (argv: readonly string[], input?: string): Promise<void> => {
    const done = await node.exec(argv, input === undefined ? {} : { input });
    if (done.status !== 0) throw new Error(describeFailure(argv, done));
  };
  const directories = ["", "/log", "/lock", "/run", "/spool", "/execute", "/etc", "/tokens.d"].map(
    (name) => home + name,
  );
  await must(["mkdir", "-p", "-m", "0755", ...directories]);
  await must(["sh", "-c", `umask 077; cat > ${home}/tokens.d/pool`], `${await pool.token()}\n`);
  await must(
    ["sh", "-c", `cat > ${home}/condor_config`],
    configuration(pool.address, node.name, home, releaseDirectory),
  );
  const env = { PATH: "/usr/bin:/bin", HOME: pilot.home, CONDOR_CONFIG: `${home}/condor_config` };
  return node.spawn([`${releaseDirectory}/sbin/condor_master`, "-f"], { env, cwd: scratchPath });
}

function configuration(collector: string, name: string, home: string, release: string): string {
  return `RELEASE_DIR = ${release}
BIN = $(RELEASE_DIR)/bin
SBIN = $(RELEASE_DIR)/sbin
LIB = $(RELEASE_DIR)/lib${release === "/usr" ? "/condor" : ""}
LIBEXEC = $(RELEASE_DIR)/libexec${release === "/usr" ? "/condor" : ""}
LOCAL_DIR = ${home}
LOG = $(LOCAL_DIR)/log
LOCK = $(LOCAL_DIR)/lock
RUN = $(LOCAL_DIR)/run
SPOOL = $(LOCAL_DIR)/spool
EXECUTE = $(LOCAL_DIR)/execute
ETC = $(LOCAL_DIR)/etc
LOCAL_CONFIG_FILE =
LOCAL_CONFIG_DIR =
REQUIRE_LOCAL_CONFIG_FILE = False
COLLECTOR_HOST = ${collector}
CCB_ADDRESS = $(COLLECTOR_HOST)
DAEMON_LIST = MASTER STARTD
MASTER_NAME = hand-${name}
STARTD_NAME = hand-${name}
SHARED_PORT_PORT = 0
PRIVATE_NETWORK_NAME = hand-${name}
UID_DOMAIN = hand.invalid
FILESYSTEM_DOMAIN = hand.invalid
SEC_DEFAULT_AUTHENTICATION = REQUIRED
SEC_DEFAULT_ENCRYPTION = REQUIRED
SEC_DEFAULT_INTEGRITY = REQUIRED
SEC_DEFAULT_AUTHENTICATION_METHODS = FS, IDTOKENS
SEC_CLIENT_AUTHENTICATION_METHODS = IDTOKENS
TOOL.SEC_CLIENT_AUTHENTICATION_METHODS = FS, IDTOKENS
SEC_TOKEN_DIRECTORY = $(LOCAL_DIR)/tokens.d
SEC_TOKEN_SYSTEM_DIRECTORY = $(LOCAL_DIR)/tokens.d
ALLOW_WRITE =
ALLOW_NEGOTIATOR =
ALLOW_READ = ${pilot.name}@$(UID_DOMAIN)
ALLOW_DAEMON = ${pilot.name}@$(UID_DOMAIN)
ALLOW_ADMINISTRATOR = ${pilot.name}@$(UID_DOMAIN)
NUM_CPUS = 2
MEMORY = 2048
SLOT_TYPE_1 = cpus=2
SLOT_TYPE_1_PARTITIONABLE = True
NUM_SLOTS_TYPE_1 = 1
STARTD_DETECT_GPUS = false
START = True
SINGULARITY = /usr/bin/apptainer
SINGULARITY_JOB = !isUndefined(TARGET.SingularityImage)
SINGULARITY_IMAGE_EXPR = TARGET.SingularityImage
SINGULARITY_TARGET_DIR = /srv
SINGULARITY_RUN_TEST_BEFORE_JOB = False
PREEN =
MAIL =
RUNBENCHMARKS = False
`;
}
