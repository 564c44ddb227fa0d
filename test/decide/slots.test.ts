import { describe, expect, it } from "vitest";
import { mergeFences } from "../../src/decide/resources/node-fences.ts";
import { decideResources } from "../../src/decide/resources.ts";
import { decideSlots, type SlotDecision } from "../../src/decide/slots.ts";
import { exitStatusOf } from "../../src/exit.ts";
import type { Fence } from "../../src/model/facts/fence.ts";
import type { Failure } from "../../src/model/failure.ts";
import type { SlotType } from "../../src/model/plan.ts";
import type { Result } from "../../src/model/result.ts";
import type { SettingName } from "../../src/model/settings.ts";
import { settingsWith } from "./settings-with.ts";

interface Node {
  readonly cpus?: number;
  readonly memoryMiB?: number;
  readonly diskMiB?: number | null;
  readonly gpus?: readonly Fence[];
}

/** 8 CPUs, 16000 MiB, 80000 MiB of disk unless said otherwise. */
function cut(
  layout: string | null,
  { cpus = 8, memoryMiB = 16_000, diskMiB = 80_000, gpus = [] }: Node = {},
  more: Partial<Record<SettingName, string>> = {},
): Result<SlotDecision, Failure> {
  const settings = settingsWith({ ...(layout === null ? {} : { GLIDEIN_Resource_Slots: layout }), ...more });
  const fence = (limit: number): Fence => ({ limit, from: "kernel", kind: "kernel" });
  const resources = decideResources({
    fences: mergeFences({
      cpus: [fence(cpus)],
      memory: [fence(memoryMiB)],
      disk: diskMiB === null ? [] : [fence(diskMiB)],
      gpus,
    }),
    batchSystem: "none",
    onlineCpus: cpus,
    totalMemoryMiB: memoryMiB,
    ownMemoryMiB: 0,
    draw: 0,
    classic: false,
    settings,
  });
  if (!resources.ok) throw new Error(resources.error.problem);
  return decideSlots(resources.value, settings);
}

function decision(...given: Parameters<typeof cut>): SlotDecision {
  const decided = cut(...given);
  if (!decided.ok) throw new Error(decided.error.problem);
  return decided.value;
}
const slots = (...given: Parameters<typeof cut>): readonly SlotType[] => decision(...given).slots;
const messages = ({ findings }: SlotDecision): readonly string[] => findings.map(({ message }) => message);
const devices = (limit: number): readonly Fence[] => [{ limit, from: "nvidia-smi", kind: "hardware" }];

const main = (row: Partial<SlotType> = {}): SlotType => ({
  type: 1,
  count: 1,
  partitionable: true,
  cpus: 8,
  memoryMiB: 16_000,
  diskMiB: 80_000,
  gpus: 0,
  extra: {},
  ...row,
});

describe("without resource slots", () => {
  it("everything is one partitionable slot", () => {
    expect(slots(null)).toEqual([main()]);
  });

  it("a fixed layout has a slot for each CPU", () => {
    expect(slots(null, {}, { SLOTS_LAYOUT: "fixed" })).toEqual([
      main({ count: 8, partitionable: false, cpus: 1, memoryMiB: 2000, diskMiB: 10_000 }),
    ]);
  });

  it("what does not divide into fixed slots is said to be lost", () => {
    const uneven = decision(null, { cpus: 3, memoryMiB: 1000, diskMiB: 2000 }, { SLOTS_LAYOUT: "FIXED" });
    expect(uneven.slots).toEqual([main({ count: 3, partitionable: false, cpus: 1, memoryMiB: 333, diskMiB: 666 })]);
    expect(messages(uneven)).toEqual([
      "1 MiB of memory are not used: 3 fixed slots get 333 MiB each.",
      "2 MiB of disk are not used: fixed slots get the same amount each.",
    ]);
  });

  it("a single CPU is a fixed slot unless it is forced", () => {
    expect(slots(null, { cpus: 1 })).toEqual([main({ partitionable: false, cpus: 1 })]);
    expect(slots(null, { cpus: 1 }, { FORCE_PARTITIONABLE: "True" })).toEqual([main({ cpus: 1 })]);
    expect(slots(null, { cpus: 1 }, { FORCE_PARTITIONABLE: "True", SLOTS_LAYOUT: "fixed" })).toEqual([
      main({ partitionable: false, cpus: 1 }),
    ]);
  });

  it("a full disk is an error, not a broken layout", () => {
    const full = decision(null, { diskMiB: 0 });
    expect(full.slots).toEqual([main({ diskMiB: 0 })]);
    expect(full.findings).toContainEqual(expect.objectContaining({ severity: "error" }));
  });

  it("disk that nobody could measure stays unknown", () => {
    expect(slots(null, { diskMiB: null })).toEqual([main({ diskMiB: null })]);
  });
});

