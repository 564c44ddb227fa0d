import { row } from "./row.ts";

const most = 1_000_000;

/** Many glideins of one batch job. `glidein launch` sets what says which of them this one is; so may any other launcher. */
export const launchSettings = {
  GLIDEIN_Launch: row({
    type: { kind: "string", pattern: /^[A-Za-z0-9_.-]{1,64}$/u, expected: "1 to 64 letters, digits, _, . or -" },
    default: null,
    doc: "Id of the launch that this glidein belongs to. Set by `glidein launch`.",
  }),
  GLIDEIN_Launch_Rank: row({
    type: { kind: "integer", min: 0, max: most },
    default: null,
    doc: "Which of the glideins of one batch job this is, from 0; a part of its name. Unset: it is alone.",
  }),
  GLIDEIN_Launch_Size: row({
    type: { kind: "integer", min: 1, max: most },
    default: null,
    doc: "How many glideins the batch job starts.",
  }),
  GLIDEIN_Node_Rank: row({
    type: { kind: "integer", min: 0, max: most },
    default: null,
    doc: "Which node of the batch job this is, from 0. Unset: what the batch system says.",
  }),
  GLIDEIN_Node_Count: row({
    type: { kind: "integer", min: 1, max: most },
    default: null,
    doc: "How many nodes the batch job has. Unset: what the batch system says.",
  }),
  GLIDEIN_Local_Rank: row({
    type: { kind: "integer", min: 0, max: most },
    default: 0,
    doc: "Which of the glideins of this node this is, from 0.",
  }),
  GLIDEIN_Per_Node: row({
    type: { kind: "integer", min: 1, max: 4096 },
    default: 1,
    flag: "--per-node",
    doc: "How many glideins share each node. Each offers its part of the CPUs, memory, disk and GPUs.",
  }),
  GLIDEIN_Launch_Spread: row({
    type: { kind: "seconds", min: 0, max: 86_400 },
    default: null,
    flag: "--spread",
    doc: "Time over which the starts of the glideins of one launch are spread. Unset: none for up to 8, else a tenth of a second for each, at most two minutes.",
  }),
  GLIDEIN_Launch_Start_Limit: row({
    type: { kind: "seconds", min: 1, max: 86_400 },
    default: 300,
    flag: "--start-limit",
    doc: "How long the launcher of the batch system may take to start the first glidein of a launch before it is given up.",
  }),
} as const;
