import { printable } from "../printable.ts";

/** A variable that says which GPUs a job may use. */
export interface VisibilityVariable {
  readonly name: string;
  /** Whose devices it can name; it says nothing about others. */
  readonly vendors: readonly ("nvidia" | "amd" | "intel")[];
  /** Whether numbers count the devices that we see, or all of the node's, of which we may see fewer. */
  readonly numbers: "ours" | "node's";
}

/** ROCm honours CUDA's variable too. */
export const visibilityVariables: readonly VisibilityVariable[] = [
  { name: "CUDA_VISIBLE_DEVICES", vendors: ["nvidia", "amd"], numbers: "ours" },
  { name: "NVIDIA_VISIBLE_DEVICES", vendors: ["nvidia"], numbers: "node's" },
  { name: "ROCR_VISIBLE_DEVICES", vendors: ["amd"], numbers: "ours" },
  { name: "HIP_VISIBLE_DEVICES", vendors: ["amd"], numbers: "ours" },
  { name: "GPU_DEVICE_ORDINAL", vendors: ["nvidia", "amd"], numbers: "ours" },
  { name: "SLURM_STEP_GPUS", vendors: ["nvidia", "amd", "intel"], numbers: "node's" },
  { name: "SLURM_JOB_GPUS", vendors: ["nvidia", "amd", "intel"], numbers: "node's" },
];

export interface VisibleDevices {
  /** Numbers and UUIDs, each once, in their order; null when the variable says nothing. */
  readonly ids: readonly string[] | null;
  readonly problems: readonly string[];
}

/** Sites and batch systems write these for "no GPU"; HTCondor writes 10000. */
const none = new Set(["none", "nodevfiles", "void", "na", "n/a", "null", "no", "false", "-1", "10000"]);
const maxDevices = 1024;

/**
 * The value of a visibility variable. CUDA's rule holds for all of them: a list ends at the first entry that names
 * nothing, so that junk means no GPU rather than all of them.
 */
export function parseVisibleDevices(variable: string, value: string): VisibleDevices {
  const word = value.trim().toLowerCase();
  if (word === "all") return { ids: null, problems: [] };
  // For the container runtime empty is the same as unset; CUDA and ROCm take it as an empty list.
  if (word === "") return { ids: variable === "NVIDIA_VISIBLE_DEVICES" ? null : [], problems: [] };
  if (none.has(word)) return { ids: [], problems: [] };
  const ids = new Set<string>();
  const problems: string[] = [];
  for (const entry of value.split(",", maxDevices + 1)) {
    const named = namesOf(variable, entry.trim());
    if (named === null || ids.size + named.length > maxDevices) {
      problems.push(`"${printable(entry, 60)}" names no device; it and what follows do not count`);
      break;
    }
    for (const id of named) {
      if (ids.has(id)) problems.push(`${id} is named twice and counts once`);
      ids.add(id);
    }
  }
  return { ids: [...ids], problems };
}

function namesOf(variable: string, entry: string): readonly string[] | null {
  // `CUDA0` is HTCondor's name of the device.
  const ordinal = /^(?:CUDA)?([0-9]{1,4})$/u.exec(entry)?.[1];
  if (ordinal !== undefined) return Number(ordinal) < maxDevices ? [String(Number(ordinal))] : null;
  if (/^(?:GPU|MIG)-[0-9A-Za-z][0-9A-Za-z/-]{0,99}$/u.test(entry)) return [entry];
  // `GPU:INSTANCE`, of the container runtime.
  if (variable === "NVIDIA_VISIBLE_DEVICES" && /^[0-9]{1,4}:[0-9]{1,4}$/u.test(entry)) return [entry];
  const [, first, last] = /^([0-9]{1,4})-([0-9]{1,4})$/u.exec(entry) ?? [];
  if (!variable.startsWith("SLURM_") || first === undefined || last === undefined) return null;
  const from = Number(first);
  const to = Number(last);
  return to < from || to >= maxDevices ? null : [...Array(to - from + 1).keys()].map((index) => String(from + index));
}
