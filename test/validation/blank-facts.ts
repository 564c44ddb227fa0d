// Facts of a node of which nothing is known.
import { everyFeature } from "../../src/model/facts/features.ts";
import type { Facts } from "../../src/model/facts.ts";
import { healthy, missing, now } from "./example-facts.ts";

const nothingRead = "the file is not recorded in this tree";
const noRoute = { defaultRoute: null, globalAddress: null };

/** As a tree without a single file gives them. */
export const blank: Facts = {
  ...healthy,
  clock: { now, bootTime: null, skewSeconds: null, skewFrom: null },
  system: {
    hostname: null,
    kernel: null,
    architecture: null,
    os: { id: null, version: null, name: null },
    cpuLevel: null,
    limits: {},
    userNamespaces: { allowed: null, obstacles: [], inside: null },
    noNewPrivileges: null,
    seccompFilter: null,
    cgroup: { layout: null, directory: null, ancestorsHidden: null, delegated: null, processes: [] },
    unknown: [{ what: "/proc", why: nothingRead }],
  },
  features: everyFeature(() => missing),
  featureLocations: { machine: null, job: null },
  cpus: { online: null, model: null, fences: [], unknown: [] },
  memory: {
    totalMiB: null,
    availableMiB: null,
    swapTotalMiB: null,
    fences: [],
    swapFences: [],
    ownMiB: 64,
    unknown: [],
  },
  storage: {
    scratch: {
      path: "/tmp",
      from: "default /tmp",
      writable: null,
      executable: null,
      freeMiB: null,
      totalMiB: null,
      freeInodes: null,
      filesystem: null,
    },
    candidates: [],
    fences: [],
    unknown: [],
  },
  gpus: { devices: [], visibleBy: null, fences: [], unknown: [] },
  batch: { system: "none", jobId: null, jobs: [], middleware: [], disagreements: [], unknown: [] },
  container: {
    tried: [
      {
        path: "apptainer",
        origin: "PATH",
        works: false,
        outcome: "it is in no directory of PATH",
        fix: "",
        version: null,
        attempts: [],
      },
    ],
    working: null,
    inside: null,
    images: [],
    binds: [],
  },
  credentials: [],
  cvmfs: { repositories: [] },
  network: {
    names: { hostname: null, addresses: [], problem: null },
    ipv4: noRoute,
    ipv6: noRoute,
    endpoints: [
      { what: "collector", endpoint: "cm:9618", reachable: null, why: "the network is not used on a recorded node" },
    ],
    proxies: [],
    proxyAnswers: [],
    servers: [],
  },
  site: {
    complete: false,
    accountKnown: null,
    libc: null,
    certificates: {
      path: "/etc/grid-security/certificates",
      from: "default",
      exists: false,
      authorities: 0,
      lists: 0,
      expired: [],
      expiredCount: 0,
      unknown: [],
    },
    leftovers: { directories: [], processes: [] },
    denylist: null,
  },
  user: { uid: null, gid: null, name: null },
  condor: { tree: null, version: null, from: "PATH and the usual places", problem: "no condor_master was found" },
};
