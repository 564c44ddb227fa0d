import { describe, expect, it } from "vitest";
import type { CommandRequest, CommandResult } from "../../../src/host/host.ts";
import { MemoryHost, type MemoryNode } from "../../../src/host/memory-host.ts";
import { err, ok } from "../../../src/model/result.ts";
import { probeGpus } from "../../../src/probe/machine/gpus.ts";
import { commandResult } from "../../rig/command-result.ts";

const a = "GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77";
const b = "GPU-6e5ba0d6-d33d-2b2c-524d-9e3d8d2b8a78";
const list = `GPU 0: NVIDIA A100 (UUID: ${a})\nGPU 1: NVIDIA A100 (UUID: ${b})\n`;
const dev = { "/dev/nvidia0": "", "/dev/nvidia1": "", "/dev/nvidiactl": "", "/dev/null": "" };
const smi =
  (part: Partial<CommandResult>, memory = ""): NonNullable<MemoryNode["command"]> =>
  ({ argv }: CommandRequest) =>
    ok(commandResult(argv[1] === "-L" ? part : { stdout: memory }));
const information = (minor: number, uuid: string) => ({
  [`/proc/driver/nvidia/gpus/0000:0${minor + 1}:00.0/information`]: `Model: \t NVIDIA T4\nGPU UUID: \t ${uuid}\nDevice Minor: \t ${minor}\n`,
});
const of = (node: MemoryNode) => probeGpus(new MemoryHost(node));
const fencesOf = async (node: MemoryNode) => (await of(node)).fences.map(({ limit, from }) => [limit, from]);

