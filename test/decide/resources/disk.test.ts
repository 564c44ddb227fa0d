import { describe, expect, it } from "vitest";
import { mergeFences } from "../../../src/decide/resources/node-fences.ts";
import { decideResources } from "../../../src/decide/resources.ts";
import type { Fence } from "../../../src/model/facts/fence.ts";
import { settingsWith } from "../settings-with.ts";
import { decided, grant, kernel, messages } from "./decided.ts";

describe("disk", () => {
  it.each<[string | null, readonly Fence[], number | null, string]>([
    [null, [kernel(100_000)], 100_000, ""],
    ["auto", [kernel(100_000)], 100_000, ""],
    ["25%", [kernel(100_000), grant(40_000)], 10_000, ""],
    ["1/3", [kernel(100_000)], 33_333, ""],
    ["2048000", [kernel(100_000)], 2000, ""],
    ["10GB", [kernel(100_000)], 10_240, ""],
    ["1T", [kernel(100_000)], 100_000, "cut to 100000 MiB"],
    [null, [kernel(1000.7)], 1000, ""],
    [null, [], null, "Nothing says how much disk there is; HTCondor measures it"],
    ["50%", [], null, "Nothing says how much disk there is; HTCondor measures it"],
    ["10G", [], 10_240, "Nothing says how much disk there is; GLIDEIN_DISK is offered as it stands"],
  ])("for GLIDEIN_DISK %s and the fences %j is %s MiB", (setting, disk, expected, finding) => {
    const decision = decided({ disk, settings: setting === null ? {} : { GLIDEIN_DISK: setting } });
    expect(decision.diskMiB?.value ?? null).toBe(expected);
    expect(messages(decision).join()).toContain(finding);
    if (finding === "") expect(messages(decision)).toEqual([]);
  });

  it("of more than there is at all is refused", () => {
    const refused = decideResources({
      fences: mergeFences({ disk: [kernel(100)] }),
      batchSystem: "none",
      onlineCpus: 1,
      totalMemoryMiB: 1000,
      ownMemoryMiB: 0,
      draw: 0,
      classic: false,
      settings: settingsWith({ GLIDEIN_DISK: "3/2" }),
    });
    expect(refused).toMatchObject({ ok: false, error: { code: "SETTING_INVALID", subject: "GLIDEIN_DISK" } });
  });
});
