import { decideConnection } from "../../decide/connection.ts";
import type { CredentialFact } from "../../model/facts/credential.ts";
import type { Plan } from "../../model/plan.ts";
import type { WalkContext } from "./walk-context.ts";

type Values = Readonly<Record<string, string>>;

/** What a stock script would have written into `glidein_config`, from facts and decisions; null for one that writes nothing. */
export function tellOf(name: string, context: WalkContext): Values | null {
  const { facts } = context;
  switch (name) {
    case "setup_x509.sh":
    case "token_setup.sh":
      return credentials(facts.credentials, trustDomain(context));
    case "check_wn_drainstate.sh":
      return attributes(context.plan()?.plan, /^SiteWMS_WN_/u);
    case "collector_setup.sh":
      return collectors(context);
    case "setup_network.sh":
      return { USE_CCB: "True", USE_SHARED_PORT: "True", ...brokers(context) };
    case "script_wrapper.sh":
      return { GLIDEIN_PS_OK: "True", GLIDEIN_PS_LAST: "script_wrapper.sh", GLIDEIN_PS_LAST_END: "0" };
    case "cvmfs_helper_funcs.sh":
      return {
        HAS_UNPRIVILEGED_USER_NAMESPACES: facts.system.userNamespaces.allowed === false ? "disabled" : "enabled",
      };
    case "cvmfs_setup.sh":
      return { GLIDEIN_CVMFS_ON_DEMAND: "False" };
    case "singularity_setup.sh":
      return attributes(context.plan()?.plan, /SINGULARITY|CONTAINERSW|^GLIDEIN_REQUIRED_OS$|^GLIDEIN_PROVIDES$/u);
    case "glidein_sitewms_setup.sh":
      return { ...unknownBatchSystem, ...attributes(context.plan()?.plan, /^GLIDEIN_SiteWMS/u) };
    case "glidein_cpus_setup.sh":
      return resources(context.plan()?.plan, ({ cpus }) => ({ GLIDEIN_CPUS: String(cpus) }));
    case "glidein_memory_setup.sh":
      return resources(context.plan()?.plan, ({ memoryMiB }) => ({ MEMORY: String(memoryMiB) }));
    case "smart_partitionable.sh":
      return resources(context.plan()?.plan, (_, plan) => ({
        SLOTS_LAYOUT: plan.slots[0]?.partitionable === false ? "fixed" : "partitionable",
      }));
    default:
      return null;
  }
}

/** What jobs and VOs read where no batch system is known. */
const unknownBatchSystem: Values = {
  GLIDEIN_SiteWMS: "Unknown",
  GLIDEIN_SiteWMS_Slot: "Unknown",
  GLIDEIN_SiteWMS_JobId: "Unknown",
  GLIDEIN_SiteWMS_Queue: "Unknown",
};

/** As GlideinWMS has it: what was set, else the first collector, a choice of ports without its numbers. */
function trustDomain({ config }: WalkContext): string {
  const set = config.get("TRUST_DOMAIN");
  if (set !== "") return set;
  const from = config.get("GLIDEIN_Collector") || config.get("CCB_ADDRESS");
  return from.replaceAll(/\$RANDOM_INTEGER\([^)]*\)/gu, "RANDOM").split(/[,\s]/u, 1)[0] ?? "";
}

/** Where the glidein is reached through a firewall, under the name that GlideinWMS's script gives it. */
function brokers(context: WalkContext): Values {
  const address = context.config.get("GLIDEIN_CCB") || context.config.get("GLIDEIN_Collector");
  return address === "" ? {} : { CCB_ADDRESS: address };
}

function credentials(found: readonly CredentialFact[], domain: string): Values {
  const token = found.find(({ kind, standing }) => kind === "idtoken" && standing === "given");
  const proxy = found.find(({ kind }) => kind === "x509-proxy");
  return {
    ...(token === undefined ? {} : { GLIDEIN_CONDOR_TOKEN: token.path, GLIDEIN_CONDOR_TOKEN_ORIG: token.path }),
    ...(domain === "" ? {} : { TRUST_DOMAIN: domain }),
    ...(proxy === undefined ? {} : { X509_USER_PROXY: proxy.path, X509_USER_PROXY_ORIG: proxy.path }),
    ...(proxy?.expiresAt === undefined || proxy.expiresAt === null
      ? {}
      : { X509_EXPIRE: String(Math.floor(proxy.expiresAt)) }),
  };
}

function collectors(context: WalkContext): Values | null {
  const settings = context.settings();
  if (settings === null) return null;
  const chosen = decideConnection(settings, context.facts.choice);
  if (!chosen.ok || chosen.value.collectors.length === 0) return null;
  const list = chosen.value.collectors.join(",");
  return { GLIDEIN_Collector: list, GLIDEIN_Master_Collector: list, GLIDEIN_CCB: chosen.value.brokers.join(",") };
}

const attributes = (plan: Plan | undefined, names: RegExp): Values | null =>
  plan === undefined
    ? null
    : Object.fromEntries(
        Object.entries(plan.attributes)
          .filter(([name]) => names.test(name))
          .map(([name, { sourced }]) => [name, textOf(sourced.value)]),
      );

/** As GlideinWMS's scripts write them. */
function textOf(value: number | string | boolean): string {
  if (value === true) return "True";
  return value === false ? "False" : String(value);
}

const resources = (
  plan: Plan | undefined,
  values: (resources: Plan["resources"], plan: Plan) => Values,
): Values | null => (plan === undefined ? null : values(plan.resources, plan));
