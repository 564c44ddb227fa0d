import type { Host } from "../../host/host.ts";
import type { Unknown } from "../../model/facts/fence.ts";
import type { GpuFacts } from "../../model/facts/machine.ts";
import { parseNvidiaInformation, parseNvidiaList, parseNvidiaMemory } from "../../parse/gpu/nvidia-smi.ts";
import { printable } from "../../parse/printable.ts";
import { commandEnvironment } from "./command-environment.ts";

/** GPUs of one vendor. */
export interface VendorGpus {
  /** What programs can use: whole GPUs, or the instances that one is cut into. */
  readonly devices: GpuFacts["devices"];
  /** GPUs that a number in a visibility variable can name. */
  readonly count: number;
  /** null when not all are known. */
  readonly uuids: readonly string[] | null;
  /** Where they were found; null when none were. */
  readonly from: string | null;
  /** A program of the driver opened them, which proves more than any list. */
  readonly proven: boolean;
  readonly unknown: readonly Unknown[];
}

export const noGpus: VendorGpus = { devices: [], count: 0, uuids: [], from: null, proven: false, unknown: [] };

const informationDirectory = "/proc/driver/nvidia/gpus";
/** The driver may take seconds to wake up GPUs that nobody used. */
const smiMs = 15_000;

/** @param nodes Names in /dev; null when it cannot be listed. */
export async function probeNvidia(host: Host, nodes: readonly string[] | null): Promise<VendorGpus> {
  const own = nodes?.filter((name) => /^nvidia[0-9]{1,4}$/u.test(name)) ?? [];
  const listed = await host.list(informationDirectory);
  const buses = listed.ok
    ? listed.value.filter((bus) => /^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/iu.test(bus))
    : [];
  // Under Windows the driver has one device for all of them.
  const signs = own.length > 0 || buses.length > 0 || nodes?.includes("dxg") === true;
  if (!signs && host.mode === "live") return noGpus;
  const smi = await askDriver(host);
  if (smi.gpus !== null) return { ...smi.gpus, unknown: smi.unknown };
  const unknown = signs ? smi.unknown : [];
  const informed = await Promise.all(buses.map((bus) => readInformation(host, bus)));
  // The driver lists all GPUs of the node; those that were not given to our container have no device here.
  const usable =
    nodes === null
      ? informed
      : informed.filter(({ minor }) => (minor === null ? own.length > 0 : own.includes(`nvidia${minor}`)));
  const missing = informed.length - usable.length;
  const hidden: readonly Unknown[] =
    missing === 0
      ? []
      : [{ what: informationDirectory, why: `${missing} of ${informed.length} GPUs have no device in /dev` }];
  if (informed.length > 0) {
    const uuids = usable.flatMap(({ uuid }) => (uuid === null ? [] : [uuid]));
    return {
      devices: usable.map(({ bus, uuid, name }) => ({ id: uuid ?? bus, name, memoryMiB: null, vendor: "nvidia" })),
      count: usable.length,
      uuids: uuids.length === usable.length ? uuids : null,
      from: informationDirectory,
      proven: false,
      unknown: [...unknown, ...hidden],
    };
  }
  if (own.length === 0) return { ...noGpus, unknown };
  const devices = own.map((id) => ({ id, name: null, memoryMiB: null, vendor: "nvidia" }) as const);
  return { devices, count: own.length, uuids: null, from: "/dev/nvidia*", proven: false, unknown };
}

async function readInformation(
  host: Host,
  bus: string,
): Promise<ReturnType<typeof parseNvidiaInformation> & { bus: string }> {
  const text = await host.readText(`${informationDirectory}/${bus}/information`);
  return { bus, ...parseNvidiaInformation(text.ok ? text.value : "") };
}

async function askDriver(
  host: Host,
): Promise<{ readonly gpus: VendorGpus | null; readonly unknown: readonly Unknown[] }> {
  const env = commandEnvironment(host);
  const query = ["--query-gpu=uuid,memory.total", "--format=csv,noheader,nounits"] as const;
  const [list, sizes] = await Promise.all([
    host.command({ argv: ["nvidia-smi", "-L"], env, timeoutMs: smiMs }),
    host.command({ argv: ["nvidia-smi", ...query], env, timeoutMs: smiMs }),
  ]);
  if (!list.ok)
    return {
      gpus: null,
      unknown: list.error.code === "not-recorded" ? [] : [{ what: "nvidia-smi -L", why: list.error.what }],
    };
  const { status, timedOut, stdout, stderr } = list.value;
  const found = parseNvidiaList(stdout);
  const said = printable((stderr.trim() === "" ? stdout : stderr).trim().split("\n", 1)[0] ?? "", 200);
  const why = timedOut ? `it timed out after ${smiMs / 1000} s` : `it ended with status ${status}: ${said}`;
  const unknown = status === 0 && !timedOut ? [] : [{ what: "nvidia-smi -L", why }];
  // A list that is complete, or that names the healthy ones among broken GPUs, counts; silence does not.
  if (found.length === 0 && unknown.length > 0) return { gpus: null, unknown };
  const memory = parseNvidiaMemory(sizes.ok ? sizes.value.stdout : "");
  const devices = found.flatMap(({ uuid, name, mig }): GpuFacts["devices"] =>
    mig.length === 0
      ? [{ id: uuid, name, memoryMiB: memory.get(uuid) ?? null, vendor: "nvidia" }]
      : mig.map((one) => ({ id: one.uuid, name: `${name} MIG ${one.profile}`, memoryMiB: null, vendor: "nvidia" })),
  );
  const uuids = found.flatMap(({ uuid, mig }) => [uuid, ...mig.map((one) => one.uuid)]);
  return {
    gpus: { devices, count: found.length, uuids, from: "nvidia-smi -L", proven: found.length > 0, unknown },
    unknown,
  };
}
