import type { SettingName } from "./settings.ts";

/** By what a site is recognised. */
export type Sign = "host" | "environment" | "cluster" | "batch" | "file";

/** What the sign `batch` can be. */
export const batchSigns = ["slurm", "pbs", "lsf", "flux", "sge", "htcondor"] as const;
export type BatchSign = (typeof batchSigns)[number];

export const signs: Readonly<Record<Sign, string>> = {
  host: "Host name of the node, `*` and `?` stand for any characters. A name without a domain is also tried with the one of `/etc/resolv.conf`.",
  environment: "A variable that is set, `NAME`, or set to this, `NAME=VALUE` with `*` and `?`.",
  cluster: "Name of the cluster (Slurm: SLURM_CLUSTER_NAME or slurm.conf) or of the server (PBS), with `*` and `?`.",
  batch: "Batch system whose variables are there: slurm, pbs, lsf, flux, sge or htcondor.",
  file: "An absolute path that is there.",
};

/** How the value of a key is written, and how it becomes the text of a setting. */
export type SiteKeyKind =
  /** A text, a number or a truth value. */
  | "value"
  /** A text, or a list of texts that are joined by commas. */
  | "list"
  /** A text, or a list of words that are joined by blanks. */
  | "words"
  /** A table `platform = "image"`. */
  | "images";

export interface SiteKey {
  readonly kind: SiteKeyKind;
  readonly setting: SettingName;
  readonly doc: string;
}

/** Keys of a site beside `doc`, `when` and `settings`; a point stands for a table in the table. */
export const siteKeys: Readonly<Record<string, SiteKey>> = {
  modules: { kind: "list", setting: "GLIDEIN_Modules", doc: "Modules to load before anything is looked at, in order." },
  htcondor: { kind: "value", setting: "GLIDEIN_Condor", doc: "Where the site has HTCondor." },
  scratch: {
    kind: "list",
    setting: "GLIDEIN_Scratch",
    doc: "Scratch directories, best first; `$NAME` is the value of a variable.",
  },
  interface: {
    kind: "list",
    setting: "GLIDEIN_Network_Interface",
    doc: "Network interfaces that lead to the pool, best first; the first that the node has is used.",
  },
  launcher: {
    kind: "value",
    setting: "GLIDEIN_Launcher",
    doc: "Command by which `glidein launch` starts a task on each node.",
  },
  offline: { kind: "value", setting: "GLIDEIN_Offline", doc: "Whether nothing but HTCondor may use the network." },
  stage: { kind: "value", setting: "GLIDEIN_Stage", doc: "Where the site has a copy of the staging area." },
  "container.program": {
    kind: "value",
    setting: "GLIDEIN_SINGULARITY_BINARY_OVERRIDE",
    doc: "Apptainer or Singularity of the site.",
  },
  "container.binds": {
    kind: "list",
    setting: "GLIDEIN_SINGULARITY_BINDPATH_DEFAULT",
    doc: "Paths that jobs need in their containers, `source[:target[:options]]`.",
  },
  "container.options": {
    kind: "words",
    setting: "GLIDEIN_SINGULARITY_OPTS",
    doc: "More options of `exec`.",
  },
  "container.global_options": {
    kind: "words",
    setting: "GLIDEIN_SINGULARITY_GLOBAL_OPTS",
    doc: "More options before `exec`.",
  },
  "container.images": {
    kind: "images",
    setting: "SINGULARITY_IMAGES_DICT",
    doc: "Images of the site by platform: a file, a directory or a URI.",
  },
  "limits.walltime": { kind: "value", setting: "GLIDEIN_Max_Walltime", doc: "Longest batch job." },
  "limits.walltime_margin": {
    kind: "value",
    setting: "GLIDEIN_Batch_Margin",
    doc: "How long before the end of the batch slot everything is gone.",
  },
  "limits.cpus": { kind: "value", setting: "GLIDEIN_CPUS", doc: "CPUs to offer." },
  "limits.memory": { kind: "value", setting: "GLIDEIN_MaxMemMBs", doc: "Memory to offer." },
  "limits.memory_reserve": {
    kind: "value",
    setting: "GLIDEIN_Memory_Reserve",
    doc: "Memory of each slot that the system keeps, and jobs do not get.",
  },
  "limits.max_nodes": {
    kind: "value",
    setting: "GLIDEIN_Max_Nodes",
    doc: "Most nodes that `glidein launch` accepts.",
  },
  "limits.stop_timeout": {
    kind: "value",
    setting: "GLIDEIN_Stop_Timeout",
    doc: "Time from the stop signal until the batch system kills.",
  },
  "limits.warning_signal": {
    kind: "value",
    setting: "GLIDEIN_Warning_Signal",
    doc: "Signal by which the batch system warns.",
  },
};
