import { describe, expect, it } from "vitest";
import { closest } from "../../src/decide/closest.ts";

const names = ["GLIDEIN_CPUS", "GLIDEIN_Max_Idle", "GLIDEIN_Max_Tail", "resources.cpus"];

describe("closest", () => {
  it.each([
    ["glidein_cpus", "GLIDEIN_CPUS"],
    ["GLIDEIN_CPU", "GLIDEIN_CPUS"],
    ["GLIDEIN_Max_Idel", "GLIDEIN_Max_Idle"],
    ["resurces.cpu", "resources.cpus"],
    ["GLIDEIN_Max_Taal", "GLIDEIN_Max_Tail"],
    ["something", null],
    ["COPS", null],
    ["", null],
  ])("finds for %j %j", (name, found) => expect(closest(name, names)).toBe(found));
});
