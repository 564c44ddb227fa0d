import { describe, expect, it } from "vitest";
import type { Fence } from "../../../src/model/facts/fence.ts";
import type { SettingName } from "../../../src/model/settings.ts";
import { binding, decided, feature, grant, hardware, kernel, messages } from "./decided.ts";

describe("allocated CPUs", () => {
  it.each<[string, Fence[], Partial<Record<SettingName, string>>, number]>([
    ["what the fences leave", [hardware(64), grant(8), kernel(4)], {}, 4],
    ["not lowered by what the entry offers of them", [hardware(64), grant(8)], { GLIDEIN_CPUS: "2" }, 8],
    ["not raised by what the entry asks for", [hardware(64), grant(8)], { GLIDEIN_CPUS: "12" }, 8],
    ["what the entry says where nothing else does", [], { GLIDEIN_CPUS: "3" }, 3],
    ["not the whole node of a batch system that is silent", [hardware(64)], { GLIDEIN_CPUS: "2" }, 2],
    [
      "real ones, whatever the overload factor",
      [grant(1)],
      { GLIDEIN_OVERLOAD_ENABLED: "true", GLIDEIN_OVERLOAD_CPUS: "0.3" },
      1,
    ],
  ])("are %s", (_what, cpus, settings, expected) => {
    expect(decided({ cpus, settings, batchSystem: "slurm" }).allocatedCpus).toBe(expected);
  });

  it("are not one because classic arguments offer one", () => {
    expect(decided({ cpus: [grant(8)], classic: true })).toMatchObject({ cpus: { value: 1 }, allocatedCpus: 8 });
  });
});

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