describe("probeGpus, NVIDIA", () => {
  const node = { files: dev, command: smi({ stdout: list }, `${a}, 40536\n`) };

  it("lists what the driver opens, with its memory", async () => {
    expect(await of(node)).toEqual({
      devices: [
        { id: a, name: "NVIDIA A100", memoryMiB: 40536, vendor: "nvidia" },
        { id: b, name: "NVIDIA A100", memoryMiB: null, vendor: "nvidia" },
      ],
      visibleBy: null,
      fences: [{ limit: 2, from: "nvidia-smi -L", kind: "hardware" }],
      unknown: [],
    });
  });

  it("lists instances in place of the GPU that is cut into them", async () => {
    const cut = `GPU 0: NVIDIA A100 (UUID: ${a})\n  MIG 1g.5gb      Device  0: (UUID: MIG-1)\n  MIG 2g.10gb     Device  1: (UUID: MIG-2)\n`;
    const facts = await of({ files: dev, env: { CUDA_VISIBLE_DEVICES: "MIG-2" }, command: smi({ stdout: cut }) });
    expect(facts.devices.map(({ id, name }) => [id, name])).toEqual([
      ["MIG-1", "NVIDIA A100 MIG 1g.5gb"],
      ["MIG-2", "NVIDIA A100 MIG 2g.10gb"],
    ]);
    expect(facts.fences.map(({ limit }) => limit)).toEqual([2, 1]);
  });

  it.each([
    ["CUDA_VISIBLE_DEVICES", "0,1", 2],
    ["CUDA_VISIBLE_DEVICES", "1", 1],
    ["CUDA_VISIBLE_DEVICES", "", 0],
    ["CUDA_VISIBLE_DEVICES", "NoDevFiles", 0],
    ["CUDA_VISIBLE_DEVICES", "-1", 0],
    ["CUDA_VISIBLE_DEVICES", "10000", 0],
    ["CUDA_VISIBLE_DEVICES", "GPU-5d5b", 1],
    ["NVIDIA_VISIBLE_DEVICES", "none", 0],
    ["NVIDIA_VISIBLE_DEVICES", "7", 1],
    ["GPU_DEVICE_ORDINAL", "0", 1],
    ["SLURM_JOB_GPUS", "4,5", 2],
    ["SLURM_STEP_GPUS", "5", 1],
  ])("is narrowed by %s=%j to %i", async (name, value, limit) => {
    const facts = await of({ ...node, env: { [name]: value } });
    expect(facts.fences[1]).toEqual({ limit, from: `environment ${name}=${value}`, kind: "grant" });
    expect(facts.visibleBy).toBe(`${name}=${value}`);
    expect(facts.unknown).toEqual([]);
  });

  it.each([
    ["CUDA_VISIBLE_DEVICES", "all"],
    ["NVIDIA_VISIBLE_DEVICES", "all"],
    ["NVIDIA_VISIBLE_DEVICES", ""],
    ["NVIDIA_VISIBLE_DEVICES", "void"],
    ["ROCR_VISIBLE_DEVICES", ""],
    ["HIP_VISIBLE_DEVICES", "0"],
  ])("is not narrowed by %s=%j", async (name, value) => {
    expect(await fencesOf({ ...node, env: { [name]: value } })).toEqual([[2, "nvidia-smi -L"]]);
  });

  it("says which entries it did not count, and names the variable that narrows most", async () => {
    const { visibleBy, fences, unknown } = await of({
      ...node,
      env: { CUDA_VISIBLE_DEVICES: "0,5", NVIDIA_VISIBLE_DEVICES: "0,0,1", GPU_DEVICE_ORDINAL: "x\ny" },
    });
    expect(visibleBy).toBe("GPU_DEVICE_ORDINAL=x\\ny");
    expect(fences.map(({ limit }) => limit)).toEqual([2, 1, 2, 0]);
    expect(unknown).toEqual([
      { what: "environment CUDA_VISIBLE_DEVICES", why: "5 is beyond the 2 that are here" },
      { what: "environment NVIDIA_VISIBLE_DEVICES", why: "0 is named twice and counts once" },
      {
        what: "environment GPU_DEVICE_ORDINAL",
        why: '"x\\ny" names no device; it and what follows do not count',
      },
    ]);
  });

  it("reads the driver's files where its program hangs, and says so", async () => {
    const facts = await of({
      files: { ...dev, ...information(0, a), ...information(1, "GPU-????????-????") },
      command: smi({ timedOut: true, status: null, stdout: "GPU 0: half" }),
    });
    expect(facts.devices).toEqual([
      { id: a, name: "NVIDIA T4", memoryMiB: null, vendor: "nvidia" },
      { id: "0000:02:00.0", name: "NVIDIA T4", memoryMiB: null, vendor: "nvidia" },
    ]);
    expect(facts.fences).toEqual([{ limit: 2, from: "/proc/driver/nvidia/gpus", kind: "hardware" }]);
    expect(facts.unknown).toEqual([{ what: "nvidia-smi -L", why: "it timed out after 15 s" }]);
  });

  it("counts only GPUs whose device was given to our container", async () => {
    const facts = await of({ files: { "/dev/nvidia1": "", ...information(0, a), ...information(1, b) } });
    expect(facts.devices.map(({ id }) => id)).toEqual([b]);
    expect(facts.unknown.map(({ why }) => why)).toContain("1 of 2 GPUs have no device in /dev");
    const none = await of({ files: { "/dev/null": "", ...information(0, a) } });
    expect(none.fences).toMatchObject([{ limit: 0 }]);
  });

  it("counts devices where there is nothing else", async () => {
    const facts = await of({ files: dev });
    expect(facts.devices.map(({ id }) => id)).toEqual(["nvidia0", "nvidia1"]);
    expect(facts.unknown).toEqual([{ what: "nvidia-smi -L", why: "no such command" }]);
  });

  it("keeps the healthy GPUs when one has fallen off the bus", async () => {
    const facts = await of({ files: dev, command: smi({ status: 15, stdout: `GPU is lost.\n${list}` }) });
    expect(facts.devices).toHaveLength(2);
    expect(facts.unknown).toEqual([{ what: "nvidia-smi -L", why: "it ended with status 15: GPU is lost." }]);
  });

  it("believes the driver that it opens none", async () => {
    const facts = await of({ files: dev, command: smi({ stdout: "No devices found.\n" }) });
    expect(facts.fences).toEqual([{ limit: 0, from: "nvidia-smi -L", kind: "hardware" }]);
  });

  it("does not ask a driver that is not there", async () => {
    const host = new MemoryHost({ files: { "/dev/null": "" }, command: smi({ stdout: list }) });
    expect((await probeGpus(host)).fences).toEqual([
      { limit: 0, from: "no GPU in /dev, /proc/driver/nvidia and /sys/class/kfd", kind: "hardware" },
    ]);
    expect(host.commands).toEqual([]);
  });

  it("takes a recorded answer on a tree that has no devices", async () => {
    expect(await fencesOf({ mode: "tree", command: smi({ stdout: list }) })).toEqual([[2, "nvidia-smi -L"]]);
  });

  it("does not measure 0 where it could not look, and believes the grant", async () => {
    const facts = await of({
      mode: "tree",
      env: { CUDA_VISIBLE_DEVICES: "0,1,7" },
      command: () => err({ code: "not-recorded", what: "x" }),
    });
    expect(facts.fences).toEqual([{ limit: 3, from: "environment CUDA_VISIBLE_DEVICES=0,1,7", kind: "grant" }]);
    expect(facts.unknown).toEqual([]);
    expect((await of({ mode: "tree" })).fences).toEqual([]);
  });
});

