import type { Host } from "../../host/host.ts";
import { mebibytesFromBytes } from "../../model/units.ts";
import { parseKfdBank, parseKfdProperties } from "../../parse/gpu/kfd.ts";
import { noGpus, type VendorGpus } from "./gpus-nvidia.ts";

const topology = "/sys/class/kfd/kfd/topology/nodes";
const drm = "/sys/class/drm";
const maxNodes = 512;

/**
 * AMD GPUs by the compute driver's topology. One that we may use has a render node, and the driver its device.
 * @param nodes Names in /dev; null when it cannot be listed.
 */
export async function probeAmd(host: Host, nodes: readonly string[] | null): Promise<VendorGpus> {
  const listed = await host.list(topology);
  if (!listed.ok) return noGpus;
  const names = listed.value.filter((name) => /^[0-9]{1,4}$/u.test(name)).slice(0, maxNodes);
  const all = (
    await Promise.all(names.toSorted((a, b) => Number(a) - Number(b)).map((name) => readKfdNode(host, name)))
  ).filter((one) => one !== null);
  const render = await host.list("/dev/dri");
  const usable = all.filter(
    ({ renderMinor }) =>
      nodes === null ||
      (nodes.includes("kfd") && (renderMinor === null || !render.ok || render.value.includes(`renderD${renderMinor}`))),
  );
  const missing = all.length - usable.length;
  const uuids = usable.flatMap(({ uuid }) => (uuid === null ? [] : [uuid]));
  return {
    devices: usable.map(({ id, name, memoryMiB }) => ({ id, name, memoryMiB, vendor: "amd" })),
    count: usable.length,
    uuids: uuids.length === usable.length ? uuids : null,
    from: all.length === 0 ? null : topology,
    proven: false,
    unknown:
      missing === 0
        ? []
        : [{ what: topology, why: `${missing} of ${all.length} GPUs have no device in /dev (kfd, dri/renderD…)` }],
  };
}

async function readKfdNode(host: Host, name: string) {
  const directory = `${topology}/${name}`;
  const [properties, model, bank] = await Promise.all([
    host.readText(`${directory}/properties`),
    host.readText(`${directory}/name`),
    host.readText(`${directory}/mem_banks/0/properties`),
  ]);
  // The driver refuses the properties of a GPU that our device control group does not allow.
  const node = properties.ok ? parseKfdProperties(properties.value) : null;
  if (node === null || !node.isGpu) return null;
  const bytes = bank.ok ? parseKfdBank(bank.value) : null;
  const word = model.ok ? model.value.trim() : "";
  return {
    id: node.uuid ?? (node.renderMinor === null ? `kfd${name}` : `renderD${node.renderMinor}`),
    uuid: node.uuid,
    renderMinor: node.renderMinor,
    name: /^[ -~]{1,100}$/u.test(word) ? word : null,
    memoryMiB: bytes === null ? null : mebibytesFromBytes(bytes),
  };
}

/** Intel GPUs for computing have the PCI class "display controller, other"; the ones inside CPUs are VGA controllers. */
export async function probeIntel(host: Host): Promise<VendorGpus> {
  const listed = await host.list(drm);
  if (!listed.ok) return noGpus;
  const names = listed.value.filter((name) => /^renderD[0-9]{1,4}$/u.test(name));
  const found = await Promise.all(
    names.map(async (name) => {
      const [vendor, type] = await Promise.all([
        host.readText(`${drm}/${name}/device/vendor`),
        host.readText(`${drm}/${name}/device/class`),
      ]);
      return vendor.ok && vendor.value.trim() === "0x8086" && type.ok && type.value.startsWith("0x0380");
    }),
  );
  const ids = names.filter((_, index) => found[index] === true);
  const devices = ids.map((id) => ({ id, name: null, memoryMiB: null, vendor: "intel" }) as const);
  return { ...noGpus, devices, count: ids.length, uuids: null, from: ids.length === 0 ? null : drm };
}
