import { describe, expect, it } from "vitest";
import { type FoundGpus, slotConfig } from "../../src/decide/slot-config.ts";
import { slotTable } from "../../src/decide/slot-table.ts";
import { diskShares } from "../../src/decide/slots/disk-shares.ts";
import { type SlotInput, solveSlots } from "../../src/decide/slots/solve-slots.ts";
import { derive } from "../../src/model/provenance.ts";
import { renderCondorConfig } from "../../src/parse/condor-config-text.ts";
import { parseLayout } from "../../src/parse/slots/parse-layout.ts";

function solved(text: string, resources: Partial<SlotInput["resources"]> = {}) {
  const written = parseLayout(text);
  if (!written.ok) throw new Error(text);
  const input: SlotInput = {
    resources: { cpus: 8, memoryMiB: 16_000, diskMiB: 80_000, gpus: 0, ...resources },
    written: written.value,
    layout: "partitionable",
    forcePartitionable: false,
  };
  const solution = solveSlots(input);
  if (!solution.ok) throw new Error(JSON.stringify(solution.error));
  return solution.value;
}

function configured(
  text: string,
  resources: Partial<SlotInput["resources"]> = {},
  found: FoundGpus = { devices: [], discovered: null },
) {
  const gpus = { gpus: derive("test", [], resources.gpus ?? 0), wanted: true, asked: null, findings: [] };
  const config = slotConfig(solved(text, resources), gpus, found);
  const rendered = renderCondorConfig(config.entries);
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.error));
  const knobs: Record<string, string> = Object.fromEntries(
    rendered.value
      .trimEnd()
      .split("\n")
      .map((line) => line.split(/ = (.*)/u).slice(0, 2) as [string, string]),
  );
  return { knobs, attributes: config.attributes };
}

describe("the configuration of slots", () => {
  it("says everything that HTCondor would otherwise find out by itself", () => {
    expect(configured("").knobs).toEqual({
      NUM_CPUS: "8",
      MEMORY: "16000",
      DISK: "81920000",
      MAX_SLOT_TYPES: "10",
      STARTD_DETECT_GPUS: "False",
      MACHINE_RESOURCE_GPUs: "0",
      SLOT_TYPE_1: "cpus=8, memory=16000, disk=100%",
      SLOT_TYPE_1_PARTITIONABLE: "True",
      NUM_SLOTS_TYPE_1: "1",
    });
  });

  it("keeps the slots of a resource for the jobs that ask for it", () => {
    const { knobs, attributes } = configured("ioslot,4,1G,static,10%;tape,1,,main");
    expect(knobs).toMatchObject({
      NUM_CPUS: "12",
      MEMORY: "16000",
      MACHINE_RESOURCE_ioslot: "4",
      MACHINE_RESOURCE_tape: "1",
      SLOT_TYPE_1: "cpus=8, memory=14976, disk=73728000/81920000, ioslot=0, tape=1",
      SLOT_TYPE_3: "cpus=1, memory=256, disk=2048000/81920000, ioslot=1, tape=0",
      SLOT_TYPE_3_PARTITIONABLE: "False",
      NUM_SLOTS_TYPE_3: "4",
      SLOT_TYPE_3_START: "($(START)) && (TARGET.Requestioslot > 0)",
      SLOT_TYPE_3_IS_SLOT_ioslot: "True",
      SLOT_TYPE_3_GLIDEIN_VIRTUAL_CPUS: "1",
    });
    expect(knobs["SLOT_TYPE_1_START"]).toBeUndefined();
    expect(
      Object.fromEntries(
        Object.entries(attributes).map(([name, { sourced, published }]) => [name, published ? sourced.value : null]),
      ),
    ).toEqual({
      GLIDEIN_VIRTUAL_CPUS: 0,
      IS_SLOT_ioslot: false,
    });
  });

  it("adds what is virtual, and publishes it", () => {
    const { knobs, attributes } = configured("io,2,1G,staticextra,1%;burst,3,,extra");
    expect(knobs).toMatchObject({
      NUM_CPUS: "13",
      MEMORY: "17024",
      SLOT_TYPE_3_GLIDEIN_VIRTUAL_MEMORY: "512",
      SLOT_TYPE_3_GLIDEIN_VIRTUAL_CPUS: "1",
    });
    expect(attributes["GLIDEIN_VIRTUAL_CPUS"]?.sourced.value).toBe(3);
    expect(attributes["GLIDEIN_VIRTUAL_MEMORY"]?.sourced.value).toBe(0);
  });

  it("makes room for many slot types", () => {
    expect(configured(Array.from({ length: 12 }, (_, n) => `r${n}_x`).join(";")).knobs["MAX_SLOT_TYPES"]).toBe("14");
  });

  it.each([null, 0])("leaves a disk of %s to HTCondor", (diskMiB) => {
    const { knobs } = configured("", { diskMiB });
    expect(knobs["DISK"]).toBeUndefined();
    expect(knobs["SLOT_TYPE_1"]).toBe("cpus=8, memory=16000");
  });
});

