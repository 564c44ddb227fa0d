import { row } from "./row.ts";

/** Which checks count, and their thresholds. Amounts for each core are compared with what this slot has. */
export const validationSettings = {
  GLIDEIN_Only_Checks: row({
    type: { kind: "list" },
    default: [],
    flag: "--only",
    doc: "Ids of the checks to make; the others are left out. Unset: all.",
  }),
  GLIDEIN_Skip_Checks: row({
    type: { kind: "list" },
    default: [],
    flag: "--skip",
    doc: "Ids of checks that are not made.",
  }),
  GLIDEIN_Check_Memory_Per_Core: row({
    type: { kind: "mebibytes", min: 0, max: 1e9 },
    default: 1024,
    doc: "Less memory than this for each core is a warning.",
  }),
  GLIDEIN_Check_Scratch_Per_Core: row({
    type: { kind: "mebibytes", min: 0, max: 1e9 },
    default: 10_240,
    doc: "Less free scratch space than this for each core is a warning.",
  }),
  GLIDEIN_Check_Scratch_Minimum: row({
    type: { kind: "mebibytes", min: 0, max: 1e9 },
    default: 1024,
    doc: "Less free scratch space than this is an error: HTCondor and one job would not fit.",
  }),
  GLIDEIN_Check_Inodes_Per_Core: row({
    type: { kind: "integer", min: 0, max: 1_000_000_000 },
    default: 10_000,
    doc: "Fewer free inodes than this for each core is a warning; fewer than a tenth of it in all is an error.",
  }),
  GLIDEIN_Check_Tmp: row({
    type: { kind: "mebibytes", min: 0, max: 1e9 },
    default: 100,
    doc: "Less free space than this in /tmp is a warning.",
  }),
  GLIDEIN_Check_Open_Files: row({
    type: { kind: "integer", min: 0, max: 1_000_000_000 },
    default: 1024,
    doc: "Fewer open files than this (`ulimit -n`) is a warning.",
  }),
  GLIDEIN_Check_Processes: row({
    type: { kind: "integer", min: 0, max: 1_000_000_000 },
    default: 512,
    doc: "Fewer processes and threads than this (`ulimit -u`, `pids.max`) is a warning.",
  }),
  GLIDEIN_Check_Address_Space: row({
    type: { kind: "mebibytes", min: 0, max: 1e9 },
    default: 8192,
    doc: "A limit on the address space of a process (`ulimit -v`) below this is a warning.",
  }),
  GLIDEIN_Check_Clock_Skew: row({
    type: { kind: "seconds", min: 1, max: 86_400 },
    default: 60,
    doc: "A clock that differs more than this from a server's is a warning; five times as much is an error.",
  }),
  GLIDEIN_Check_Credential_Lifetime: row({
    type: { kind: "seconds", min: 0, max: 2_147_483_647 },
    default: 21_600,
    doc: "A credential that ends sooner than this is a warning.",
  }),
  GLIDEIN_Check_Wall_Time: row({
    type: { kind: "seconds", min: 0, max: 2_147_483_647 },
    default: 1800,
    doc: "What the VO's jobs take at least: less time than this until the batch slot ends is a warning.",
  }),
  GLIDEIN_Check_CPU_Level: row({
    type: { kind: "choice", choices: ["x86-64-v1", "x86-64-v2", "x86-64-v3", "x86-64-v4"] },
    default: "x86-64-v2",
    doc: "An x86-64 CPU below this level is a warning; images of Enterprise Linux 9 need v2, of 10 v3.",
  }),
  GLIDEIN_Check_CVMFS_Cache: row({
    type: { kind: "mebibytes", min: 0, max: 1e9 },
    default: 2048,
    doc: "A CVMFS cache smaller than this is a warning.",
  }),
  GLIDEIN_Check_CVMFS_Errors: row({
    type: { kind: "seconds", min: 0, max: 2_147_483_647 },
    default: 14_400,
    doc: "An I/O error of a CVMFS repository is a warning for this long.",
  }),
  GLIDEIN_CVMFS_Repositories: row({
    type: { kind: "list" },
    default: [],
    doc: "CVMFS repositories that jobs need. Unset: those that CVMFS_REPOSITORIES names, else those that are mounted.",
  }),
  GLIDEIN_Web_Servers: row({
    type: { kind: "list" },
    default: [],
    doc: "URLs that the node has to reach, such as the staging area; asked through the node's web proxy where it names one, else directly.",
  }),
  GLIDEIN_Schedds: row({
    type: { kind: "list" },
    default: [],
    doc: "Access points to which the node must be able to connect, HOST[:PORT].",
  }),
  GLIDEIN_Denylist: row({
    type: { kind: "path" },
    default: null,
    doc: "File with host names and addresses on which no glidein may run, one a line; `*` stands for any characters.",
  }),
} as const;
