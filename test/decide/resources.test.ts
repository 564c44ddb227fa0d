import { describe, expect, it } from "vitest";
import { mergeFences } from "../../src/decide/resources/node-fences.ts";
import { overloadAttributes } from "../../src/decide/resources/overload.ts";
import { decideResources, type ResourceDecision, type ResourceInput } from "../../src/decide/resources.ts";
import type { Fence } from "../../src/model/facts/fence.ts";
import type { SettingName } from "../../src/model/settings.ts";
import { settingsWith } from "./settings-with.ts";

const fence = (limit: number, from: string, kind: Fence["kind"]): Fence => ({ limit, from, kind });
const hardware = (limit: number) => fence(limit, "hardware", "hardware");
const kernel = (limit: number, from = "affinity mask") => fence(limit, from, "kernel");
const grant = (limit: number, from = "slurm") => fence(limit, from, "grant");
const feature = (limit: number, from = "mjf") => fence(limit, from, "feature");

type Given = Omit<Partial<ResourceInput>, "fences" | "settings"> & {
  readonly cpus?: readonly Fence[];
  readonly memory?: readonly Fence[];
  readonly disk?: readonly Fence[];
  readonly gpus?: readonly Fence[];
  readonly settings?: Partial<Record<SettingName, string>>;
};

function decided({
  cpus = [hardware(64), kernel(8)],
  memory = [hardware(64_000)],
  disk = [kernel(100_000, "free space")],
  gpus = [],
  settings = {},
  ...more
}: Given = {}): ResourceDecision {
  const decision = decideResources({
    fences: { cpus, memory, disk, gpus },
    batchSystem: "none",
    onlineCpus: 64,
    totalMemoryMiB: 64_000,
    ownMemoryMiB: 100,
    draw: 0,
    classic: false,
    settings: settingsWith(settings),
    ...more,
  });
  if (!decision.ok) throw new Error(decision.error.problem);
  return decision.value;
}

const messages = ({ findings }: ResourceDecision): readonly string[] => findings.map(({ message }) => message);
const binding = ({ fences }: ResourceDecision, resource: string): readonly string[] =>
  fences.filter((row) => row.resource === resource && row.binding).map(({ from }) => from);

