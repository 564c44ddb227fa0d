import { row } from "./row.ts";

/** How a glidein is started, where it works, and when it gives up. */
export const runSettings = {
  GLIDEIN_Condor: row({
    type: { kind: "string" },
    default: "auto",
    flag: "--condor",
    doc: "HTCondor to run: `auto` (found on the node), a directory, a tarball, or URL#sha256=DIGEST.",
  }),
  GLIDEIN_Work_Dir: row({
    type: { kind: "path" },
    default: null,
    flag: "--work-dir",
    doc: "Directory in which the glidein makes its own work directory. Unset: the first that can be used of GLIDEIN_Scratch, the batch system's scratch, OSG_WN_TMP, TG_NODE_SCRATCH, TMPDIR, TMP and /tmp.",
  }),
  GLIDEIN_Hold_Time: row({
    type: { kind: "seconds", min: 0, max: 86400 },
    default: null,
    flag: "--hold",
    doc: "How long a failed `run` keeps the node before it exits. Unset: 1200 s or what is left of the batch slot; 0 on a terminal.",
  }),
  GLIDEIN_Ready_Timeout: row({
    type: { kind: "seconds", min: 1, max: 86400 },
    default: 300,
    flag: "--ready-timeout",
    doc: "How long the slot's ad may take to appear in the collector.",
  }),
  GLIDEIN_Look_Again: row({
    type: { kind: "seconds", min: 1, max: 3600 },
    default: 300,
    doc: "How often a running glidein looks for renewed credentials and announced shutdowns. What is in a file on the node is seen within seconds all the same.",
  }),
  GLIDEIN_Ask_Batch: row({
    type: { kind: "seconds", min: 0, max: 604800 },
    default: 1800,
    doc: "How often, about, a running glidein asks the batch system whether the end of its job was moved; also shortly before it stops to accept jobs and before it dies, and when it was suspended. It does so when it looks again (GLIDEIN_Look_Again). 0: never.",
  }),
  GLIDEIN_Report: row({
    type: { kind: "path" },
    default: null,
    flag: "--report",
    doc: "Where `run` writes report.json. Unset: the directory it was started in, when that is writable.",
  }),
  GLIDEIN_Stop_Timeout: row({
    type: { kind: "seconds", min: 0, max: 86400 },
    default: null,
    flag: "--stop-timeout",
    doc: "Time from the first stop signal until everything must be gone. Unset: the batch system's grace period where it is known, else 30 s.",
  }),
  GLIDEIN_Stop_File: row({
    type: { kind: "path" },
    default: null,
    flag: "--stop-file",
    doc: "The glidein drains when there is a file of this name: no new jobs, and those that run end in their time. Unset: no such file.",
  }),
  GLIDEIN_Warning_Signal: row({
    type: { kind: "choice", choices: ["none", "SIGUSR1", "SIGUSR2", "SIGXCPU"] },
    default: "none",
    doc: "Signal by which the batch system warns early: the glidein drains on it instead of stopping. SIGUSR1 means nothing otherwise.",
  }),
  GLIDEIN_Report_Failed: row({
    type: { kind: "string" },
    default: "NEVER",
    doc: "Whether a failed glidein that holds its node shows itself in the pool: NEVER, or ALIVEONLY (an ad for as long as it holds; any other word means the same). It needs an HTCondor on the node; the events say where there is none.",
  }),
  GLIDEIN_Factory_Report_Failed: row({
    type: { kind: "string" },
    default: null,
    doc: "The same for the factory's collector. Unset: ALIVEONLY where GLIDEIN_Factory_Collector is set, else NEVER.",
  }),
  GLIDEIN_Factory_Collector: row({
    type: { kind: "string" },
    default: null,
    doc: "Collectors of the factory, written as the pool's are: they hear of a failed glidein, as the ad of a master.",
  }),
  GLIDEIN_Warn_Only: row({
    type: { kind: "list" },
    default: [],
    flag: "--warn-only",
    doc: "Ids of checks whose errors count as warnings.",
  }),
} as const;
