import { describe, expect, it } from "vitest";
import { policyKnobs } from "../../src/decide/expressions/policy.ts";
import type { SettingName } from "../../src/model/settings.ts";
import { checkExpression } from "../../src/parse/classad/expression.ts";
import { renderCondorConfig } from "../../src/parse/condor-config-text.ts";
import { settingsWith } from "./settings-with.ts";

function policy(written: Partial<Record<SettingName, string>> = {}) {
  const decided = policyKnobs(settingsWith(written));
  if (!decided.ok) throw new Error(JSON.stringify(decided.error));
  const text = renderCondorConfig(decided.value.knobs);
  if (!text.ok) throw new Error(JSON.stringify(text.error));
  const knobs = new Map(
    text.value
      .trimEnd()
      .split("\n")
      .map((line) => line.split(/ = (.*)/u).slice(0, 2) as [string, string]),
  );
  return { ...decided.value, knob: (name: string): string | undefined => knobs.get(name) };
}

describe("START", () => {
  it("needs our consent, time, and a site that does not drain", () => {
    expect(policy().knob("START")).toBe(
      "($(GLIDEIN_Accepts)) && (time() < GLIDEIN_ToRetire) && (SiteWMS_WN_Draining =!= True)",
    );
  });

  it("joins factory, entry, VO, group and scripts, each in parentheses of its own", () => {
    const start = policy({
      GLIDEIN_Start: "TARGET.A =?= 1",
      GLIDEIN_Entry_Start: "B || C",
      GLIDECLIENT_Start: " D ",
      GLIDECLIENT_Group_Start: "(E)",
      GLIDEIN_Custom_Start: "F ?: G",
    }).knob("START");
    expect(start).toContain(" && (TARGET.A =?= 1) && (B || C) && (D) && ((E)) && (F ?: G)");
  });

  it("does not let one part comment out, close or expand the others", () => {
    for (const text of ["True) || (True", "True // ", "True /* ", "(True", '"a', "", "   "]) {
      const decided = policyKnobs(settingsWith({ GLIDECLIENT_Start: text, GLIDEIN_Custom_Start: "Mine" }));
      if (decided.ok) {
        const knob = decided.value.knobs.find(({ knob: name }) => name === "START");
        expect(knob?.value).toMatchObject({ text: expect.stringMatching(/\(Mine\)$/u) as string });
      } else expect(decided.error[0]?.subject).toContain("GLIDECLIENT_Start");
    }
    expect(policy({ GLIDEIN_Start: 'x == "$(RELEASE_DIR)"' }).knob("START")).toContain('x == "$(DOLLAR)(RELEASE_DIR)"');
  });

  it("names every part that is no expression", () => {
    const refused = policyKnobs(
      settingsWith({ GLIDEIN_Start: "a b", GLIDECLIENT_Hold: "&&", GLIDEIN_PREEMPT: ")", GLIDECLIENT_Rank: "1 +" }),
    );
    expect(refused).toMatchObject({ ok: false, error: [{ code: "SETTING_INVALID" }, {}, {}, {}] });
    if (refused.ok) throw new Error("accepted");
    expect(refused.error.map(({ subject }) => subject.split(" ")[0])).toEqual([
      "GLIDEIN_Start",
      "GLIDECLIENT_Hold",
      "GLIDEIN_PREEMPT",
      "GLIDECLIENT_Rank",
    ]);
  });
});

