import { describe, expect, it } from "vitest";
import { overloadAttributes } from "../../../src/decide/resources/overload.ts";
import { decided, kernel, messages } from "./decided.ts";

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
