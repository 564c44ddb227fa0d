import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { failureAd, failureRetraction, reportsFailures } from "../../src/decide/failure-ad.ts";
import { failure } from "../../src/model/failure.ts";
import type { Plan } from "../../src/model/plan.ts";
import { adNumber, adString, adValue, readAd } from "../../src/parse/classad/ad.ts";
import { settingsWith } from "./settings-with.ts";

const plan = JSON.parse(
  readFileSync(join(import.meta.dirname, "../nodes/slurm-shared-node/plan.json"), "utf8"),
) as Plan;
const shown = { ...plan, attributes: {} };
const died = failure("STARTD_DIED", "condor_startd", "ended by itself\nwith signal 9", "Look.");
const text = failureAd({ plan: shown, failure: died, status: 76, now: 1000, until: 2200.5 });

it("is a slot of the glidein's name that takes nothing, says why, and ends by itself", () => {
  const ad = readAd(text);
  if (!ad.ok) throw new Error(ad.error.problem);
  expect(ad.value.problems).toEqual([]);
  expect(adString(ad.value, "Name")).toBe(plan.name);
  expect(adValue(ad.value, "Start")).toEqual({ kind: "boolean", value: false });
  expect(adNumber(ad.value, "GLIDEIN_EXIT_CODE")).toBe(76);
  expect(adNumber(ad.value, "ClassAdLifetime")).toBe(1260);
  expect(adString(ad.value, "GLIDEIN_FAILURE_REASON")).toBe(
    "condor_startd: ended by itself with signal 9 [STARTD_DIED]",
  );
});

it("shows what the plan publishes, and nothing that it does not", () => {
  const source = { kind: "set", name: "x" } as const;
  const attributes = {
    GLIDEIN_Site: { sourced: { value: "here", source }, type: "string", published: true },
    Secret: { sourced: { value: "no", source }, type: "string", published: false },
    Cpus: { sourced: { value: 64, source }, type: "integer", published: true },
  } as const;
  const ad = readAd(failureAd({ plan: { ...plan, attributes }, failure: died, status: 76, now: 1, until: 2 }));
  if (!ad.ok) throw new Error(ad.error.problem);
  expect(adString(ad.value, "GLIDEIN_Site")).toBe("here");
  expect(adValue(ad.value, "Secret")).toBeUndefined();
  expect(adNumber(ad.value, "Cpus")).toBe(1);
});

it("is one line for each attribute, whatever the failure says", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (subject, problem) => {
      const odd = failureAd({
        plan: shown,
        failure: failure("BUG", subject, problem, ""),
        status: 70,
        now: 1,
        until: 2,
      });
      const ad = readAd(odd);
      expect(ad.ok && ad.value.problems).toEqual([]);
      expect(ad.ok && adString(ad.value, "Name")).toBe(plan.name);
    }),
  );
});

it("is taken back by the key that it came with", () => {
  const [sent, back] = [readAd(text), readAd(failureRetraction(plan.name))];
  if (!sent.ok || !back.ok) throw new Error("not an ad");
  for (const name of ["Name", "MyAddress"]) expect(adString(back.value, name)).toBe(adString(sent.value, name));
});

it.each([
  ["NEVER", false],
  ["never", false],
  ["ALIVEONLY", true],
  ["TRUE", true],
])("GLIDEIN_Report_Failed %s: %s", (value, expected) => {
  expect(reportsFailures(settingsWith({ GLIDEIN_Report_Failed: value }))).toBe(expected);
});
