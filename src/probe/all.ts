import { usualCertificates } from "../host/authorities.ts";
import type { Host } from "../host/host.ts";
import type { Facts } from "../model/facts.ts";
import type { Settings } from "../model/settings.ts";
import { probeBatch } from "./batch/index.ts";
import { probeCondorFacts } from "./condor.ts";
import { probeContainer } from "./container/index.ts";
import { probeCredentials } from "./credential/credentials.ts";
import { probeFeatures } from "./features/probe-features.ts";
import { probeCgroup } from "./machine/cgroup.ts";
import { probeClock } from "./machine/clock.ts";
import { probeCpus } from "./machine/cpus.ts";
import { probeCvmfs } from "./machine/cvmfs.ts";
import { probeGpus } from "./machine/gpus.ts";
import { probeLimits } from "./machine/limits.ts";
import { probeMemory } from "./machine/memory.ts";
import { probeStorage } from "./machine/storage.ts";
import { probeSystem } from "./machine/system.ts";
import { probeUser } from "./machine/user.ts";
import type { Endpoint } from "./network/endpoints.ts";
import { type NetworkQuestions, probeNetwork } from "./network.ts";
import { type OnProgress, ProbeProgress } from "./progress.ts";
import { probeCvmfsHealth } from "./site/cvmfs-health.ts";
import { probeSite } from "./site/index.ts";

export interface ProbeOptions {
  /** 0–99, fixed by `--seed`; null: drawn from the host's randomness. */
  readonly draw: number | null;
  /** Endpoints that the plan needs; none are asked when the list is empty. */
  readonly endpoints: (choice: number) => readonly Endpoint[];
  /** A download follows, with its own patience and attempts: a server that does not answer a first question is no verdict. */
  readonly downloadFollows?: boolean;
  readonly onProgress?: OnProgress;
}

/** Looks at everything at once. Each probe has its own deadlines and says "unknown, because" where others would throw. */
export async function probeAll(host: Host, settings: Settings, options: ProbeOptions): Promise<Facts> {
  const random = host.random();
  const draw = options.draw ?? Math.min(99, Math.floor(random * 100));
  const choice = options.draw ?? Math.floor((random * 1e8) % 1e6);
  const hostname = await hostnameOf(host);
  const [cgroup, limits, batch] = await Promise.all([
    probeCgroup(host),
    probeLimits(host),
    probeBatch(host, { now: host.now(), hostname }),
  ]);
  const hints = batch.jobs.flatMap((job) =>
    job.scratch === null || job.standing === "contradicted"
      ? []
      : [{ path: job.scratch, from: `${job.system} scratch directory` }],
  );
  const storing = probeStorage(host, settings, hints);
  const userAsked = probeUser(host);
  const progress = new ProbeProgress(options.onProgress);
  const [clock, system, features, cpus, memory, storage, gpus, container, credentials, cvmfs, net, user, condor, site] =
    await Promise.all([
      progress.of("clock", probeClock(host)),
      progress.of("system", probeSystem(host, cgroup, limits)),
      progress.of("Machine/Job Features", probeFeatures(host)),
      progress.of("CPUs", probeCpus(host, cgroup)),
      progress.of("memory", probeMemory(host, cgroup, limits)),
      progress.of("storage", storing),
      progress.of("GPUs", probeGpus(host)),
      progress.of("containers", probeContainer(host, settings)),
      progress.of("credentials", probeCredentials(host, settings)),
      progress.of("CVMFS", probeCvmfsAndHealth(host, settings)),
      progress.of("network", probeNetwork(host, networkQuestions(settings, options.endpoints(choice)))),
      progress.of("account", userAsked),
      progress.of("HTCondor", probeCondorFacts(host, settings.GLIDEIN_Condor.value)),
      progress.of("site", sited(host, settings, userAsked, storing)),
    ]);
  const { clock: skew, ...asked } = net;
  const network = options.downloadFollows === true ? leftOpen(asked, settings.GLIDEIN_Condor.value) : asked;
  return {
    schema: "glidein.facts/1",
    clock: { ...clock, ...skew },
    draw,
    choice,
    system,
    ...features,
    cpus,
    memory,
    storage,
    gpus,
    batch,
    container,
    credentials,
    cvmfs,
    network,
    site,
    user,
    condor,
  };
}

/** The kernel's name for the node; a composed tree may only have the file that sets it. */
async function hostnameOf(host: Host): Promise<string | null> {
  for (const path of ["/proc/sys/kernel/hostname", "/etc/hostname"]) {
    const text = await host.readText(path);
    if (text.ok && text.value.trim() !== "") return text.value.trim();
  }
  return null;
}

const probeCvmfsAndHealth = async (host: Host, settings: Settings): Promise<Facts["cvmfs"]> =>
  probeCvmfsHealth(host, await probeCvmfs(host, settings.GLIDEIN_CVMFS_Repositories.value));

async function sited(
  host: Host,
  settings: Settings,
  user: Promise<Facts["user"]>,
  storage: Promise<Facts["storage"]>,
): Promise<Facts["site"]> {
  return probeSite(host, settings, await user, await storage);
}

/** What the first question to the web servers says, left open where the download itself will tell. */
function leftOpen<T extends Pick<Facts["network"], "servers">>(network: T, condor: string): T {
  const download = condor.replace(/#.*$/su, "");
  return {
    ...network,
    servers: network.servers.map((server) =>
      server.works === false && server.url === download ? { ...server, works: null } : server,
    ),
  };
}

/** The tarball comes from a web server too. */
function networkQuestions(settings: Settings, endpoints: readonly Endpoint[]): NetworkQuestions {
  const condor = settings.GLIDEIN_Condor.value;
  return {
    endpoints,
    urls: [...settings.GLIDEIN_Web_Servers.value, ...(/^https?:\/\//u.test(condor) ? [condor] : [])],
    caDirectory: settings.X509_CERT_DIR.value ?? usualCertificates,
  };
}