describe("CPUs", () => {
  it("are the least of all fences, and the losers are kept", () => {
    const decision = decided({ cpus: [hardware(64), grant(8), kernel(4), feature(16)], batchSystem: "slurm" });
    expect(decision.cpus.value).toBe(4);
    expect(decision.cpus.overrode?.map(({ name }) => name)).toEqual(["slurm", "mjf", "hardware"]);
    expect(binding(decision, "cpus")).toEqual(["affinity mask"]);
    expect(messages(decision)).toContain("slurm 8, mjf 16 CPUs, but affinity mask 4: 4 wins.");
  });

  it("that nothing promised may be more than what is granted without a word", () => {
    expect(
      messages(decided({ cpus: [hardware(64), kernel(64), grant(8)], memory: [grant(1000)], batchSystem: "slurm" })),
    ).toEqual([]);
  });

  it.each<[string, Fence[], Partial<Record<SettingName, string>>, number, RegExp | null]>([
    ["unset: the grant", [hardware(64), grant(8)], {}, 8, null],
    ["slot: the grant", [hardware(64), grant(8)], { GLIDEIN_CPUS: "slot" }, 8, null],
    ["AUTO: the grant", [hardware(64), grant(8)], { GLIDEIN_CPUS: "AUTO" }, 8, null],
    ["-1: the grant", [hardware(64), grant(8)], { GLIDEIN_CPUS: "-1" }, 8, null],
    ["node stays within the fences", [hardware(64), grant(8)], { GLIDEIN_CPUS: "node" }, 8, null],
    ["node needs no grant", [hardware(64)], { GLIDEIN_CPUS: "node" }, 64, null],
    ["0 is node", [hardware(64)], { GLIDEIN_CPUS: "0" }, 64, null],
    ["a smaller number", [hardware(64), grant(8)], { GLIDEIN_CPUS: "2" }, 2, null],
    [
      "a larger number is cut",
      [hardware(64), grant(8)],
      { GLIDEIN_CPUS: "12" },
      8,
      /GLIDEIN_CPUS 12 is cut to 8: slurm/u,
    ],
    ["a number without any fence", [], { GLIDEIN_CPUS: "12" }, 12, null],
    [
      "no grant: the mask",
      [hardware(64), kernel(6)],
      {},
      6,
      /slurm does not say how many CPUs are ours; the kernel's/u,
    ],
    ["no grant and no mask: never the node", [hardware(64)], {}, 1, /one CPU is used, never the whole node/u],
    [
      "what the machine has is no grant",
      [feature(64), hardware(64)].map((f) => ({ ...f, kind: "hardware" })),
      {},
      1,
      /never the whole node/u,
    ],
    ["no grant but a feature", [hardware(64), feature(4)], {}, 4, null],
    ["a quota is rounded down", [hardware(64), grant(8), kernel(2.5, "cpu.max")], {}, 2, /2\.5 wins/u],
    ["half a CPU is one", [kernel(0.5, "cpu.max"), grant(1)], {}, 1, /allow 0\.5 of a CPU/u],
    ["none is one", [grant(0)], {}, 1, /allow 0 of a CPU/u],
    [
      "limits that are no numbers are no limits",
      [grant(Number.NaN), kernel(-4), hardware(Number.POSITIVE_INFINITY), grant(3)],
      {},
      3,
      null,
    ],
  ])("under a batch system, %s", (_, cpus, settings, expected, finding) => {
    const decision = decided({ cpus, settings, batchSystem: "slurm" });
    expect(decision.cpus.value).toBe(expected);
    const about = messages(decision).filter((message) => !message.includes("memory"));
    if (finding === null) expect(about).toEqual([]);
    else expect(about).toContainEqual(expect.stringMatching(finding));
  });

  it("are those of the node where there is no batch system", () => {
    const decision = decided({ cpus: [hardware(64)] });
    expect(decision.cpus.value).toBe(64);
    expect(messages(decision)).toEqual([]);
  });

  it("are one where nothing is known, which is said", () => {
    const decision = decided({ cpus: [] });
    expect(decision.cpus.value).toBe(1);
    expect(messages(decision)).toContainEqual(expect.stringContaining("Nothing says how many CPUs"));
  });

  it("are one with classic arguments unless they are set", () => {
    expect(decided({ classic: true }).cpus.value).toBe(1);
    expect(binding(decided({ classic: true }), "cpus")).toEqual(["classic arguments without GLIDEIN_CPUS"]);
    expect(decided({ classic: true, settings: { GLIDEIN_CPUS: "auto" } }).cpus.value).toBe(8);
  });
});

