// Faulty nodes as rows of a table: what is wrong, which check names it, and how.
import { describe, expect, it } from "vitest";
import type { Facts } from "../../src/model/facts.ts";
import type { SettingName } from "../../src/model/settings.ts";
import { blank } from "./blank-facts.ts";
import { healthy } from "./example-facts.ts";
import { having, judge } from "./judge.ts";

export interface Fault {
  /** A sentence about the node. */
  readonly what: string;
  readonly with: { readonly [K in keyof Facts]?: Partial<Facts[K]> };
  readonly status: "pass" | "warn" | "fail" | "skip";
  /** In the message of the first finding that is no remark (of a skip or a pass: of the first). */
  readonly says?: RegExp;
  readonly fix?: RegExp;
  readonly settings?: Partial<Record<SettingName, string>>;
}

export function describeFaults(id: string, faults: readonly Fault[]): void {
  describe(id, () => {
    it.each(faults)("$status: $what", ({ with: parts, status, says, fix, settings }) => {
      const result = judge(id, having(healthy, parts), settings);
      expect(result.status).toBe(status);
      const finding = result.findings.find(({ severity }) => severity !== "info") ?? result.findings[0];
      expect(finding?.message ?? "").toMatch(says ?? /^/);
      expect(finding?.fix ?? "").toMatch(fix ?? /^/);
      for (const one of result.status === "skip" ? [] : result.findings) {
        expect(one.message).not.toBe("");
        expect(one.evidence).not.toBe("");
        expect(one.fix).toMatch(/^[A-Z].*\.$/s);
      }
    });

    it("is silent about a node of which nothing is known", () => {
      expect(["pass", "skip"]).toContain(judge(id, blank).status);
    });
  });
}
