import { row } from "./row.ts";

/** What differs between sites; a table of sites usually says it (docs/sites.md). */
export const siteSettings = {
  GLIDEIN_Sites: row({
    type: { kind: "path" },
    default: null,
    flag: "--sites",
    doc: "Table of sites (docs/sites.md), looked at before /etc/glidein/sites.toml and the one that comes with the program. It must be root's or ours and not writable by everyone.",
  }),
  GLIDEIN_Site_Table: row({
    type: { kind: "string", pattern: /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/u, expected: "auto, none or the name of a site" },
    default: "auto",
    doc: "Which site of the tables this is: its name, `none`, or `auto` (GLIDEIN_Site where a table has a site of that name, else by the signs in the tables).",
  }),
  GLIDEIN_Modules: row({
    type: { kind: "list" },
    default: [],
    flag: "--modules",
    doc: "Modules to load before anything is looked at, in order; what they make of the environment counts for all that follows.",
  }),
  GLIDEIN_Scratch: row({
    type: { kind: "list" },
    default: [],
    doc: "Scratch directories to choose from, best first, before those of the batch system; `$NAME` is the value of a variable, and a directory whose variable is not set is passed over.",
  }),
  GLIDEIN_Network_Interface: row({
    type: { kind: "list" },
    default: [],
    doc: "Network interfaces that lead to the pool, best first; the first that the node has is HTCondor's. Unset, or none of them there: HTCondor chooses.",
  }),
  GLIDEIN_Launcher: row({
    type: { kind: "string" },
    default: null,
    doc: "Command by which `glidein launch` starts a task on each node, as its option --launcher takes it. Unset: the batch system's own.",
  }),
  GLIDEIN_Max_Nodes: row({
    type: { kind: "integer", min: 1, max: 1_000_000 },
    default: null,
    doc: "Most nodes that `glidein launch` accepts. Unset: any number.",
  }),
  GLIDEIN_Memory_Reserve: row({
    type: { kind: "mebibytes", min: 0, max: 1e9 },
    default: 0,
    doc: "Memory that is not offered although the fences allow it, such as what a file system in memory needs.",
  }),
  GLIDEIN_Offline: row({
    type: { kind: "boolean" },
    default: false,
    flag: "--offline",
    doc: "True: nothing but HTCondor uses the network. Files come from the node or a shared file system, servers and names are not asked, and what would have to be fetched is refused.",
  }),
} as const;