describe("memory", () => {
  const tight = [hardware(64_000), kernel(16_000, "memory.max")];

  it("is what the least fence leaves beside ourselves", () => {
    const decision = decided({ memory: tight });
    expect(decision.memoryMiB.value).toBe(15_900);
    expect(binding(decision, "memory")).toEqual(["memory.max"]);
    expect(decision.fences).toContainEqual({ resource: "memory", limit: 16_000, from: "memory.max", binding: true });
  });

  it("is a smaller GLIDEIN_MaxMemMBs undiminished", () => {
    const decision = decided({ memory: tight, settings: { GLIDEIN_MaxMemMBs: "8000" } });
    expect(decision.memoryMiB.value).toBe(8000);
    expect(binding(decision, "memory")).toEqual(["setting GLIDEIN_MaxMemMBs"]);
    expect(messages(decision)).toEqual([]);
  });

  it("is never a larger GLIDEIN_MaxMemMBs, not even by our own part", () => {
    const decision = decided({ memory: tight, settings: { GLIDEIN_MaxMemMBs: "15950" } });
    expect(decision.memoryMiB.value).toBe(15_900);
    expect(binding(decision, "memory")).toEqual(["memory.max"]);
    expect(messages(decision)).toContainEqual(
      expect.stringContaining("GLIDEIN_MaxMemMBs 15950 MiB is cut to 15900 MiB"),
    );
  });

  it("is the share of our CPUs when an estimate is asked for", () => {
    const estimate = { GLIDEIN_MaxMemMBs_Estimate: "True" };
    expect(decided({ settings: estimate }).memoryMiB.value).toBe(8000);
    expect(decided({ settings: { ...estimate, GLIDEIN_MaxMemMBs: "9000" } }).memoryMiB.value).toBe(9000);
    expect(decided({ settings: estimate, onlineCpus: null }).memoryMiB.value).toBe(63_900);
    const overloaded = { ...estimate, GLIDEIN_OVERLOAD_ENABLED: "true", GLIDEIN_OVERLOAD_CPUS: "2" };
    expect(decided({ settings: overloaded }).memoryMiB.value).toBe(8000);
    const capped = decided({ settings: estimate, memory: [kernel(4000)] });
    expect(capped.memoryMiB.value).toBe(3900);
    expect(messages(capped)).toEqual([]);
  });

  it("is assumed, and said to be, where nothing is known", () => {
    const decision = decided({ memory: [], totalMemoryMiB: null });
    expect(decision.memoryMiB.value).toBe(8 * 1024);
    expect(messages(decision)).toContainEqual(expect.stringContaining("Nothing says how much memory"));
    expect(decided({ memory: [], settings: { GLIDEIN_MaxMemMBs: "500" } }).memoryMiB.value).toBe(500);
  });

  it("of a whole shared node is offered with a warning", () => {
    const decision = decided({ cpus: [hardware(64), grant(8)], batchSystem: "pbs" });
    expect(decision.memoryMiB.value).toBe(63_900);
    expect(messages(decision)).toEqual([
      "pbs gives 8 of 64 CPUs but does not limit memory; all 63900 MiB of the node are offered.",
    ]);
    const limited = decided({
      cpus: [hardware(64), grant(8)],
      batchSystem: "pbs",
      memory: [hardware(64_000), grant(8000)],
    });
    expect(messages(limited)).toEqual([]);
  });

  it("is never nothing or less", () => {
    const decision = decided({ memory: [kernel(64)] });
    expect(decision.memoryMiB.value).toBe(1);
    expect(decision.findings).toContainEqual(expect.objectContaining({ severity: "error" }));
  });

  it("differs by rounding without being a disagreement", () => {
    expect(messages(decided({ memory: [kernel(15_990), grant(16_000)] }))).toEqual([]);
    expect(messages(decided({ memory: [kernel(12_000), grant(16_000)] }))).toEqual([
      "slurm 16000 MiB of memory, but affinity mask 12000: 12000 wins.",
    ]);
  });
});