describe("jobs that run", () => {
  it("leave only when the site takes the node, unless somebody says otherwise", () => {
    const { knob, retirement } = policy();
    expect(knob("WANT_HOLD")).toBe("False");
    expect(knob("PREEMPT")).toBe("($(WANT_HOLD)) || (SiteWMS_WN_Preempt =?= True)");
    expect(knob("RANK")).toBe("0");
    expect(retirement).toBe("ifThenElse(SiteWMS_WN_Preempt =?= True, 1200, 10000000)");
    expect(knob("CLAIM_WORKLIFE")).toBe("ifThenElse(DynamicSlot =?= True, 3600, -1)");
  });

  it("are held, have to leave and are ranked as all parties say", () => {
    const { knob, retirement } = policy({
      GLIDEIN_Hold: "MemoryUsage > Memory",
      GLIDECLIENT_Hold: "Bad",
      GLIDECLIENT_Group_PREEMPT: "Out",
      GLIDEIN_Rank: "1",
      GLIDECLIENT_Rank: "TARGET.Prio - 3",
      PREEMPT_GRACE_TIME: "600",
      HOLD_GRACE_TIME: "5",
      GLIDEIN_CLAIM_WORKLIFE_DYNAMIC: "-1",
    });
    expect(knob("WANT_HOLD")).toBe("(MemoryUsage > Memory) || (Bad)");
    expect(knob("PREEMPT")).toBe("($(WANT_HOLD)) || (SiteWMS_WN_Preempt =?= True) || (Out)");
    expect(knob("RANK")).toBe("(1) + (TARGET.Prio - 3)");
    expect(retirement).toBe(
      "ifThenElse(((MemoryUsage > Memory) || (Bad)) =?= True, 5, ifThenElse(SiteWMS_WN_Preempt =?= True, 600, 600))",
    );
    expect(knob("CLAIM_WORKLIFE")).toBe("ifThenElse(DynamicSlot =?= True, -1, -1)");
  });
});

describe("the end of it all", () => {
  it("is decided by what is the same in every ad", () => {
    const shutdown = policy().knob("STARTD.DAEMON_SHUTDOWN") ?? "";
    expect(checkExpression(shutdown).ok).toBe(true);
    const attributes = new Set(shutdown.match(/[A-Za-z_]+(?![A-Za-z_(])/gu));
    expect([...attributes].toSorted()).toEqual([
      "ExpectedMachineGracefulDrainingCompletion",
      "GLIDEIN_BLACKHOLE",
      "GLIDEIN_Max_Idle",
      "GLIDEIN_Max_Tail",
      "GLIDEIN_ToDie",
      "GLIDEIN_ToRetire",
      "JobStarts",
      "True",
    ]);
    expect(policy().knob("MASTER.DAEMON_SHUTDOWN")).toBe("STARTD_StartTime =?= 0");
  });
});

describe("the black-hole guard", () => {
  it("is off unless a rate is given", () => {
    for (const settings of [
      {},
      { GLIDEIN_BLACKHOLE_RATE: "0" },
      { GLIDEIN_BLACKHOLE_RATE: "0.0", GLIDEIN_BLACKHOLE_NUMJOBS: "5" },
    ]) {
      const { knob, attributes } = policy(settings);
      expect(knob("START")).not.toContain("BLACKHOLE");
      expect(attributes).toEqual({});
      expect(knob("STARTD.STATISTICS_TO_PUBLISH_LIST")).toBeUndefined();
    }
  });

  it("looks at all jobs of the glidein, never at the load, and is published", () => {
    const { knob, attributes } = policy({ GLIDEIN_BLACKHOLE_RATE: "0.05", GLIDEIN_BLACKHOLE_NUMJOBS: "7" });
    expect(knob("START")).toContain("&& (GLIDEIN_BLACKHOLE =!= True)");
    expect(attributes["GLIDEIN_BLACKHOLE"]?.sourced.value).toBe(
      "((RecentJobBusyTimeCount >= 7) && (RecentJobBusyTimeAvg < 1.0 / 0.05)) =?= True",
    );
    expect(attributes).toMatchObject({
      GLIDEIN_BLACKHOLE_RATE: { type: "real", published: true },
      GLIDEIN_BLACKHOLE_NUMJOBS: { type: "integer" },
    });
    expect(knob("STARTD.STATISTICS_TO_PUBLISH_LIST")).toBe("$(STATISTICS_TO_PUBLISH_LIST) JobBusyTime JobDuration");
  });
});