describe("GPUs in the configuration", () => {
  const two = ["GPU-6a96bd13-70bc-6494-6d62-1b77a9a7f29f", "GPU-0e7b6f1c-1111-2222-3333-444455556666"];
  const gpuKnobs = (gpus: number, found: FoundGpus) => {
    const { knobs } = configured("GPUs,type=main", { gpus }, found);
    return [knobs["STARTD_DETECT_GPUS"], knobs["MACHINE_RESOURCE_GPUs"], knobs["SLOT_TYPE_1"]?.split(", ").at(-1)];
  };

  it("are discovered by HTCondor when its program finds enough", () => {
    expect(gpuKnobs(2, { devices: two, discovered: 2 })).toEqual(["-properties -extra", undefined, "GPUs=2"]);
    expect(gpuKnobs(1, { devices: two, discovered: 2 })).toEqual(["-properties -extra", undefined, "GPUs=1"]);
  });

  it("are named when it does not, so that the startd never lacks one", () => {
    for (const discovered of [null, 0, 1])
      expect(gpuKnobs(2, { devices: two, discovered })).toEqual(["False", two.join(", "), "GPUs=2"]);
  });

  it("are only counted when it is not known which ones are ours, or an id is no id", () => {
    expect(gpuKnobs(1, { devices: two, discovered: null })).toEqual(["False", "1", "GPUs=1"]);
    expect(gpuKnobs(2, { devices: [], discovered: null })).toEqual(["False", "2", "GPUs=2"]);
    expect(gpuKnobs(1, { devices: ["a, b"], discovered: null })).toEqual(["False", "1", "GPUs=1"]);
    expect(gpuKnobs(1, { devices: ["7"], discovered: null })).toEqual(["False", "1", "GPUs=1"]);
  });

  it("are none when there are none, whatever discovery would find", () => {
    expect(gpuKnobs(0, { devices: two, discovered: 2 })).toEqual(["False", "0", "disk=100%"]);
  });
});

describe("a share of the disk", () => {
  it("gives back the amount, rounded up or down, also where the plain fraction would not", () => {
    // 49/49 parts of which none is exact in binary.
    for (const [total, amounts] of [
      [49, [1, 3, 45]],
      [123_457, [41_152, 41_153, 41_152]],
      [1_000_003, [7, 11, 999_985]],
    ] as const) {
      const { knobKib, shares } = diskShares(total, amounts);
      for (const [index, share] of shares.entries()) {
        const [numerator, denominator] = share.split("/");
        expect(knobKib * (Number(numerator) / Number(denominator))).toBe((amounts[index] ?? 0) * 1024);
      }
      expect(knobKib - total * 1024).toBeLessThan(1024);
    }
  });
});

describe("the table of slots", () => {
  it("shows what each type has, for whom, and what all have together", () => {
    const { columns, rows, total } = slotTable(
      solved("io,2,1G,staticextra,1000M;burst,3,,extra;GPUs,type=main", { gpus: 2 }),
    );
    expect(columns.map(({ heading }) => heading)).toEqual([
      "type",
      "count",
      "kind",
      "CPUs",
      "memory MiB",
      "disk MiB",
      "GPUs",
      "io",
      "burst",
      "for",
    ]);
    expect(rows).toEqual([
      ["1", "1", "partitionable", "11", "16000", "79000", "2", "0", "3", "any job; 3 virtual CPUs each"],
      [
        "3",
        "2",
        "static",
        "1",
        "512",
        "500",
        "0",
        "1",
        "0",
        "jobs that ask for io; 1 virtual CPUs, 512 MiB virtual each",
      ],
    ]);
    expect(total).toEqual(["sum", "3", "", "13", "17024", "80000", "2", "2", "3", "5 of the CPUs virtual"]);
  });

  it("has no columns for what nobody has, and a question mark for what nobody knows", () => {
    const { columns, rows, total } = slotTable(solved("", { diskMiB: null }));
    expect(columns).toHaveLength(7);
    expect(rows).toEqual([["1", "1", "partitionable", "8", "16000", "?", "any job"]]);
    expect(total).toEqual(["sum", "1", "", "8", "16000", "?", ""]);
  });

  it("has every row as long as its heading", () => {
    const table = slotTable(solved("a1,2;b1,3,,main"));
    for (const row of [...table.rows, table.total ?? []]) expect(row).toHaveLength(table.columns.length);
  });
});
