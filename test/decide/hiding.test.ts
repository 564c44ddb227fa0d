import { describe, expect, it } from "vitest";
import { macro } from "../../src/decide/condor-config/entry.ts";
import { hiddenStarter, hidingKnobs } from "../../src/decide/condor-config/hiding.ts";
import { hidingRequirement } from "../../src/decide/hiding/decide-hiding.ts";
import { explainHiding } from "../../src/decide/hiding/explain-hiding.ts";
import { groupsWithoutTerminals, hiderOptions } from "../../src/decide/hiding/plain-job.ts";
import { secretPlaces } from "../../src/decide/hiding/secret-places.ts";
import type { SettingName } from "../../src/model/settings.ts";
import { container, decide, failing, node, worksForStarter } from "./hiding-node.ts";
import { settingsWith } from "./settings-with.ts";

describe("jobs outside of containers", () => {
  it("are hidden where it was tried and works, which the ad says", () => {
    const { plan, refusal, attributes, findings } = decide({});
    expect(plan).toMatchObject({ hidden: true, wrapped: true, required: false, files: ["/creds/token"] });
    expect(refusal).toBeNull();
    expect(attributes["GLIDEIN_Credentials_Hidden"]).toMatchObject({ sourced: { value: true }, published: true });
    expect(findings).toEqual([]);
  });

  it.each([
    ["not tried", { works: null, said: "not tried: no space", containers: null, otherProc: [] }, "was not tried"],
    ["refused by the kernel", { works: false, said: "namespace: errno 1", containers: null, otherProc: [] }, "refuses"],
    [
      "without working containers",
      { works: true, said: "", containers: false, otherProc: [] },
      "does not work for a hidden job",
    ],
  ] as const)("are not when it was %s, and run all the same; a finding says why", (_, hiding, why) => {
    const { plan, refusal, attributes, findings } = decide({ hiding: { ...hiding, starter: worksForStarter } });
    expect(plan).toMatchObject({ hidden: false, wrapped: false, starter: true, files: ["/creds/token"] });
    expect(refusal).toBeNull();
    expect(attributes["GLIDEIN_Credentials_Hidden"]).toMatchObject({ sourced: { value: false } });
    expect(findings).toMatchObject([{ severity: "info", message: expect.stringContaining(why) }]);
    expect(findings[0]?.fix).not.toBe("");
  });

  it("are hidden without regard to containers where that is preferred or required", () => {
    const hiding = { works: true, said: "", containers: false, starter: worksForStarter, otherProc: [] };
    for (const wish of ["PREFERRED", "REQUIRED"])
      expect(decide({ hiding }, { GLIDEIN_Hide_Credentials: wish }).plan.hidden).toBe(true);
  });

  it("are not when nobody wants it, or when the pilot is root of a namespace", () => {
    expect(decide({}, { GLIDEIN_Hide_Credentials: "NEVER" }).plan.wrapped).toBe(false);
    expect(decide({ user: { uid: 0 } }).plan).toMatchObject({ hidden: false, wrapped: false });
  });

  it("refuse the node where it is required and does not work", () => {
    const { refusal, findings } = decide(failing("proc: errno 1"), { GLIDEIN_Hide_Credentials: "REQUIRED" });
    expect(refusal).toMatchObject({ code: "HIDING_REQUIRED", fix: expect.stringContaining("procMount: Unmasked") });
    expect(findings).toEqual([]);
  });

  it("do not exist where every job is in a container, so that only the starter has to be hidden", () => {
    const { plan, refusal } = decide(failing("proc: errno 1"), {
      GLIDEIN_Singularity_Use: "REQUIRED",
      GLIDEIN_Hide_Credentials: "REQUIRED",
    });
    expect(plan).toMatchObject({ hidden: true, wrapped: false, starter: true });
    expect(refusal).toBeNull();
  });

  it("may bring nothing to be started beside them only where it is required", () => {
    expect(hidingRequirement(settingsWith())).toEqual([]);
    expect(hidingRequirement(settingsWith({ GLIDEIN_Hide_Credentials: "REQUIRED" })).join()).toContain("PreCmd");
  });
});

describe("what is hidden", () => {
  const places = (paths: readonly string[], written = "", otherProc: readonly string[] = []) =>
    secretPlaces(
      {
        credentials: paths.map((path) => ({ kind: "idtoken", path })),
        storage: node.storage,
        hiding: { works: true, said: "", containers: null, otherProc },
      },
      settingsWith(written === "" ? {} : { GLIDEIN_Token: written }),
    );

  it("is each file once, and no variable", () => {
    expect(places(["/a/token", "/a/token", "environment BEARER_TOKEN", "token"])).toEqual({
      files: ["/a/token", "token"],
      directories: [],
    });
  });

  it("is a whole token directory, which gets further files while we run", () => {
    expect(places(["/a/dir/x", "/a/dir/y"], "/a/dir/").directories).toEqual(["/a/dir"]);
    expect(places(["/home/ada/.condor/tokens.d/x"]).directories).toEqual(["/home/ada/.condor/tokens.d"]);
  });

  it.each(["/scratch", "/scratch/job", "/"])("is no directory that the work directory is in: %s", (directory) => {
    expect(places([`${directory}/x`.replace("//", "/")], directory).directories).toEqual([]);
  });

  it("is every other view of the processes", () => {
    expect(places([], "", ["/host/proc"]).directories).toEqual(["/host/proc"]);
  });
});

