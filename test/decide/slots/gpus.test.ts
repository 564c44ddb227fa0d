import { describe, expect, it } from "vitest";
import type { Fence } from "../../../src/model/facts/fence.ts";
import { type cut, decision, devices, messages, slots } from "./cut.ts";

describe("GPUs", () => {
  const gpusOf = (...given: Parameters<typeof cut>) => {
    const { resources, slots: rows, findings } = decision(...given);
    return {
      gpus: resources.gpus,
      slots: rows.map((row) => row.gpus * row.count),
      warnings: findings.filter(({ severity }) => severity === "warning").length,
    };
  };

  it.each<[string | null, readonly Fence[], { gpus: number; slots: readonly number[]; warnings: number }]>([
    [null, devices(4), { gpus: 0, slots: [0], warnings: 0 }],
    ["GPUs,type=main", devices(4), { gpus: 4, slots: [4], warnings: 0 }],
    [
      "GPUs,type=main",
      [...devices(4), { limit: 2, from: "slurm", kind: "grant" }],
      { gpus: 2, slots: [2], warnings: 0 },
    ],
    ["GPUs", devices(4), { gpus: 4, slots: [0, 4], warnings: 0 }],
    ["GPUs", devices(1), { gpus: 1, slots: [0, 1], warnings: 0 }],
    ["GPUs", devices(0), { gpus: 0, slots: [0], warnings: 1 }],
    ["GPUs", [], { gpus: 0, slots: [0], warnings: 1 }],
    ["GPUs,2,,main", devices(4), { gpus: 2, slots: [2], warnings: 0 }],
    ["GPUs,2,,main", devices(1), { gpus: 1, slots: [1], warnings: 1 }],
    ["GPUs,2,,static", devices(0), { gpus: 0, slots: [0], warnings: 1 }],
    ["gpus,2,,main", [], { gpus: 2, slots: [2], warnings: 0 }],
  ])("of the layout %s where %j are there", (layout, fences, expected) => {
    expect(gpusOf(layout, { gpus: fences })).toEqual(expected);
  });

  it("that nobody wants are mentioned", () => {
    expect(messages(decision(null, { gpus: devices(4) }))).toEqual([
      "4 GPUs are not offered: GLIDEIN_Resource_Slots does not name them.",
    ]);
  });

  it("have their fences in the plan", () => {
    const { resources } = decision("GPUs,2,,main", { gpus: devices(4) });
    expect(resources.fences.filter(({ resource }) => resource === "gpus")).toEqual([
      { resource: "gpus", limit: 4, from: "nvidia-smi", binding: false },
      { resource: "gpus", limit: 2, from: "setting GLIDEIN_Resource_Slots", binding: true },
    ]);
  });

  it("make a partitionable slot when there are several, a static one when there is one", () => {
    expect(slots("GPUs", { gpus: devices(3) })[1]).toMatchObject({
      count: 1,
      partitionable: true,
      cpus: 3,
      gpus: 3,
      memoryMiB: 384,
    });
    expect(slots("GPUs", { gpus: devices(1) })[1]).toMatchObject({
      count: 1,
      partitionable: false,
      cpus: 1,
      gpus: 1,
      memoryMiB: 128,
    });
  });
});
