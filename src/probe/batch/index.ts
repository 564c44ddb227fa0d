import type { Host } from "../../host/host.ts";
import type { BatchFacts, BatchJob } from "../../model/facts/batch.ts";
import { epochSeconds } from "../../model/units.ts";
import { cgroupOwners } from "../../parse/batch/cgroup-owner.ts";
import { isHostName } from "../../parse/batch/host-name.ts";
import { parseSelfCgroup } from "../../parse/cgroup/self-cgroup.ts";
import { readAncestry } from "./ancestry.ts";
import { probeFlux } from "./flux.ts";
import { probeHtcondor } from "./htcondor.ts";
import { probeKubernetes } from "./kubernetes.ts";
import { probeLsf } from "./lsf.ts";
import { probeMiddleware } from "./middleware.ts";
import { innermostFirst } from "./nesting.ts";
import { probePbs } from "./pbs.ts";
import { probeSge } from "./sge.ts";
import { type Slot, type Surroundings, slotIn } from "./slot.ts";
import { probeSlurm } from "./slurm.ts";

export interface BatchProbeOptions {
  /** Epoch seconds. */
  readonly now: number;
  /** null, or anything that is no host name: not known. */
  readonly hostname: string | null;
  /** Paths of our cgroups in every hierarchy; unset: read from /proc/self/cgroup. */
  readonly cgroupPaths?: readonly string[];
}

const probes: readonly ((slot: Slot) => Promise<BatchJob | null>)[] = [
  probeHtcondor,
  probeFlux,
  probeSlurm,
  probePbs,
  probeLsf,
  probeSge,
  probeKubernetes,
];

/**
 * Every batch system that we run under, what each grants of this node, and until when. Commands of the batch systems
 * are asked once each, all systems at the same time, with deadlines.
 */
export async function probeBatch(host: Host, options: BatchProbeOptions): Promise<BatchFacts> {
  const surroundings: Surroundings = {
    host,
    now: epochSeconds(Math.floor(options.now)),
    hostname: options.hostname !== null && isHostName(options.hostname) ? options.hostname : null,
    contained: await isContained(host),
    owners: cgroupOwners(options.cgroupPaths ?? (await readCgroupPaths(host))),
    ancestry: await readAncestry(host),
  };
  const looked = await Promise.all(
    probes.map(async (probe) => {
      const slot = slotIn(surroundings);
      return { slot, job: await probe(slot) };
    }),
  );
  const found = looked.flatMap(({ job }) => job ?? []);
  const jobs = innermostFirst(found, surroundings.ancestry);
  const grid = slotIn(surroundings);
  const middleware = probeMiddleware(grid);
  const innermost = jobs.find(({ standing }) => standing !== "contradicted");
  return {
    system: innermost?.system ?? "none",
    jobId: innermost?.jobId ?? null,
    jobs,
    middleware,
    disagreements: looked.flatMap(({ slot }) => slot.disagreements),
    unknown: [...looked.map(({ slot }) => slot), grid].flatMap(({ unknown }) => unknown),
  };
}

async function readCgroupPaths(host: Host): Promise<readonly string[]> {
  const text = await host.readText("/proc/self/cgroup");
  return text.ok ? parseSelfCgroup(text.value).memberships.map(({ path }) => path) : [];
}

/** Docker, Podman and pods have a host name of their own; Apptainer keeps the node's. */
async function isContained(host: Host): Promise<boolean> {
  for (const mark of ["/.dockerenv", "/run/.containerenv", "/var/run/secrets/kubernetes.io"]) {
    const status = await host.stat(mark);
    if (status.ok) return true;
  }
  return false;
}