describe("the program's options", () => {
  const paths = {
    work: "/w o",
    local: "/w o/condor",
    execute: "/w o/condor/execute",
    log: "/w o/condor/log",
    secret: "s",
    sbin: "/h/sbin",
    written: [],
    shared: [],
    hasGroups: false,
  };

  it("hold any path, and know the container runtime by a name that jobs do not", () => {
    const { plan } = decide({ credentials: [{ kind: "idtoken", path: "/a\n'b/$(c)" }] });
    const options = hiderOptions(plan, paths);
    expect(options.ok && options.value.split("\0").slice(0, -1)).toEqual([
      ...["--report", "/w o/condor/log/exposed-jobs", "--runtime", "/w o/condor/container-runtime-s"],
      ...["--protect", "/w o", "--cover", "/w o/condor", "--keep-job", "/w o/condor/execute", "--mask", "/a\n'b/$(c)"],
      "--",
    ]);
    expect(hiderOptions({ ...plan, files: ["/a\0b"] }, paths).ok).toBe(false);
  });

  it("give the node's groups but that of terminals, when they could be read", () => {
    const options = hiderOptions(decide({}).plan, { ...paths, shared: ["/w o/tmp"], hasGroups: true });
    expect(options.ok && options.value).toContain("\0--keep\0/w o/tmp\0");
    expect(options.ok && options.value).toContain("\0--groups\0/w o/condor/plain-job.group\0");
    expect(groupsWithoutTerminals("root:x:0:\ntty:x:5:\nttys:x:6:\nx:tty:7:")).toBe("root:x:0:\nttys:x:6:\nx:tty:7:");
    expect(groupsWithoutTerminals("tty:x:5:ada")).toBe("");
  });

  it("let HTCondor know where hiding is required", () => {
    const options = hiderOptions(decide({}, { GLIDEIN_Hide_Credentials: "REQUIRED" }).plan, paths);
    expect(options.ok && options.value.startsWith("--required\0--runtime\0")).toBe(true);
  });
});

describe("HTCondor's configuration", () => {
  const knobs = (written: Partial<Record<SettingName, string>>) =>
    Object.fromEntries(
      hidingKnobs(decide({}, written).plan, container(written), "s").map(({ knob, value }) => [knob, value]),
    );

  it("starts jobs by the program, and containers by the runtime's other name", () => {
    expect(knobs({})).toMatchObject({
      USER_JOB_WRAPPER: { text: "$(LOCAL_DIR)/plain-job" },
      SINGULARITY: { text: "$(LOCAL_DIR)/container-runtime-s" },
    });
    const layout = [macro("STARTER", "$(SBIN)/condor_starter"), macro("STARTD", "$(SBIN)/condor_startd")];
    expect(hiddenStarter(layout, decide({}).plan)).toMatchObject([
      { knob: "STARTER", value: { text: "$(LOCAL_DIR)/hidden-starter" } },
      layout[1] ?? {},
      // Without a credential it comes to a broker that lets anybody in.
      { knob: "STARTER.SEC_CLIENT_AUTHENTICATION", value: { text: "OPTIONAL" } },
      { knob: "STARTER.SEC_CLIENT_ENCRYPTION", value: { text: "OPTIONAL" } },
      { knob: "STARTER.SEC_CLIENT_INTEGRITY", value: { text: "OPTIONAL" } },
      { knob: "STARTER.SEC_CLIENT_AUTHENTICATION_METHODS", value: { text: "ANONYMOUS" } },
    ]);
    expect(hiddenStarter(layout, decide({}, { GLIDEIN_Hide_Credentials: "NEVER" }).plan)).toEqual(layout);
    expect(knobs({})).not.toHaveProperty("ENABLE_SSH_TO_JOB");
    expect(knobs({ GLIDEIN_Hide_Credentials: "REQUIRED" })).toMatchObject({ ENABLE_SSH_TO_JOB: { value: false } });
  });

  it("leaves a job wrapper for containers in its place, and everything where nothing is hidden", () => {
    expect(knobs({ GLIDEIN_Container_Runner: "wrapper" })["USER_JOB_WRAPPER"]).toMatchObject({
      text: "$(LOCAL_DIR)/job-wrapper",
    });
    expect(knobs({ GLIDEIN_Hide_Credentials: "NEVER" })).not.toHaveProperty("USER_JOB_WRAPPER");
  });
});

describe("the program's words", () => {
  it.each([
    ["namespace: errno 28", /taken/u, /max_user_namespaces/u],
    ["namespace: errno 22", /no user namespaces/u, /CONFIG_USER_NS/u],
    ["namespace: errno 38", /filter/u, /user namespaces/u],
    ["map /proc/self/uid_map: errno 1", /security module/u, /AppArmor/u],
    ["mask /a: b: errno 13", /security module/u, /AppArmor/u],
    ["proc: errno 1", /partly covered/u, /unmask=ALL/u],
    ["cover /w: errno 12", /cover \/w: errno 12/u, /./u],
    ["", /did not work/u, /./u],
    ["Killed", /Killed/u, /./u],
  ])("%s", (said, problem, fix) => {
    const told = explainHiding(said, { obstacles: [] });
    expect(told.problem).toMatch(problem);
    expect(told.fix).toMatch(fix);
  });

  it("name what is in the way of namespaces when that is known", () => {
    const obstacles = [{ what: "user namespaces are switched off", evidence: "" }];
    expect(explainHiding("namespace: errno 1", { obstacles }).problem).toContain("user namespaces are switched off");
    expect(explainHiding("proc: errno 1", { obstacles }).problem).not.toContain("switched off");
  });
});