describe("probeGpus, AMD and Intel", () => {
  const kfd = (node: number, properties: string, more: Record<string, string> = {}) => ({
    [`/sys/class/kfd/kfd/topology/nodes/${node}/properties`]: properties,
    ...Object.fromEntries(
      Object.entries(more).map(([name, text]) => [`/sys/class/kfd/kfd/topology/nodes/${node}/${name}`, text]),
    ),
  });
  const files = {
    "/dev/kfd": "",
    "/dev/dri/renderD128": "",
    "/dev/dri/renderD129": "",
    ...kfd(0, "cpu_cores_count 64\nsimd_count 0\n"),
    ...kfd(1, "simd_count 440\nunique_id 255\ndrm_render_minor 128\n", {
      name: "aldebaran\n",
      "mem_banks/0/properties": "size_in_bytes 68719476736\n",
    }),
    ...kfd(2, "simd_count 440\ndrm_render_minor 129\n"),
    ...kfd(10, "simd_count 440\ndrm_render_minor 130\n"),
  };

  it("lists the GPUs of the compute driver that have a device here", async () => {
    const { devices, fences, unknown } = await of({ files });
    expect(devices).toEqual([
      { id: "GPU-00000000000000ff", name: "aldebaran", memoryMiB: 65536, vendor: "amd" },
      { id: "renderD129", name: null, memoryMiB: null, vendor: "amd" },
    ]);
    expect(fences).toEqual([{ limit: 2, from: "/sys/class/kfd/kfd/topology/nodes", kind: "hardware" }]);
    expect(unknown.map(({ why }) => why)).toEqual(["1 of 3 GPUs have no device in /dev (kfd, dri/renderD…)"]);
  });

  it("can use none without the driver's device", async () => {
    const { "/dev/kfd": _, ...rest } = files;
    expect((await of({ files: rest })).fences).toMatchObject([{ limit: 0 }]);
  });

  it.each([
    ["ROCR_VISIBLE_DEVICES", "0", 1],
    ["HIP_VISIBLE_DEVICES", "0,1", 2],
    ["ROCR_VISIBLE_DEVICES", "GPU-00000000000000ff", 1],
    ["CUDA_VISIBLE_DEVICES", "", 0],
  ])("is narrowed by %s=%j to %i", async (name, value, limit) => {
    expect((await fencesOf({ files, env: { [name]: value } }))[1]).toEqual([limit, `environment ${name}=${value}`]);
  });

  it("counts Intel's compute GPUs and not its graphics", async () => {
    const drm = (name: string, vendor: string, type: string) => ({
      [`/sys/class/drm/${name}/device/vendor`]: `${vendor}\n`,
      [`/sys/class/drm/${name}/device/class`]: `${type}\n`,
    });
    const facts = await of({
      files: {
        "/dev/null": "",
        ...drm("renderD128", "0x8086", "0x030000"),
        ...drm("renderD129", "0x8086", "0x038000"),
        ...drm("renderD130", "0x10de", "0x030200"),
      },
      env: { CUDA_VISIBLE_DEVICES: "" },
    });
    expect(facts.devices).toEqual([{ id: "renderD129", name: null, memoryMiB: null, vendor: "intel" }]);
    expect(facts.fences).toEqual([{ limit: 1, from: "/sys/class/drm", kind: "hardware" }]);
  });

  it("does not let a variable of one vendor take another's devices", async () => {
    const mixed = { files: { ...dev, ...files }, command: smi({ stdout: list }) };
    expect(await fencesOf({ ...mixed, env: { NVIDIA_VISIBLE_DEVICES: "0" } })).toEqual([
      [4, "nvidia-smi -L, /sys/class/kfd/kfd/topology/nodes"],
      [3, "environment NVIDIA_VISIBLE_DEVICES=0"],
    ]);
  });
});