describe("disk", () => {
  it.each<[string | null, readonly Fence[], number | null, string]>([
    [null, [kernel(100_000)], 100_000, ""],
    ["auto", [kernel(100_000)], 100_000, ""],
    ["25%", [kernel(100_000), grant(40_000)], 10_000, ""],
    ["1/3", [kernel(100_000)], 33_333, ""],
    ["2048000", [kernel(100_000)], 2000, ""],
    ["10GB", [kernel(100_000)], 10_240, ""],
    ["1T", [kernel(100_000)], 100_000, "cut to 100000 MiB"],
    [null, [kernel(1000.7)], 1000, ""],
    [null, [], null, "Nothing says how much disk"],
    ["50%", [], null, "Nothing says how much disk"],
    ["10G", [], 10_240, "Nothing says how much disk"],
  ])("for GLIDEIN_DISK %s and the fences %j is %s MiB", (setting, disk, expected, finding) => {
    const decision = decided({ disk, settings: setting === null ? {} : { GLIDEIN_DISK: setting } });
    expect(decision.diskMiB?.value ?? null).toBe(expected);
    expect(messages(decision).join()).toContain(finding);
    if (finding === "") expect(messages(decision)).toEqual([]);
  });

  it("of more than there is at all is refused", () => {
    const refused = decideResources({
      fences: mergeFences({ disk: [kernel(100)] }),
      batchSystem: "none",
      onlineCpus: 1,
      totalMemoryMiB: 1000,
      ownMemoryMiB: 0,
      draw: 0,
      classic: false,
      settings: settingsWith({ GLIDEIN_DISK: "3/2" }),
    });
    expect(refused).toMatchObject({ ok: false, error: { code: "SETTING_INVALID", subject: "GLIDEIN_DISK" } });
  });
});

describe("overload", () => {
  const factors = { GLIDEIN_OVERLOAD_CPUS: "1.25", GLIDEIN_OVERLOAD_MEMORY: "1.5" };

  it("goes beyond the fences only when it is enabled", () => {
    expect(decided({ settings: factors }).cpus.value).toBe(8);
    const on = decided({ settings: { ...factors, GLIDEIN_OVERLOAD_ENABLED: "True" }, memory: [kernel(4100)] });
    expect([on.cpus.value, on.memoryMiB.value]).toEqual([10, 6000]);
    expect(overloadAttributes(on.overload)).toMatchObject({
      GLIDEIN_OVERLOAD_CPUS: { sourced: { value: 1.25 }, type: "real", published: true },
      GLIDEIN_OVERLOAD_MEMORY: { sourced: { value: 1.5 } },
    });
    expect(messages(on)).toEqual(["1.25 times the CPUs and 1.5 times the memory that the fences allow are offered."]);
    expect(overloadAttributes(decided({ settings: factors }).overload)).toEqual({});
    expect(on.cpus.source).toMatchObject({ kind: "rule", rule: "CPUs × overload factor" });
  });

  it("multiplies what the setting allows, rounded to whole CPUs", () => {
    const settings = { GLIDEIN_OVERLOAD_ENABLED: "yes", GLIDEIN_OVERLOAD_CPUS: "1.5", GLIDEIN_CPUS: "3" };
    expect(decided({ settings }).cpus.value).toBe(5);
    expect(decided({ settings: { ...settings, GLIDEIN_OVERLOAD_CPUS: "0.1" } }).cpus.value).toBe(1);
  });

  it("in per cent is enabled for that many draws of a hundred", () => {
    const enabled = (percentage: string): number =>
      Array.from({ length: 100 }, (_, draw) =>
        decided({ draw, settings: { ...factors, GLIDEIN_OVERLOAD_ENABLED: percentage } }),
      ).filter(({ cpus }) => cpus.value === 10).length;
    expect(enabled("0%")).toBe(0);
    expect(enabled("25%")).toBe(25);
    expect(enabled("100%")).toBe(100);
  });

  it("does not choose the glideins that the same draw lets live longest", () => {
    const chosen = Array.from({ length: 100 }, (_, draw) => draw).filter(
      (draw) => decided({ draw, settings: { ...factors, GLIDEIN_OVERLOAD_ENABLED: "50%" } }).cpus.value === 10,
    );
    const mean = chosen.reduce((sum, draw) => sum + draw, 0) / chosen.length;
    expect(Math.abs(mean - 49.5)).toBeLessThan(5);
  });
});

describe("fences of several observers", () => {
  it("are put together by resource", () => {
    const merged = mergeFences({ cpus: [grant(8)], memory: [grant(1)] }, { cpus: [kernel(4)] }, {});
    expect(merged).toEqual({ cpus: [grant(8), kernel(4)], memory: [grant(1)], disk: [], gpus: [] });
  });
});
