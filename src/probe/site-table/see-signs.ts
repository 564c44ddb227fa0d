import type { Signs } from "../../decide/site/recognise-site.ts";
import type { Site } from "../../decide/site/site.ts";
import type { Host } from "../../host/host.ts";
import type { BatchSign } from "../../model/site-keys.ts";

/** Looks for what the tables ask for, by a few small files and no command. */
export async function seeSigns(host: Host, sites: readonly Site[]): Promise<Signs> {
  return {
    hosts: await hostNames(host),
    env: host.env,
    clusters: await clustersOf(host),
    batch: batchSystems(host.env),
    files: await filesOf(host, sites),
  };
}

async function hostNames(host: Host): Promise<readonly string[]> {
  const kernel = await host.readText("/proc/sys/kernel/hostname");
  const name = (kernel.ok ? kernel.value.trim() : "") || (host.env["HOSTNAME"] ?? "");
  if (name === "") return [];
  if (name.includes(".")) return [name];
  const resolver = await host.readText("/etc/resolv.conf");
  const domain = resolver.ok ? /^\s*(?:search|domain)\s+(\S{1,255})/mu.exec(resolver.value)?.[1] : undefined;
  return domain === undefined || domain === "." ? [name] : [name, `${name}.${domain.replace(/\.$/u, "")}`];
}

const isSet = (env: Signs["env"], name: string): boolean => Object.hasOwn(env, name) && env[name] !== "";

async function clustersOf(host: Host): Promise<Signs["clusters"]> {
  const { env } = host;
  const said = ["SLURM_CLUSTER_NAME", "SLURM_WORKING_CLUSTER", "PBS_SERVER"].flatMap((from) =>
    isSet(env, from) ? [{ name: (env[from] ?? "").replace(/:.*$/su, ""), from }] : [],
  );
  const files = [
    { path: env["SLURM_CONF"] ?? "/etc/slurm/slurm.conf", key: /^\s*ClusterName\s*=\s*([^\s#]{1,255})/imu },
    { path: env["PBS_CONF_FILE"] ?? "/etc/pbs.conf", key: /^\s*PBS_SERVER\s*=\s*([^\s#]{1,255})/mu },
  ];
  const written = await Promise.all(
    files.map(async ({ path, key }) => {
      const text = path.startsWith("/") ? await host.readText(path, 1_048_576) : null;
      const name = text?.ok === true ? key.exec(text.value)?.[1] : undefined;
      return name === undefined ? [] : [{ name, from: path }];
    }),
  );
  return [...said, ...written.flat()];
}

/** Only claims; what is believed of them is decided where the batch system is looked at. */
const variables: readonly (readonly [system: BatchSign, name: string])[] = [
  ["htcondor", "_CONDOR_JOB_AD"],
  ["flux", "FLUX_URI"],
  ["slurm", "SLURM_JOB_ID"],
  ["pbs", "PBS_JOBID"],
  ["lsf", "LSB_JOBID"],
  ["sge", "PE_HOSTFILE"],
];

const batchSystems = (env: Signs["env"]): Signs["batch"] =>
  variables.flatMap(([system, from]) => (isSet(env, from) ? [{ system, from }] : []));

const mostFiles = 1000;

async function filesOf(host: Host, sites: readonly Site[]): Promise<ReadonlySet<string>> {
  const paths = new Set(sites.flatMap(({ when }) => when.get("file") ?? []).filter((path) => path.startsWith("/")));
  const found: string[] = [];
  for (const path of [...paths].slice(0, mostFiles)) if ((await host.stat(path)).ok) found.push(path);
  return new Set(found);
}
