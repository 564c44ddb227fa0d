import { describe, expect, it } from "vitest";
import { checkDescriptions } from "../../src/cli/validation/describe-checks.ts";
import type { CheckResult } from "../../src/model/check.ts";
import { evaluateChecks } from "../../src/run/checks.ts";
import { catalogue } from "../../validation/index.ts";
import { settingsWith } from "../decide/settings-with.ts";
import { blank } from "./blank-facts.ts";
import { healthy } from "./example-facts.ts";
import { having } from "./judge.ts";

const settings = settingsWith({ GLIDEIN_Denylist: "/etc/denylist" });
const all = (facts: typeof healthy): readonly CheckResult[] =>
  (["node", "staged"] as const).flatMap((phase) => evaluateChecks(facts, settings, phase));

describe("the catalogue", () => {
  it("has stable ids, each once, in lower case with hyphens", () => {
    const ids = catalogue.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  it("says of every check what passes, why it matters and what is judged, in sentences", () => {
    for (const { title, why, judges } of checkDescriptions) {
      expect(title).toMatch(/^(?:[A-Z/]).*[^.]$/);
      expect(why).toMatch(/^[A-Z].*\.$/);
      expect(judges).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("finds nothing on a healthy node, and has something to look at in every check", () => {
    expect(all(healthy).filter(({ status }) => status !== "pass")).toEqual([]);
  });

  it("raises no alarm about a node of which nothing is known", () => {
    const alarms = all(blank).filter(({ status }) => status === "warn" || status === "fail");
    expect(alarms).toEqual([]);
    expect(all(blank).filter(({ status }) => status === "skip").length).toBeGreaterThan(40);
  });

  it.each(Object.keys(blank) as (keyof typeof blank)[])(
    "raises no alarm when nothing is known of %s alone",
    (section) => {
      // In a tree the absence of a file proves nothing.
      const facts = having(having(healthy, { site: { complete: false } }), { [section]: blank[section] });
      const alarms = all(facts).filter(({ status }) => status === "warn" || status === "fail");
      expect(alarms).toEqual([]);
    },
  );
});