describe("a resource", () => {
  const own = (row: Partial<SlotType>): SlotType => main({ type: 3, partitionable: false, cpus: 1, ...row });

  it.each<[string, readonly SlotType[]]>([
    ["ioslot,4,,main", [main({ extra: { ioslot: 4 } })]],
    ["ioslot,4,,extra", [main({ cpus: 12, extra: { ioslot: 4 } })]],
    [
      "ioslot,2,200,static",
      [
        main({ memoryMiB: 15_800, diskMiB: 26_668, extra: { ioslot: 0 } }),
        own({ count: 2, memoryMiB: 100, diskMiB: 26_666, extra: { ioslot: 1 } }),
      ],
    ],
    [
      "ioslot,2,200,static,10%",
      [
        main({ memoryMiB: 15_800, diskMiB: 72_000, extra: { ioslot: 0 } }),
        own({ count: 2, memoryMiB: 100, diskMiB: 4000, extra: { ioslot: 1 } }),
      ],
    ],
    [
      "ioslot,2,2048,staticextra,1/8",
      [
        main({ diskMiB: 70_000, extra: { ioslot: 0 } }),
        own({ count: 2, memoryMiB: 1024, diskMiB: 5000, extra: { ioslot: 1 } }),
      ],
    ],
    [
      "ioslot,4,1G,partitionable,4000M",
      [
        main({ memoryMiB: 14_976, diskMiB: 76_000, extra: { ioslot: 0 } }),
        own({ partitionable: true, cpus: 4, memoryMiB: 1024, diskMiB: 4000, extra: { ioslot: 4 } }),
      ],
    ],
    [
      "ioslot",
      [
        main({ memoryMiB: 15_872, diskMiB: 40_000, extra: { ioslot: 0 } }),
        own({ memoryMiB: 128, diskMiB: 40_000, extra: { ioslot: 1 } }),
      ],
    ],
    [
      "ioslot,2",
      [
        main({ memoryMiB: 15_744, diskMiB: 40_000, extra: { ioslot: 0 } }),
        own({ partitionable: true, cpus: 2, memoryMiB: 256, diskMiB: 40_000, extra: { ioslot: 2 } }),
      ],
    ],
    [
      "ioslot,1,25%,partitionable,25%",
      [
        main({ memoryMiB: 12_000, diskMiB: 60_000, extra: { ioslot: 0 } }),
        own({ partitionable: true, memoryMiB: 4000, diskMiB: 20_000, extra: { ioslot: 1 } }),
      ],
    ],
    ["GPUs,3,,main", [main({ gpus: 3 })]],
    [
      "GPUs,2,,static,50%",
      [main({ memoryMiB: 15_744, diskMiB: 40_000 }), own({ count: 2, memoryMiB: 128, diskMiB: 20_000, gpus: 1 })],
    ],
    ["GPUs,0", [main()]],
  ])("%s makes the documented slots", (layout, expected) => {
    expect(slots(layout)).toEqual(expected);
  });

  it("of each type stands beside the others", () => {
    const layout = "ioslot,2,disk=1GB;monitor;GPUs,3,,main;tape,2,512,staticextra,1G;burst,1,type=extra";
    expect(slots(layout)).toEqual([
      main({
        cpus: 9,
        memoryMiB: 15_616,
        diskMiB: 38_976,
        gpus: 3,
        extra: { ioslot: 0, monitor: 0, tape: 0, burst: 1 },
      }),
      own({
        type: 3,
        partitionable: true,
        cpus: 2,
        memoryMiB: 256,
        diskMiB: 1024,
        extra: { ioslot: 2, monitor: 0, tape: 0, burst: 0 },
      }),
      own({ type: 4, memoryMiB: 128, diskMiB: 38_976, extra: { ioslot: 0, monitor: 1, tape: 0, burst: 0 } }),
      own({ type: 5, count: 2, memoryMiB: 256, diskMiB: 512, extra: { ioslot: 0, monitor: 0, tape: 1, burst: 0 } }),
    ]);
    expect(decision(layout).solution.totals).toEqual({ cpus: 14, memoryMiB: 16_512, diskMiB: 80_000 });
  });

  it("with extra CPUs makes a single-CPU glidein worth cutting", () => {
    expect(slots("ioslot,2,,extra", { cpus: 1 })).toEqual([main({ cpus: 3, extra: { ioslot: 2 } })]);
    expect(slots("ioslot,2,,main", { cpus: 1 })).toEqual([
      main({ partitionable: false, cpus: 1, extra: { ioslot: 2 } }),
    ]);
  });

  it("in fixed slots is dealt out evenly", () => {
    const fixed = { SLOTS_LAYOUT: "fixed" };
    const row = { count: 4, partitionable: false, memoryMiB: 4000, diskMiB: 20_000 };
    expect(slots("ioslot,8,,main", { cpus: 4 }, fixed)).toEqual([main({ ...row, cpus: 1, extra: { ioslot: 2 } })]);
    expect(slots("ioslot,8,,extra", { cpus: 4 }, fixed)).toEqual([main({ ...row, cpus: 3, extra: { ioslot: 2 } })]);
    expect(slots("ioslot,1,160,static,1%", { cpus: 4 }, fixed)).toEqual([
      main({ ...row, cpus: 1, memoryMiB: 3960, diskMiB: 19_800, extra: { ioslot: 0 } }),
      own({ memoryMiB: 160, diskMiB: 800, extra: { ioslot: 1 } }),
    ]);
  });

  it("whose memory does not divide keeps nothing back without a word", () => {
    const taken = decision("ioslot,3,1000,static,1000M");
    expect(taken.slots.map(({ memoryMiB, diskMiB }) => [memoryMiB, diskMiB])).toEqual([
      [15_001, 79_001],
      [333, 333],
    ]);
    expect(messages(taken)).toEqual([
      "1000 MiB of memory for 3 slots of ioslot make 333 MiB each; 1 MiB stay with the main slot.",
      "1000 MiB of disk for 3 slots of ioslot make 333 MiB each; 1 MiB go to other slots.",
    ]);
    expect(messages(decision("ioslot,3,1000,staticextra,999M"))).toEqual([
      "1000 MiB of memory for 3 slots of ioslot make 333 MiB each; 1 MiB are not added.",
    ]);
  });

  it("in the main slot has no memory or disk of its own, which is said", () => {
    expect(messages(decision("ioslot,2,200,main,10%"))).toEqual([
      "memory and disk of ioslot is ignored: type main shares what the main slot has.",
    ]);
    expect(messages(decision("ioslot,2,200,extra"))).toEqual([
      "memory of ioslot is ignored: type extra shares what the main slot has.",
    ]);
  });

  it("that splits the disk with the main slot says so", () => {
    expect(messages(decision("ioslot,9,,static"))).toEqual([
      "Disk is split evenly between 10 slots, 8000 MiB each, because ioslot does not say how much it needs.",
    ]);
  });

  it("cannot have a disk of its own where nothing is known about disk", () => {
    const unknown = decision("ioslot,2,,static,1G;x,1", { diskMiB: null });
    expect(unknown.slots.map(({ diskMiB }) => diskMiB)).toEqual([null, null, null]);
    expect(messages(unknown)).toContainEqual(expect.stringContaining("disk of ioslot is ignored"));
  });
});

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

