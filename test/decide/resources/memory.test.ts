import { describe, expect, it } from "vitest";
import { binding, decided, grant, hardware, kernel, messages } from "./decided.ts";

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

  it("is never more than HTCondor can count", () => {
    const settings = {
      GLIDEIN_MaxMemMBs: "2000000000",
      GLIDEIN_OVERLOAD_ENABLED: "true",
      GLIDEIN_OVERLOAD_MEMORY: "3",
    };
    expect(decided({ memory: [], settings }).memoryMiB.value).toBe(2_147_483_647);
    expect(decided({ memory: [kernel(1e13)] }).memoryMiB.value).toBe(2_147_483_647);
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
