import { describe, expect, it } from "vitest";
import { combine, containerPolicy } from "../../../src/decide/container/policy.ts";
import { settingsWith } from "../settings-with.ts";

const factory = ["NEVER", "OPTIONAL", "PREFERRED", "REQUIRED", "REQUIRED_GWMS"];
const rows = [
  ["DISABLE_GWMS", "DISABLE DISABLE DISABLE DISABLE FAIL"],
  ["NEVER", "NEVER NEVER NEVER FAIL FAIL"],
  ["OPTIONAL", "NEVER NEVER PREFERRED REQUIRED REQUIRED"],
  ["PREFERRED", "NEVER PREFERRED PREFERRED REQUIRED REQUIRED"],
  ["REQUIRED", "FAIL REQUIRED REQUIRED REQUIRED REQUIRED"],
] as const;

describe("the policy of VO and factory", () => {
  it.each(rows)("for a VO's %s", (vo, expected) => {
    expect(factory.map((wish) => combine(vo, wish)).join(" ")).toBe(expected);
  });

  it.each([
    ["SOMETIMES", "OPTIONAL"],
    ["REQUIRED", "SOMETIMES"],
    ["REQUIRED_GWMS", "REQUIRED"],
    ["REQUIRED", "DISABLE_GWMS"],
    ["", ""],
  ])("is a failure for words that are none of theirs: %j and %j", (vo, wish) => {
    expect(combine(vo, wish)).toBe("FAIL");
  });

  it("takes the defaults of GlideinWMS when one of them says nothing, and offers what works when both do", () => {
    expect(containerPolicy(settingsWith({ GLIDEIN_SINGULARITY_REQUIRE: "REQUIRED_GWMS" }), false).value).toBe("FAIL");
    expect(containerPolicy(settingsWith({ GLIDEIN_SINGULARITY_REQUIRE: "REQUIRED" }), false).value).toBe("DISABLE");
    expect(containerPolicy(settingsWith({ GLIDEIN_Singularity_Use: "REQUIRED" }), false).value).toBe("REQUIRED");
    expect(containerPolicy(settingsWith({ GLIDEIN_Singularity_Use: "OPTIONAL" }), false).value).toBe("NEVER");
    expect(containerPolicy(settingsWith({}), false).value).toBe("OPTIONAL");
    expect(containerPolicy(settingsWith({}), true).value).toBe("DISABLE");
  });

  it("knows what it came from", () => {
    const { source } = containerPolicy(settingsWith({ GLIDEIN_Singularity_Use: "REQUIRED" }), false);
    expect(source).toMatchObject({
      kind: "rule",
      inputs: [
        { name: "GLIDEIN_Singularity_Use", sourced: { value: "REQUIRED" } },
        { name: "GLIDEIN_SINGULARITY_REQUIRE" },
      ],
    });
  });
});
