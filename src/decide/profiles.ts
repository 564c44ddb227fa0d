import { derive, named, type Sourced } from "../model/provenance.ts";
import type { Settings } from "../model/settings.ts";

/** What is right for one kind of node: which checks count, and other thresholds. */
export interface Profile {
  readonly name: string;
  readonly doc: string;
  /** Empty: all. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly warnOnly: readonly string[];
  /** Values of settings as they are written, below everything that somebody says otherwise. */
  readonly settings: Readonly<Record<string, string>>;
}

const nothing = { only: [], skip: [], warnOnly: [], settings: {} } as const;

/** The profiles that `--profile` knows by name. */
export const profiles: readonly Profile[] = [
  {
    ...nothing,
    name: "htcondor-ce",
    doc: "A worker node of a grid site behind a computing element: 2 GiB of memory and 20 GiB of scratch a core, CVMFS and the grid's CAs are expected.",
    settings: {
      GLIDEIN_Check_Memory_Per_Core: "2048",
      GLIDEIN_Check_Scratch_Per_Core: "20480",
      GLIDEIN_Check_CVMFS_Cache: "4000",
    },
  },
  {
    ...nothing,
    name: "slurm",
    doc: "A node of a Slurm cluster: batch jobs see their own /tmp, and several share a node.",
    warnOnly: ["collector-reachable", "ccb-reachable"],
    settings: { GLIDEIN_Check_Tmp: "10", GLIDEIN_Check_Scratch_Per_Core: "5120" },
  },
  {
    ...nothing,
    name: "kubernetes",
    doc: "A pod: its name is nobody's, its account is in no database, its control group is small and its processes are all ours.",
    skip: ["host-name", "account", "leftover-processes", "cgroup-delegation", "ip-families"],
    settings: { GLIDEIN_Check_Processes: "256", GLIDEIN_Check_Scratch_Per_Core: "5120" },
  },
  {
    ...nothing,
    name: "hpc",
    doc: "A node of a supercomputer: no CVMFS, often no way out but through a gateway, scratch on a shared file system, short queues.",
    skip: ["cvmfs-mounted", "cvmfs-health", "ca-certificates", "revocation-lists", "ip-families"],
    warnOnly: ["collector-reachable", "ccb-reachable", "schedd-reachable", "web-servers"],
    settings: {
      GLIDEIN_Check_Wall_Time: "900",
      GLIDEIN_Check_Scratch_Per_Core: "2048",
      GLIDEIN_Check_Inodes_Per_Core: "1000",
    },
  },
  {
    ...nothing,
    name: "minimal",
    doc: "Only what HTCondor needs to start and to talk to its pool.",
    only: [
      "system-libraries",
      "kernel",
      "open-files",
      "processes",
      "clock-skew",
      "scratch-usable",
      "scratch-space",
      "scratch-inodes",
      "collector-reachable",
      "ccb-reachable",
      "credentials-valid",
      "credential-lifetime",
      "denylist",
      "htcondor-loads",
      "condor-config-accepted",
    ],
    settings: { GLIDEIN_Check_Scratch_Per_Core: "1024", GLIDEIN_Check_Inodes_Per_Core: "1000" },
  },
];

/** The lists of a profile beside those of the settings; what a person chooses with `--only` replaces the profile's choice. */
export function applyProfile(settings: Settings, profile: Profile | null): Settings {
  if (profile === null) return settings;
  const both = (list: Sourced<readonly string[]>, more: readonly string[], name: string): Sourced<readonly string[]> =>
    more.length === 0
      ? list
      : derive(`with profile ${profile.name}`, [named(name, list)], [...new Set([...list.value, ...more])]);
  return {
    ...settings,
    GLIDEIN_Only_Checks:
      settings.GLIDEIN_Only_Checks.value.length > 0
        ? settings.GLIDEIN_Only_Checks
        : both(settings.GLIDEIN_Only_Checks, profile.only, "GLIDEIN_Only_Checks"),
    GLIDEIN_Skip_Checks: both(settings.GLIDEIN_Skip_Checks, profile.skip, "GLIDEIN_Skip_Checks"),
    GLIDEIN_Warn_Only: both(settings.GLIDEIN_Warn_Only, profile.warnOnly, "GLIDEIN_Warn_Only"),
  };
}
