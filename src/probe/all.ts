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
import { probeNetwork } from "./network.ts";

export interface ProbeOptions {
  /** 0–99, fixed by `--seed`; null: drawn from the host's randomness. */
  readonly draw: number | null;
  /** Endpoints that the plan needs; none are asked when the list is empty. */
  readonly endpoints: (choice: number) => readonly { readonly what: string; readonly endpoint: string }[];
}

/** Looks at everything at once. Each probe has its own deadlines and says "unknown, because" where others would throw. */
export async function probeAll(host: Host, settings: Settings, options: ProbeOptions): Promise<Facts> {
  const random = host.random();
  const draw = options.draw ?? Math.min(99, Math.floor(random * 100));
  const choice = options.draw ?? Math.floor((random * 1e8) % 1e6);
  const hostname = await host.readText("/proc/sys/kernel/hostname");
  const [cgroup, limits, batch] = await Promise.all([
    probeCgroup(host),
    probeLimits(host),
    probeBatch(host, { now: host.now(), hostname: hostname.ok ? hostname.value.trim() : null }),
  ]);
  const hints = batch.jobs.flatMap((job) =>
    job.scratch === null || job.standing === "contradicted"
      ? []
      : [{ path: job.scratch, from: `${job.system} scratch directory` }],
  );
  const [clock, system, features, cpus, memory, storage, gpus, container, credentials, cvmfs, network, user, condor] =
    await Promise.all([
      probeClock(host),
      probeSystem(host, cgroup, limits),
      probeFeatures(host),
      probeCpus(host, cgroup),
      probeMemory(host, cgroup, limits),
      probeStorage(host, settings, hints),
      probeGpus(host),
      probeContainer(host, settings),
      probeCredentials(host, settings),
      probeCvmfs(host, []),
      probeNetwork(host, options.endpoints(choice)),
      probeUser(host),
      probeCondorFacts(host, settings.GLIDEIN_Condor.value),
    ]);
  return {
    schema: "glidein.facts/1",
    clock: { ...clock, skewSeconds: null, skewFrom: null },
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
    user,
    condor,
  };
}
