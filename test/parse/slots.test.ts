import { describe, expect, it } from "vitest";
import type { ResourceSlot } from "../../src/parse/slots/layout.ts";
import { parseLayout } from "../../src/parse/slots/parse-layout.ts";
import { printLayout } from "../../src/parse/slots/print-layout.ts";
import { nameProblem } from "../../src/parse/slots/resource-name.ts";

const resource = (item: Partial<ResourceSlot>): Partial<ResourceSlot> => ({
  number: null,
  memory: null,
  type: null,
  disk: null,
  ...item,
});
const mib = (amount: number) => ({ kind: "absolute", kib: amount * 1024 }) as const;

function parsed(text: string): readonly ResourceSlot[] {
  const layout = parseLayout(text);
  if (!layout.ok) throw new Error(JSON.stringify(layout.error));
  return layout.value.resources;
}

function problems(text: string): readonly string[] {
  const layout = parseLayout(text);
  if (layout.ok) throw new Error(`${text} was accepted`);
  return layout.error.problems.map(({ item, character, problem }) => `${item}:${character} ${problem}`);
}

describe("a layout of resource slots", () => {
  it.each<[string, Partial<ResourceSlot>]>([
    ["ioslot", { name: "ioslot" }],
    ["ioslot,2", { name: "ioslot", number: 2 }],
    ["ioslot,2,200,static", { name: "ioslot", number: 2, memory: mib(200), type: "static" }],
    [
      "ioslot,2,200,staticextra,10%",
      { number: 2, memory: mib(200), type: "staticextra", disk: { kind: "share", numerator: 10, denominator: 100 } },
    ],
    ["GPUs,type=main", { name: "GPUs", type: "main" }],
    ["GPUs,3,,main", { name: "GPUs", number: 3, type: "main" }],
    ["gpus,0", { name: "gpus", number: 0 }],
    ["ioslot,2,disk=1GB", { number: 2, disk: mib(1024) }],
    ["name=ioslot,disk=auto,number=4", { name: "ioslot", number: 4, disk: { kind: "auto" } }],
    [" ioslot ,\t2 , 1.5G , Extra ", { name: "ioslot", number: 2, memory: mib(1536), type: "extra" }],
    ["ioslot, Memory = 1t, TYPE=partitionable", { memory: mib(1048576), type: "partitionable" }],
    ["ioslot,,25%", { memory: { kind: "share", numerator: 25, denominator: 100 } }],
    [
      "ioslot,,12.5 %,,1/3",
      {
        memory: { kind: "share", numerator: 12.5, denominator: 100 },
        disk: { kind: "share", numerator: 1, denominator: 3 },
      },
    ],
    ["ioslot,,,,2000", { disk: { kind: "absolute", kib: 2000 } }],
    ["ioslot,,.5GB", { memory: mib(512) }],
    ["ioslot,,number=,type=", { name: "ioslot" }],
    ["ioslot,65535", { number: 65535 }],
    ["ioslot,007", { number: 7 }],
    ["_x9", { name: "_x9" }],
  ])("%s is read", (text, expected) => {
    expect(parsed(text)).toEqual([
      { ...resource({ item: 1, character: expect.any(Number) as number, name: "ioslot" }), ...expected },
    ]);
  });

  it("has items separated by semicolons, of which blank ones say nothing", () => {
    expect(
      parsed("ioslot,2;;monitor ; GPUs,,,main;").map(({ item, character, name }) => [item, character, name]),
    ).toEqual([
      [1, 1, "ioslot"],
      [3, 11, "monitor"],
      [4, 21, "GPUs"],
    ]);
    expect(parsed("")).toEqual([]);
    expect(parsed(" ; ;")).toEqual([]);
  });

  it.each<[string, string]>([
    ["ioslot,abc", '1:8 "abc" is not a number of instances'],
    ["ioslot,-3", '1:8 "-3" is not a number of instances'],
    ["ioslot,0", '1:8 "0" is not a number of instances'],
    ["ioslot,65536", '1:8 "65536" is not a number of instances'],
    ["ioslot,1.5", '1:8 "1.5" is not a number of instances'],
    ["GPUs,-1", '1:6 "-1" is not a number of instances'],
    ["$(RELEASE_DIR)", '1:1 "$(RELEASE_DIR)": the name is not an identifier'],
    ["a x;ioslot", '1:1 "a x": the name is not an identifier'],
    ["ioslot;b\nc", '2:8 "b\\nc": the name is not an identifier'],
    ["ioslot,,,,1G,", '1:14 "" is one field too many'],
    ["9x", '1:1 "9x": the name is not an identifier'],
    ["ioslot;IOSLOT", '2:8 "IOSLOT": an earlier item has this name'],
    [",2", '1:1 "": there is no name'],
    ["ioslot,1,128,main,auto,7", '1:24 "7" is one field too many'],
    ["ioslot,type=main,2", '1:18 "2" has no key but follows one that has'],
    ["ioslot,count=2", '1:8 "count" is not a key'],
    ["ioslot,2,number=3", "1:10 number is given twice"],
    ["ioslot,memory=1,memory=2", "1:17 memory is given twice"],
    ["ioslot,,lots", '1:9 memory "lots": is not an amount'],
    ["ioslot,,auto", '1:9 memory "auto": memory cannot be auto; leave it out for 128 MiB an instance'],
    ["ioslot,,-128", '1:9 memory "-128": is not an amount'],
    ["ioslot,,150%", '1:9 memory "150%": is more than all there is'],
    ["ioslot,,0", '1:9 memory "0": is memory of less than 1 KiB'],
    ["ioslot,,.5", '1:9 memory ".5": is not an amount'],
    ["ioslot,,1e9", '1:9 memory "1e9": is not an amount'],
    ["ioslot,,9999999T", '1:9 memory "9999999T": is more than 1 PiB'],
    ["ioslot,,,,1/0", '1:11 disk "1/0": divides by zero'],
    ["ioslot,,,,0%", '1:11 disk "0%": is a share of nothing'],
    ["ioslot,,,mainextra", '1:10 "mainextra" is not a type'],
    ["ioslot,type= partition", '1:14 "partition" is not a type'],
  ])("%s is refused with its place", (text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });

  it("does not let a line of configuration through", () => {
    expect(problems("ioslot;b\nNUM_CPUS = 99")).toEqual([
      '2:8 "b\\nNUM_CPUS" is not a key',
      '2:8 "": there is no name',
    ]);
  });

  it("reports every problem of every item at once", () => {
    expect(problems("mem,x;ioslot,0,oops,odd,2T;ioslot")).toEqual([
      '1:1 "mem": HTCondor takes the name for its own memory',
      '1:5 "x" is not a number of instances',
      '2:14 "0" is not a number of instances',
      '2:16 memory "oops": is not an amount',
      '2:21 "odd" is not a type',
      '3:28 "ioslot": an earlier item has this name',
    ]);
  });

  it("bounds what it reads", () => {
    expect(problems("x".repeat(20_000))).toEqual(["0:1 the text has 20000 characters"]);
    expect(problems(Array.from({ length: 65 }, (_, index) => `r${index}x`).join(";"))).toEqual([
      "0:1 there are 65 resources",
    ]);
  });
});

