import type { Host } from "../../host/host.ts";
import type { Fence, Unknown } from "../../model/facts/fence.ts";
import type { GpuFacts } from "../../model/facts/machine.ts";
import { visibleCount } from "../../parse/gpu/visible-count.ts";
import { parseVisibleDevices, type VisibilityVariable, visibilityVariables } from "../../parse/gpu/visible-devices.ts";
import { printable } from "../../parse/printable.ts";
import { probeNvidia, type VendorGpus } from "./gpus-nvidia.ts";
import { probeAmd, probeIntel } from "./gpus-sysfs.ts";

type Vendor = "nvidia" | "amd" | "intel";

/** Devices that are here and that we may open, and what the environment says about which of them are ours. */
export async function probeGpus(host: Host): Promise<GpuFacts> {
  const listed = await host.list("/dev");
  const nodes = listed.ok ? listed.value : null;
  const [nvidia, amd, intel] = await Promise.all([probeNvidia(host, nodes), probeAmd(host, nodes), probeIntel(host)]);
  const vendors = { nvidia, amd, intel };
  const devices = [...nvidia.devices, ...amd.devices, ...intel.devices];
  const sources = [nvidia, amd, intel].flatMap(({ from }) => (from === null ? [] : [from]));
  const known = sources.length > 0 || nodes !== null;
  const from = sources.length > 0 ? sources.join(", ") : "no GPU in /dev, /proc/driver/nvidia and /sys/class/kfd";
  const said = visibilityVariables.map((variable) => statementOf(variable, host.env[variable.name], vendors, known));
  const fences = said.flatMap(({ fence }) => (fence === null ? [] : [fence]));
  const smallest = fences.reduce<Fence | null>(
    (least, one) => (least === null || one.limit < least.limit ? one : least),
    null,
  );
  return {
    devices,
    visibleBy: smallest?.from.replace(/^environment /u, "") ?? null,
    fences: [...(known ? [{ limit: devices.length, from, kind: "hardware" } as const] : []), ...fences],
    unknown: [...nvidia.unknown, ...amd.unknown, ...intel.unknown, ...said.flatMap(({ unknown }) => unknown)],
  };
}

interface Statement {
  readonly fence: Fence | null;
  readonly unknown: readonly Unknown[];
}

const silent: Statement = { fence: null, unknown: [] };

/** A variable narrows the devices of its vendors; the others it does not speak of. */
function statementOf(
  { name, vendors: narrowed, numbers }: VisibilityVariable,
  value: string | undefined,
  vendors: Readonly<Record<Vendor, VendorGpus>>,
  known: boolean,
): Statement {
  if (value === undefined) return silent;
  const { ids, problems } = parseVisibleDevices(name, value);
  const spoken = narrowed.map((vendor) => vendors[vendor]);
  const present = spoken.reduce((sum, { devices }) => sum + devices.length, 0);
  const all = Object.values(vendors).reduce((sum, { devices }) => sum + devices.length, 0);
  // ROCm variables are set by Slurm on every node, also where there is nothing for them to narrow.
  if (ids === null || (all > 0 && present === 0)) return silent;
  // With CDI the container's runtime writes `void` so that nothing is added to the devices that it already gave.
  if (name === "NVIDIA_VISIBLE_DEVICES" && value.trim() === "void" && vendors.nvidia.proven) return silent;
  const uuids = spoken.every((one) => one.uuids !== null) ? spoken.flatMap((one) => one.uuids ?? []) : null;
  const counted =
    known && present > 0
      ? { count: spoken.reduce((sum, { count }) => sum + count, 0), uuids }
      : { count: null, uuids: null };
  const { count, problem } = visibleCount(ids, counted, numbers);
  return {
    fence: { limit: count + all - present, from: `environment ${name}=${printable(value, 100)}`, kind: "grant" },
    unknown: [...problems, ...(problem === null ? [] : [problem])].map((why) => ({ what: `environment ${name}`, why })),
  };
}
