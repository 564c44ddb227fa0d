import { describe, expect, it } from "vitest";
import { decideVerdict, findingsOf } from "../../src/decide/verdict.ts";
import { evaluateChecks } from "../../src/run/checks.ts";
import { settingsWith } from "../decide/settings-with.ts";
import { healthy } from "./example-facts.ts";
import { having } from "./judge.ts";

const broken = having(healthy, { storage: { scratch: { ...healthy.storage.scratch, writable: false } } });
const ids = (written: Parameters<typeof settingsWith>[0]): readonly string[] =>
  evaluateChecks(healthy, settingsWith(written), "node").map(({ id }) => id);

describe("choosing checks", () => {
  it("makes only those that are named", () => {
    expect(ids({ GLIDEIN_Only_Checks: "kernel, gpus" })).toEqual(["kernel", "gpus"]);
  });

  it("shows one that is left out as skipped, and does not ask it", () => {
    const results = evaluateChecks(broken, settingsWith({ GLIDEIN_Skip_Checks: "scratch-usable" }), "node");
    expect(results.find(({ id }) => id === "scratch-usable")?.status).toBe("skip");
    expect(results.length).toBe(ids({}).length);
  });

  it("makes errors of a demoted check warnings, so that they refuse nothing", () => {
    const settings = settingsWith({ GLIDEIN_Warn_Only: "scratch-usable", GLIDEIN_Only_Checks: "scratch-usable" });
    const [result] = evaluateChecks(broken, settings, "node");
    expect(result?.status).toBe("warn");
    expect(decideVerdict(findingsOf(result === undefined ? [] : [result]), []).decision).toBe("degrade");
  });
});

describe("the verdict of a glidein", () => {
  it("is refused by an error, and the finding says what the glidein fails with", () => {
    const results = evaluateChecks(broken, settingsWith(), "node");
    const findings = findingsOf(results);
    expect(decideVerdict(findings, [])).toEqual({ decision: "refuse", because: ["scratch-usable"] });
    expect(findings.find(({ check }) => check === "scratch-usable")?.refusesAs).toBe("WORK_DIRECTORY");
  });

  it("hears nothing of checks that had nothing to look at", () => {
    const results = evaluateChecks(having(healthy, { batch: { jobs: [] } }), settingsWith(), "node");
    expect(results.some(({ status }) => status === "skip")).toBe(true);
    expect(findingsOf(results)).toEqual([]);
  });
});

describe("watching a check", () => {
  it("notes every fact and threshold that it read, and nothing else", () => {
    const settings = settingsWith({ GLIDEIN_Only_Checks: "open-files" });
    const [result] = evaluateChecks(healthy, settings, "node", { watched: true });
    expect(result?.saw).toEqual({
      "system.limits.Max open files.soft": 65_536,
      "GLIDEIN_Check_Open_Files.value": 1024,
    });
  });

  it("changes no result", () => {
    const plain = evaluateChecks(broken, settingsWith(), "node");
    const watched = evaluateChecks(broken, settingsWith(), "node", { watched: true });
    expect(watched.map((result) => ({ ...result, saw: undefined }))).toEqual(
      plain.map((result) => ({ ...result, saw: undefined })),
    );
  });
});