describe("the correction of a broken layout", () => {
  it.each<[string, string]>([
    ["ioslot,abc", "ioslot"],
    ["ioslot,-3", "ioslot,3"],
    ["ioslot,99999999", "ioslot,65535"],
    ["mem,2", "mem_slot,2"],
    ["gpu,2", "GPUs,2"],
    ["GPUs,1;gpu,2", "GPUs,1;gpu_slot,2"],
    ["io-slot;io slot;9", "io_slot;io_slot_slot;r9"],
    ["ioslot;ioslot;ioslot", "ioslot;ioslot_slot;ioslot_slot2"],
    [",2", "resource,2"],
    ["ioslot,,lots,partition", "ioslot,,,partitionable"],
    ["ioslot,2,1G,mainextra,5%,9", "ioslot,2,1G,main,5%"],
    ["$(X)", "_X_"],
  ])("of %s is %s", (text, corrected) => {
    const layout = parseLayout(text);
    expect(layout).toMatchObject({ ok: false, error: { corrected } });
    expect(printLayout({ resources: parsed(corrected) })).toBe(corrected);
  });
});

describe("the name of a resource", () => {
  it.each([
    "c",
    "CPU",
    "cpus",
    "r",
    "Ram",
    "m",
    "mem",
    "memory",
    "s",
    "swap",
    "d",
    "disk",
    "v",
    "VirtualMem",
    "gpu",
    "names",
    "inventory_x",
    "gpu_memory",
  ])("cannot be %s, which HTCondor takes for something else", (name) => expect(nameProblem(name)).not.toBeNull());
  it.each([
    "State",
    "name",
    "Requirements",
    "Start",
    "Arch",
    "LoadAvg",
    "Universes",
    "Slots",
    "JobRunTime",
    "GLIDEIN_ToDie",
    "IS_SLOT_x",
    "true",
    "Target",
  ])("cannot be %s, which an ad has already", (name) => expect(nameProblem(name)).not.toBeNull());
  it.each(["", "a-b", "1a", "a b", "ä", "x".repeat(65), "a\n", "__proto__\u0000"])(
    "cannot be %j, which is no identifier",
    (name) => expect(nameProblem(name)).not.toBeNull(),
  );
  it.each(["ioslot", "monitor", "GPUs", "gpus", "tape_drive", "memx", "disks", "cpux", "FPGA", "license1", "_"])(
    "can be %s",
    (name) => expect(nameProblem(name)).toBeNull(),
  );
});
