import { row } from "./row.ts";

const amount = "[0-9]{1,15}(\\.[0-9]{1,9})?\\s*([KMGT]B?)?|[0-9]{1,9}(\\.[0-9]{1,6})?\\s*%|[0-9]{1,9}/[0-9]{1,9}|auto";

/** CPUs, memory, disk, GPUs and how they are cut into slots. */
export const resourceSettings = {
  GLIDEIN_CPUS: row({
    type: {
      kind: "string",
      pattern: /^\s*(auto|slot|node|-1|[0-9]{1,6})\s*$/iu,
      expected: "auto, slot, node or a number",
    },
    default: null,
    flag: "--cpus",
    doc: "CPUs to offer: a number, `slot` or `auto` (the batch system's grant; also -1), or `node` (what the node has; also 0). Unset: the grant, or 1 with GlideinWMS's classic arguments. Never above a fence.",
  }),
  GLIDEIN_MaxMemMBs: row({
    type: { kind: "mebibytes", min: 1, max: 2_147_483_647 },
    default: null,
    flag: "--memory",
    doc: "Memory to offer, in MiB. Unset: all that the fences allow, less what the glidein needs itself.",
  }),
  GLIDEIN_MaxMemMBs_Estimate: row({
    type: { kind: "boolean" },
    default: false,
    doc: "Without GLIDEIN_MaxMemMBs: offer at most the node's memory divided by its CPUs, times our CPUs. For nodes on which nothing limits memory.",
  }),
  GLIDEIN_DISK: row({
    type: {
      kind: "string",
      pattern: new RegExp(`^\\s*(${amount})\\s*$`, "iu"),
      expected: "KiB, or a number with K, M, G, T, per cent, a fraction or auto",
    },
    default: null,
    flag: "--disk",
    doc: "Disk to offer: KiB, or with K, M, G, T, or a part (25%, 1/4) of what the fences allow. Unset or `auto`: all that the fences allow.",
  }),
  GLIDEIN_OVERLOAD_ENABLED: row({
    type: {
      kind: "string",
      pattern: /^\s*(true|false|yes|no|1|0|[0-9]{1,3}(\.[0-9]{1,6})?\s*%)\s*$/iu,
      expected: "true, false or per cent",
    },
    default: "false",
    doc: "Whether GLIDEIN_OVERLOAD_CPUS and GLIDEIN_OVERLOAD_MEMORY apply; per cent: in that part of all glideins.",
  }),
  GLIDEIN_OVERLOAD_CPUS: row({
    type: { kind: "number", min: 0.01, max: 100 },
    default: 1,
    doc: "Factor on the CPUs that the fences allow. The only way, with the next one, to offer more than there is.",
  }),
  GLIDEIN_OVERLOAD_MEMORY: row({
    type: { kind: "number", min: 0.01, max: 100 },
    default: 1,
    doc: "Factor on the memory that the fences allow.",
  }),
  GLIDEIN_Resource_Slots: row({
    type: { kind: "string" },
    default: null,
    flag: "--resource-slots",
    doc: "Resources beside CPUs, memory and disk, separated by `;`: name[,number[,memory[,type[,disk]]]] or key=value; types main, extra, static, staticextra, partitionable.",
  }),
  SLOTS_LAYOUT: row({
    type: { kind: "choice", choices: ["partitionable", "fixed"] },
    default: "partitionable",
    flag: "--layout",
    doc: "`partitionable`: one slot that HTCondor cuts as jobs ask. `fixed`: one slot for each CPU. One CPU is always fixed, unless FORCE_PARTITIONABLE.",
  }),
  FORCE_PARTITIONABLE: row({
    type: { kind: "boolean" },
    default: false,
    doc: "Whether a glidein of a single CPU gets a partitionable slot too.",
  }),
} as const;