describe("a layout that does not fit", () => {
  it.each<[string, Node, string]>([
    ["ioslot,2,16G,static", {}, "16384 MiB of memory leave 0 of 16000 MiB for the main slot"],
    ["ioslot,2,100%,partitionable", {}, "16000 MiB of memory leave 0 of 16000 MiB for the main slot"],
    ["ioslot,200", {}, "25600 MiB of memory leave 0 of 16000 MiB for the main slot"],
    ["ioslot,4,3,static", {}, "3M of memory is less than 1 MiB for each of 4 slots"],
    ["ioslot,4,100K,staticextra", {}, "100K of memory is less than 1 MiB for each of 4 slots"],
    ["ioslot,1,,,100%", {}, "80000 MiB of disk leave 0 of 80000 MiB for 1 other slots"],
    ["ioslot,1,,,60%;other,1,,,60%", {}, "48000 MiB of disk leave 0 of 80000 MiB for 1 other slots"],
    ["ioslot,4,,static,2000", {}, "2000K of disk is less than 1 MiB for each of 4 slots"],
    ["ioslot,10,20,static", { diskMiB: 5 }, "5 MiB of disk are split between 11 slots"],
  ])("%s is refused with status 78", (layout, node, problem) => {
    const refused = cut(layout, node);
    if (refused.ok) throw new Error("accepted");
    expect(refused.error).toMatchObject({
      code: "SLOT_LAYOUT_INVALID",
      subject: "GLIDEIN_Resource_Slots",
      problem: expect.stringContaining(problem) as string,
    });
    expect(exitStatusOf(refused.error.code)).toBe(78);
    const corrected = /example to "(.*)"/u.exec(refused.error.fix)?.[1];
    expect(cut(corrected ?? "", node).ok).toBe(true);
  });

  it.each(["ioslot,3,,main", "ioslot,3,,extra", "GPUs,3,,main"])(
    "%s is refused in a fixed layout, where it cannot be dealt out",
    (layout) => {
      expect(cut(layout, { cpus: 2 }, { SLOTS_LAYOUT: "fixed" })).toMatchObject({
        ok: false,
        error: {
          code: "SLOT_LAYOUT_INVALID",
          problem: expect.stringContaining("cannot be dealt out evenly to 2 fixed slots") as string,
        },
      });
    },
  );

  it("is refused also when it is only fixed", () => {
    expect(cut(null, { cpus: 64, memoryMiB: 63 }, { SLOTS_LAYOUT: "fixed" })).toMatchObject({
      ok: false,
      error: {
        code: "SLOT_LAYOUT_INVALID",
        problem: expect.stringContaining("less than 1 MiB for each of 64 fixed slots") as string,
      },
    });
  });

  it("is refused for all its misfits at once, with their places", () => {
    const refused = cut("a1,2,100%,static,100%;b1,3,1");
    if (refused.ok) throw new Error("accepted");
    expect(refused.error.problem).toContain("item 1, character 1: a1 does not fit: 16000 MiB of memory leave 0");
    expect(refused.error.problem).toContain("item 1, character 1: a1 does not fit: 80000 MiB of disk leave 0");
    expect(refused.error.problem).toContain("item 2, character 23: b1 does not fit: 1 MiB of memory leave 0");
  });
});

describe("a broken layout", () => {
  it.each(["abc def", "ioslot,-3", "mem", "$(RELEASE_DIR),2", "a;a", "ioslot,type=main,2", "x".repeat(20_000)])(
    "%s is refused with status 78 and a correction",
    (layout) => {
      const refused = cut(layout);
      if (refused.ok) throw new Error("accepted");
      expect(exitStatusOf(refused.error.code)).toBe(78);
      const corrected = /example to "(.*)"/u.exec(refused.error.fix)?.[1];
      expect(cut(corrected ?? "", { gpus: devices(1) }).ok).toBe(true);
    },
  );

  it("of very many problems names the first fifty", () => {
    const refused = cut("1,".repeat(500));
    if (refused.ok) throw new Error("accepted");
    expect(refused.error.problem).toContain("and ");
    expect(refused.error.problem.length).toBeLessThan(10_000);
  });
});
