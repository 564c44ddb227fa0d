import { describe, expect, it } from "vitest";
import { resolveSettings } from "../../src/decide/settings.ts";

const written = (name: string, text: string) => [{ name, text, source: { kind: "environment", name } as const }];

describe("a broken value in the environment", () => {
  it("stops nothing when the site sets the variable for other programs", () => {
    const resolved = resolveSettings([written("X509_USER_PROXY", "/tmp/x\u0007y")]);
    expect(resolved.ok && resolved.value.settings.X509_USER_PROXY.value).toBeNull();
    expect(resolved.ok && resolved.value.warnings).toEqual([
      expect.stringMatching(/^X509_USER_PROXY in the environment is not used: expected a path/u),
    ]);
  });

  it("is refused when the variable is one of ours", () => {
    const resolved = resolveSettings([written("GLIDEIN_CPUS", "many")]);
    expect(!resolved.ok && resolved.error[0]?.code).toBe("SETTING_INVALID");
  });
});
