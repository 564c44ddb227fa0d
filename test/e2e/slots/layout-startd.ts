// A startd of the bed that gets its slots and its policy from the glidein's own decisions, and everything else by hand.
import { attributeKnobs } from "../../../src/decide/condor-config/attributes.ts";
import { policyKnobs } from "../../../src/decide/expressions/policy.ts";
import { slotConfig } from "../../../src/decide/slot-config.ts";
import type { Attribute, SlotType } from "../../../src/model/plan.ts";
import { derive } from "../../../src/model/provenance.ts";
import type { SettingName } from "../../../src/model/settings.ts";
import { renderCondorConfig } from "../../../src/parse/condor-config-text.ts";
import type { Pool, RunningProgram, WorkerNode } from "../../bed/index.ts";
import { pilot } from "../../bed/index.ts";
import { settingsWith } from "../../decide/settings-with.ts";
import { decision } from "../../decide/slots/cut.ts";
import { must } from "../rig/must.ts";

export interface Layout {
  /** Name of the startd in the pool, and of its directory. */
  readonly name: string;
  readonly settings: Partial<Record<SettingName, string>>;
  readonly cpus?: number;
  readonly memoryMiB?: number;
  readonly diskMiB?: number;
  /** Seconds from now. */
  readonly retireIn?: number;
  readonly dieIn?: number;
}

export interface LayoutStartd {
  readonly planned: readonly SlotType[];
  readonly master: RunningProgram;
}

/** The slots that are planned, and a master that was started with their configuration. */
export async function startLayout(pool: Pool, node: WorkerNode, layout: Layout): Promise<LayoutStartd> {
  const { planned, text } = configurationOf(layout);
  const home = `${node.scratch}/${layout.name}`;
  const directories = ["", "log", "lock", "run", "spool", "execute", "etc", "tokens.d"].map(
    (name) => `${home}/${name}`,
  );
  await must(node, ["mkdir", "-p", "-m", "0755", ...directories]);
  await must(node, ["sh", "-c", `umask 077; cat > ${home}/tokens.d/pool`], `${await pool.token()}\n`);
  await must(node, ["sh", "-c", `cat > ${home}/condor_config`], `${base(pool.address, layout.name, home)}${text}`);
  const env = { PATH: "/usr/bin:/bin", HOME: pilot.home, CONDOR_CONFIG: `${home}/condor_config` };
  return { planned, master: await node.spawn(["/usr/sbin/condor_master", "-f"], { env, cwd: home }) };
}

function configurationOf({
  settings: written,
  cpus = 8,
  memoryMiB = 16_000,
  diskMiB = 80_000,
  retireIn = 3600,
  dieIn = 7200,
}: Layout) {
  const settings = settingsWith(written);
  const slots = decision(null, { cpus, memoryMiB, diskMiB }, written);
  const config = slotConfig(slots.solution, slots.gpus, { devices: [], discovered: null });
  const policy = policyKnobs(settings);
  if (!policy.ok) throw new Error(JSON.stringify(policy.error));
  const now = Math.floor(Date.now() / 1000);
  const seconds = (value: number): Attribute => ({
    sourced: derive("test", [], value),
    type: "integer",
    published: true,
  });
  const attributes = {
    GLIDEIN_ToRetire: seconds(now + retireIn),
    GLIDEIN_ToDie: seconds(now + dieIn),
    GLIDEIN_Max_Idle: seconds(settings.GLIDEIN_Max_Idle.value),
    GLIDEIN_Max_Tail: seconds(settings.GLIDEIN_Max_Tail.value),
    ...config.attributes,
    ...policy.value.attributes,
  };
  const rendered = renderCondorConfig([
    ...attributeKnobs(attributes),
    { knob: "GLIDEIN_Accepts", value: { kind: "boolean", value: true } },
    { knob: "MAXJOBRETIREMENTTIME", value: { kind: "expression", text: policy.value.retirement } },
    ...config.entries,
    ...policy.value.knobs,
  ]);
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.error));
  return { planned: slots.slots, text: rendered.value };
}

const base = (collector: string, name: string, home: string): string => `RELEASE_DIR = /usr
LIB = /usr/lib/condor
LIBEXEC = /usr/libexec/condor
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
MASTER_NAME = ${name}
STARTD_NAME = ${name}
SHARED_PORT_PORT = 0
PRIVATE_NETWORK_NAME = ${name}
UID_DOMAIN = ${name}.invalid
FILESYSTEM_DOMAIN = ${name}.invalid
SEC_DEFAULT_AUTHENTICATION = REQUIRED
SEC_DEFAULT_ENCRYPTION = REQUIRED
SEC_DEFAULT_INTEGRITY = REQUIRED
SEC_DEFAULT_AUTHENTICATION_METHODS = FS, IDTOKENS
SEC_CLIENT_AUTHENTICATION_METHODS = IDTOKENS
SEC_TOKEN_DIRECTORY = $(LOCAL_DIR)/tokens.d
SEC_TOKEN_SYSTEM_DIRECTORY = $(LOCAL_DIR)/tokens.d
ALLOW_WRITE =
ALLOW_NEGOTIATOR =
ALLOW_READ = ${pilot.name}@$(UID_DOMAIN)
ALLOW_DAEMON = ${pilot.name}@$(UID_DOMAIN)
ALLOW_ADMINISTRATOR = ${pilot.name}@$(UID_DOMAIN)
# Short, because the tests wait for what the startd does at its updates.
UPDATE_INTERVAL = 3
MASTER_UPDATE_INTERVAL = 3
POLLING_INTERVAL = 2
PREEN =
MAIL =
RUNBENCHMARKS = False
CATALOG_SPACE = 0
MachineMaxVacateTime = 5
SINGULARITY =
`;
