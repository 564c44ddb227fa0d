import { describe, expect, it } from "vitest";
import type { SlotType } from "../../../src/model/plan.ts";
import { decision, main, messages, slots } from "./cut.ts";

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
