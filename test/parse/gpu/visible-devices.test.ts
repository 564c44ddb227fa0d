import { describe, expect, it } from "vitest";
import { parseKfdBank, parseKfdProperties } from "../../../src/parse/gpu/kfd.ts";
import { parseNvidiaInformation, parseNvidiaList, parseNvidiaMemory } from "../../../src/parse/gpu/nvidia-smi.ts";
import { visibleCount } from "../../../src/parse/gpu/visible-count.ts";
import { parseVisibleDevices } from "../../../src/parse/gpu/visible-devices.ts";

describe("parseVisibleDevices", () => {
  it.each([
    ["0,1", ["0", "1"]],
    [" 0 , 1 ", ["0", "1"]],
    ["007", ["7"]],
    ["CUDA0,CUDA3", ["0", "3"]],
    ["GPU-a0223334", ["GPU-a0223334"]],
    ["MIG-GPU-5d5b/1/0,MIG-c6d4f1ef", ["MIG-GPU-5d5b/1/0", "MIG-c6d4f1ef"]],
    ["", []],
    ["-1", []],
    ["NoDevFiles", []],
    ["none", []],
    ["void", []],
    ["na", []],
    ["N/A", []],
    ["10000", []],
    ["all", null],
    ["ALL\n", null],
  ])("CUDA_VISIBLE_DEVICES=%j is %j without complaint", (value, ids) =>
    expect(parseVisibleDevices("CUDA_VISIBLE_DEVICES", value)).toEqual({ ids, problems: [] }),
  );

  it.each([
    ["0,-1,2", ["0"]],
    ["0,,2", ["0"]],
    ["junk", []],
    ["$(id)", []],
    ["5000", []],
    ["GPU-", []],
    ["0-3", []],
    ["1e3", []],
    ["0:1", []],
  ])("the list %j ends where it names nothing", (value, ids) => {
    const parsed = parseVisibleDevices("CUDA_VISIBLE_DEVICES", value);
    expect(parsed.ids).toEqual(ids);
    expect(parsed.problems).toHaveLength(1);
  });

  it("counts a device once", () => {
    expect(parseVisibleDevices("CUDA_VISIBLE_DEVICES", "1,1,0")).toEqual({
      ids: ["1", "0"],
      problems: ["1 is named twice and counts once"],
    });
  });

  it("knows what is special to one variable", () => {
    expect(parseVisibleDevices("NVIDIA_VISIBLE_DEVICES", "").ids).toBeNull();
    expect(parseVisibleDevices("NVIDIA_VISIBLE_DEVICES", "0:1").ids).toEqual(["0:1"]);
    expect(parseVisibleDevices("SLURM_JOB_GPUS", "0-2,5").ids).toEqual(["0", "1", "2", "5"]);
    expect(parseVisibleDevices("SLURM_JOB_GPUS", "3-1").ids).toEqual([]);
    expect(parseVisibleDevices("SLURM_JOB_GPUS", "0-9999").ids).toEqual([]);
  });

  it("bounds the list", () => {
    const ids = parseVisibleDevices(
      "ROCR_VISIBLE_DEVICES",
      [...Array(5000).keys()].map((n) => `GPU-${n}`).join(","),
    ).ids;
    expect(ids).toHaveLength(1024);
  });
});

describe("visibleCount", () => {
  const uuids = ["GPU-aaaa1111", "GPU-aabb2222", "MIG-x/1", "MIG-x/10"];
  it.each([
    [["0", "1"], { count: 2, uuids }, 2],
    [["0", "2", "1"], { count: 2, uuids }, 1],
    [["7"], { count: null, uuids: null }, 1],
    [["GPU-AAAA"], { count: 2, uuids }, 1],
    [["GPU-aa"], { count: 2, uuids }, 0],
    [["GPU-zz"], { count: 2, uuids }, 0],
    [["GPU-zz"], { count: 2, uuids: null }, 1],
    [["MIG-x/1"], { count: 2, uuids }, 1],
    [[], { count: 2, uuids }, 0],
  ])("%j of %j", (ids, devices, count) => {
    const counted = visibleCount(ids, devices, "ours");
    expect(counted.count).toBe(count);
    expect(counted.problem === null).toBe(count === ids.length);
  });

  it("does not check the whole node's numbers against what we see of it", () => {
    expect(visibleCount(["6", "7"], { count: 2, uuids: null }, "node's")).toEqual({ count: 2, problem: null });
  });
});

describe("parseNvidiaList", () => {
  const text = [
    "Unable to determine the device handle for GPU 0000:3B:00.0: GPU is lost.",
    "GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77)",
    "  MIG 1g.5gb      Device  0: (UUID: MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f)",
    "  MIG 1g.5gb+me   Device  1: (UUID: MIG-GPU-5d5ba0d6/8/0)",
    "GPU 1: Tesla (T4) (UUID: GPU-2)",
  ].join("\n");
  it("reads GPUs and their instances, and no other line", () => {
    expect(parseNvidiaList(text)).toEqual([
      {
        name: "NVIDIA A100-SXM4-40GB",
        uuid: "GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77",
        mig: [
          { profile: "1g.5gb", uuid: "MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f" },
          { profile: "1g.5gb+me", uuid: "MIG-GPU-5d5ba0d6/8/0" },
        ],
      },
      { name: "Tesla (T4)", uuid: "GPU-2", mig: [] },
    ]);
    expect(parseNvidiaList("  MIG 1g Device 0: (UUID: MIG-1)\nNo devices found.\n")).toEqual([]);
  });

  it("reads sizes by UUID", () => {
    expect(parseNvidiaMemory("GPU-1, 40536\nGPU-2, [N/A]\nFailed to initialize NVML\n")).toEqual(
      new Map([["GPU-1", 40536]]),
    );
  });

  it("reads the driver's file", () => {
    const file = "Model: \t\t NVIDIA A100\nIRQ:   5\nGPU UUID: \t GPU-5d\nDevice Minor: \t 3\n";
    expect(parseNvidiaInformation(file)).toEqual({ name: "NVIDIA A100", uuid: "GPU-5d", minor: 3 });
    expect(parseNvidiaInformation("Model: \t\nGPU UUID: GPU-????????-????\n")).toEqual({
      name: null,
      uuid: null,
      minor: null,
    });
  });
});

describe("parseKfdProperties", () => {
  it("tells GPUs from CPUs", () => {
    expect(parseKfdProperties("simd_count 440\nunique_id 1311768467463790320\ndrm_render_minor 129\n")).toEqual({
      isGpu: true,
      uuid: "GPU-123456789abcdef0",
      renderMinor: 129,
    });
    expect(parseKfdProperties("cpu_cores_count 64\nsimd_count 0\n")).toEqual({
      isGpu: false,
      uuid: null,
      renderMinor: null,
    });
    expect(parseKfdProperties("simd_count -1\ndrm_render_minor 5\n")).toMatchObject({
      isGpu: false,
      renderMinor: null,
    });
  });

  it("reads the size of a memory bank", () => {
    expect(parseKfdBank("heap_type 1\nsize_in_bytes 68702699520\n")).toBe(68702699520);
    expect(parseKfdBank("size_in_bytes 0\n")).toBeNull();
    expect(parseKfdBank("")).toBeNull();
  });
});
