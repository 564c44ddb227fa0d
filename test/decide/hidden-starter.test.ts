import { describe, expect, it } from "vitest";
import { decideHiding } from "../../src/decide/hiding/decide-hiding.ts";
import { starterOptions } from "../../src/decide/hiding/plain-job.ts";
import type { CredentialFact } from "../../src/model/facts/credential.ts";
import type { SettingName } from "../../src/model/settings.ts";
import { container, decide, node, token, worksForStarter } from "./hiding-node.ts";
import { settingsWith } from "./settings-with.ts";

describe("HTCondor's starter", () => {
  const { starter: _, ...before } = node.hiding ?? { works: null, said: "", containers: null, otherProc: [] };
  const starter = (seen: Partial<typeof worksForStarter | { works: null; containers: false; said: string }>) => ({
    ...before,
    starter: { ...worksForStarter, ...seen },
  });
  const contained = { GLIDEIN_Singularity_Use: "REQUIRED" } as const;

  it.each([
    ["in facts that are older than the trial", before, "was not tried"],
    ["without a trial", starter({ works: null }), "was not tried"],
    [
      "that the kernel refuses",
      { ...before, starter: { works: false, said: "namespace: errno 28", containers: null } },
      "are taken",
    ],
    ["below which no container runtime works", starter({ containers: false }), "no setuid program"],
  ] as const)("%s is not hidden, which the ad and a finding say, in the container as well", (_name, hiding, why) => {
    for (const written of [{}, contained]) {
      const { plan, attributes, findings, refusal } = decide({ hiding }, written);
      expect(plan).toMatchObject({ hidden: false, starter: false });
      expect(attributes["GLIDEIN_Credentials_Hidden"]).toMatchObject({ sourced: { value: false } });
      expect(findings).toMatchObject([{ message: expect.stringContaining(why) }]);
      expect(findings[0]?.message).toContain("HTCondor's starter");
      expect(refusal).toBeNull();
      const strict = decide({ hiding }, { ...written, GLIDEIN_Hide_Credentials: "REQUIRED" });
      expect(strict.refusal).toMatchObject({ code: "HIDING_REQUIRED", problem: expect.stringContaining(why) });
    }
  });

  it("is not hidden where it needs a token itself, to come through an edge", () => {
    const credential = { ...token, standing: "edge" } as unknown as CredentialFact;
    const install = [{ credential, file: "tokens.d/00-idtoken" }];
    const { plan, findings } = decideHiding(node, settingsWith(), container().plan, { install });
    expect(plan).toMatchObject({ hidden: false, starter: false, wrapped: true });
    expect(findings).toMatchObject([{ message: expect.stringContaining("needs the edge's token") }]);
  });

  it("is not hidden where it needs a credential to come to an access point, as the ad and a finding say", () => {
    const point = (name: string, open: boolean | null) => ({ name, brokers: ["[::1]:9618?sock=collector"], open });
    const some = [point("a", true), point("b", null)];
    expect(decide({ accessPoints: some })).toMatchObject({ plan: { hidden: true, starter: true }, findings: [] });
    const accessPoints = [...some, point("c", false), point("d", false)];
    for (const wish of ["AUTO", "PREFERRED"]) {
      const { plan, findings } = decide({ accessPoints }, { GLIDEIN_Hide_Credentials: wish });
      expect(plan).toMatchObject({ hidden: false, starter: false, wrapped: true });
      const message = expect.stringMatching(/the access point c \(and 1 more\).*and \[::1\]:9618 lets nobody in/u);
      expect(findings).toMatchObject([{ message, fix: expect.stringContaining("SEC_READ_AUTHENTICATION = OPTIONAL") }]);
    }
    const strict = decide({ accessPoints }, { GLIDEIN_Hide_Credentials: "REQUIRED" });
    expect(strict.refusal).toMatchObject({
      code: "HIDING_REQUIRED",
      problem: expect.stringContaining("the access point c"),
    });
  });

  it("is hidden without regard to a runtime that nothing uses where that is preferred", () => {
    const facts = { hiding: starter({ containers: false }) };
    const never = { GLIDEIN_Singularity_Use: "NEVER", GLIDEIN_Hide_Credentials: "PREFERRED" } as const;
    expect(decide(facts, never).plan.starter).toBe(true);
    expect(decide(facts, { GLIDEIN_Hide_Credentials: "PREFERRED" }).plan.starter).toBe(false);
  });

  it("becomes condor_starter where the daemons' directories of credentials and the pilot's files are hidden", () => {
    const own = { work: "/w", local: "/w/condor", log: "/w/condor/log", written: ["/w/condor/log"] };
    const paths = { ...own, sbin: "/h/sbin", hasGroups: false };
    const told = (written: Partial<Record<SettingName, string>>) => {
      const options = starterOptions(decide({}, written).plan, paths);
      return options.ok ? options.value.split("\0").slice(0, -1) : [];
    };
    expect(told({})).toEqual([
      ...["--in-place", "--program", "/h/sbin/condor_starter", "--report", "/w/condor/log/exposed-jobs"],
      ...["--protect", "/w", "--keep", "/w/condor/log"],
      ...["--cover", "/w/condor/tokens.d", "--cover", "/w/condor/etc", "--mask", "/creds/token"],
      "--",
    ]);
    expect(told({ GLIDEIN_Hide_Credentials: "REQUIRED" })).toContain("--required");
  });
});
