import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { decideNotices, failureAd, failureRetraction } from "../../src/decide/failure-ad.ts";
import { failure } from "../../src/model/failure.ts";
import type { Plan } from "../../src/model/plan.ts";
import { adNumber, adString, adValue, readAd } from "../../src/parse/classad/ad.ts";
import { settingsWith } from "./settings-with.ts";

const plan = JSON.parse(
  readFileSync(join(import.meta.dirname, "../nodes/slurm-shared-node/plan.json"), "utf8"),
) as Plan;
const shown = { ...plan, attributes: {} };
const died = failure("STARTD_DIED", "condor_startd", "ended by itself\nwith signal 9", "Look.");
const text = failureAd({ to: "pool", plan: shown, failure: died, status: 76, now: 1000, until: 2200.5 });

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
  const ad = readAd(
    failureAd({ to: "pool", plan: { ...plan, attributes }, failure: died, status: 76, now: 1, until: 2 }),
  );
  if (!ad.ok) throw new Error(ad.error.problem);
  expect(adString(ad.value, "GLIDEIN_Site")).toBe("here");
  expect(adValue(ad.value, "Secret")).toBeUndefined();
  expect(adNumber(ad.value, "Cpus")).toBe(1);
});

it("is one line for each attribute, whatever the failure says", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (subject, problem) => {
      const odd = failureAd({
        to: "pool",
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

it.each(["pool", "factory"] as const)("in the %s is taken back by the key that it came with", (to) => {
  const sent = readAd(failureAd({ to, plan: shown, failure: died, status: 76, now: 1, until: 2 }));
  const back = readAd(failureRetraction(to, plan.name));
  if (!sent.ok || !back.ok) throw new Error("not an ad");
  for (const name of ["Name", "MyAddress"]) expect(adString(back.value, name)).toBe(adString(sent.value, name));
  expect(adString(back.value, "TargetType")).toBe(adString(sent.value, "MyType"));
});

it("for the factory is a master's, which has no slot", () => {
  const ad = readAd(failureAd({ to: "factory", plan: shown, failure: died, status: 76, now: 1, until: 2 }));
  expect(ad.ok && [adString(ad.value, "MyType"), adString(ad.value, "State")]).toEqual(["DaemonMaster", null]);
});

const pool = { to: "pool", collectors: ["cm:9618"] };
const factory = { to: "factory", collectors: ["factory.example.org:9618"] };
it.each([
  [{ GLIDEIN_Report_Failed: "NEVER" }, []],
  [{ GLIDEIN_Report_Failed: "never" }, []],
  [{ GLIDEIN_Report_Failed: "ALIVEONLY" }, [pool]],
  [{ GLIDEIN_Report_Failed: "TRUE" }, [pool]],
  [{ GLIDEIN_Factory_Report_Failed: "ALIVEONLY" }, []],
  [{ GLIDEIN_Factory_Collector: "factory.example.org" }, [factory]],
  [{ GLIDEIN_Factory_Collector: "factory.example.org", GLIDEIN_Factory_Report_Failed: "Never" }, []],
  [{ GLIDEIN_Factory_Collector: "not an address", GLIDEIN_Factory_Report_Failed: "ALWAYS" }, []],
  [{ GLIDEIN_Factory_Collector: "factory.example.org", GLIDEIN_Report_Failed: "ALWAYS" }, [pool, factory]],
])("with %j it is told to %j", (given, expected) => {
  expect(decideNotices(settingsWith(given), ["cm:9618"], 0)).toEqual(expected);
});
