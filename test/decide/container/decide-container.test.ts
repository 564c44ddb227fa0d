import { describe, expect, it } from "vitest";
import { decideContainer } from "../../../src/decide/container/decide-container.ts";
import type { ContainerFacts } from "../../../src/model/facts/container.ts";
import type { SettingName } from "../../../src/model/settings.ts";
import { settingsWith } from "../settings-with.ts";
import { image, nothingWorks, working, worksHere } from "./container-facts.ts";

const decide = (container: ContainerFacts, written: Partial<Record<SettingName, string>> = {}) =>
  decideContainer({ container }, settingsWith(written));
const published = (decision: ReturnType<typeof decide>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(decision.attributes).map(([name, { sourced }]) => [name, sourced.value]));

describe("without a runtime that works", () => {
  it("REQUIRED refuses for the node, and says why and what to change", () => {
    const decision = decide(nothingWorks, { GLIDEIN_Singularity_Use: "REQUIRED" });
    expect(decision.refusal).toMatchObject({
      code: "CONTAINER_REQUIRED",
      problem: expect.stringContaining("/usr/bin/apptainer: user namespaces are off"),
      fix: "Switch them on.",
    });
    expect(decision.plan).toMatchObject({ policy: "REQUIRED", mode: "none", path: null, use: null });
    expect(decision.findings).toEqual([]);
  });

  it("PREFERRED does without, with a warning", () => {
    const decision = decide(nothingWorks, { GLIDEIN_Singularity_Use: "PREFERRED" });
    expect(decision.refusal).toBeNull();
    expect(decision.findings).toMatchObject([
      { severity: "warning", message: expect.stringContaining("jobs run without containers"), fix: "Switch them on." },
    ]);
    expect(published(decision)).toEqual({
      HAS_SINGULARITY: false,
      GWMS_SINGULARITY_STATUS: "PREFERRED",
      GLIDEIN_Container_Reason: expect.stringContaining("user namespaces are off"),
    });
  });

  it("nobody's wish is not disappointed", () => {
    expect(decide(nothingWorks).findings).toMatchObject([{ severity: "info" }]);
  });

  it("says so when nothing was even found", () => {
    expect(decide({ ...nothingWorks, tried: [] }).plan.because).toBe("no container runtime was looked for");
  });
});

describe("by policy", () => {
  it("wishes that exclude each other are a broken configuration", () => {
    const decision = decide(worksHere, { GLIDEIN_Singularity_Use: "REQUIRED", GLIDEIN_SINGULARITY_REQUIRE: "NEVER" });
    expect(decision.refusal).toMatchObject({
      code: "CONTAINER_CONFIGURATION",
      problem: expect.stringContaining("GLIDEIN_SINGULARITY_REQUIRE NEVER"),
    });
    expect(decision.attributes).toEqual({});
  });

  it("a factory's wish without a factory, which alone arranges nothing, is not passed over in silence", () => {
    const alone = { GLIDEIN_SINGULARITY_REQUIRE: "REQUIRED" };
    expect(decide(worksHere, alone).findings).toMatchObject([
      { severity: "warning", fix: expect.stringContaining("--containers REQUIRED") },
    ]);
    expect(decideContainer({ container: worksHere }, settingsWith(alone), true).findings).toEqual([]);
    expect(decide(worksHere, { GLIDEIN_SINGULARITY_REQUIRE: "NEVER" }).findings).toEqual([]);
  });

  it("DISABLE_GWMS says nothing to the pool", () => {
    const decision = decide(worksHere, { GLIDEIN_Singularity_Use: "DISABLE_GWMS" });
    expect(decision.plan).toMatchObject({ policy: "DISABLE", mode: "none" });
    expect(decision).toMatchObject({ attributes: {}, findings: [], refusal: null });
  });

  it("NEVER says that there is none, although one works", () => {
    expect(published(decide(worksHere, { GLIDEIN_Singularity_Use: "NEVER" }))).toEqual({
      HAS_SINGULARITY: false,
      GWMS_SINGULARITY_STATUS: "NEVER",
    });
  });
});

describe("with a runtime that works", () => {
  it("publishes every name of GlideinWMS, in its spelling", () => {
    const decision = decide(
      { ...worksHere, inside: "Docker" },
      {
        GLIDEIN_Singularity_Use: "PREFERRED",
        GLIDEIN_PROVIDES: "a,b",
        SINGULARITY_IMAGES_DICT: "rhel8:/x",
        GLIDEIN_DEBUG_OUTPUT: "1",
      },
    );
    const path = "/usr/bin/apptainer";
    const full = "apptainer version 1.4.5";
    expect(published(decision)).toEqual({
      HAS_SINGULARITY: true,
      GWMS_SINGULARITY_STATUS: "PREFERRED",
      SINGULARITY_PATH: path,
      GWMS_SINGULARITY_PATH: path,
      SINGULARITY_VERSION: "1.4.5",
      GWMS_SINGULARITY_VERSION: "1.4.5",
      SINGULARITY_FULL_VERSION: full,
      SINGULARITY_MODE: "unprivileged",
      GWMS_SINGULARITY_MODE: "unprivileged",
      CONTAINERSW_PATH: path,
      GWMS_CONTAINERSW_PATH: path,
      CONTAINERSW_VERSION: "1.4.5",
      GWMS_CONTAINERSW_VERSION: "1.4.5",
      CONTAINERSW_FULL_VERSION: full,
      GWMS_CONTAINERSW_FULL_VERSION: full,
      CONTAINERSW_MODE: "unprivileged",
      GWMS_CONTAINERSW_MODE: "unprivileged",
      SINGULARITY_IMAGES_DICT: "rhel8:/x",
      GLIDEIN_REQUIRED_OS: "any",
      GLIDEIN_DEBUG_OUTPUT: "1",
      GLIDEIN_PROVIDES: "a,b,singularity/unprivileged",
      GLIDEIN_Container_Capabilities: "sandbox",
      GLIDEIN_Container_Rung: "full",
      GLIDEIN_Container_Reason: working.because,
      GLIDEIN_Container_Inside: "Docker",
    });
    expect(Object.values(decision.attributes).every((attribute) => attribute.published)).toBe(true);
  });

  it("puts the proven options, the images that can be used and the binds that exist into the plan", () => {
    const facts: ContainerFacts = {
      ...worksHere,
      working: { ...working, flags: ["-C", "--userns"], capabilities: { unsquash: { works: true, why: "" } } },
      images: [image("rhel7"), image("rhel8", { problem: "it does not exist", kind: null }), image("default")],
      binds: [
        { source: "/a", target: "/a", options: "", from: "default", exists: true, why: "" },
        { source: "/b", target: "/c", options: "ro", from: "GLIDEIN_SINGULARITY_BINDPATH", exists: true, why: "" },
        {
          source: "/d",
          target: "/d",
          options: "",
          from: "GLIDEIN_SINGULARITY_BINDPATH",
          exists: false,
          why: "it does not exist",
        },
        { source: "/e", target: "/e", options: "", from: "default", exists: false, why: "it does not exist" },
      ],
    };
    const decision = decide(facts, { GLIDEIN_Singularity_Use: "REQUIRED", GLIDEIN_SINGULARITY_OPTS: " --debug  -x " });
    expect(decision.plan.use).toMatchObject({
      forced: ["--userns"],
      options: ["--debug", "-x", "--unsquash"],
      images: [
        { platform: "default", image: "/cvmfs/images/default" },
        { platform: "rhel7", image: "/cvmfs/images/rhel7" },
      ],
      defaultImage: "/cvmfs/images/default",
      jobs: "every",
      binds: ["/a", "/b:/c:ro"],
    });
    expect(decision.findings.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
      "warning the image of rhel8, /cvmfs/images/rhel8, cannot be used: it does not exist",
      "info the bind path /d of GLIDEIN_SINGULARITY_BINDPATH is left out: it does not exist",
    ]);
  });

  it("without a PID namespace where that was asked for", () => {
    expect(decide(worksHere, { SINGULARITY_DISABLE_PID_NAMESPACES: "1" }).plan.use?.pidNamespace).toBe(false);
    expect(decide(worksHere).plan.use).toMatchObject({ pidNamespace: true, jobs: "on-request" });
  });

  it("tells what would make it better", () => {
    const [first] = worksHere.tried;
    const facts = { ...worksHere, tried: [{ ...first!, fix: "Unmask /proc." }] };
    expect(decide(facts).findings).toMatchObject([{ severity: "warning", fix: "Unmask /proc." }]);
  });

  it.each([
    ["keepall", { clearAll: false, clearPaths: false, keepOsg: false, keepCondor: false }],
    ["clearpaths", { clearAll: false, clearPaths: true, keepOsg: false, keepCondor: false }],
    ["clearall,condorset", { clearAll: true, clearPaths: true, keepOsg: false, keepCondor: true }],
    ["clearall,keepall,osgset", { clearAll: true, clearPaths: true, keepOsg: true, keepCondor: true }],
    ["clear", { clearAll: true, clearPaths: true, keepOsg: true, keepCondor: true }],
  ])("reads the environment rule %s", (rule, expected) => {
    expect(decide(worksHere, { GLIDEIN_CONTAINER_ENV: rule }).plan.use?.environment).toMatchObject(expected);
  });

  it("clears only what can be the name of a variable", () => {
    expect(
      decide(worksHere, { GLIDEIN_CONTAINER_ENV_CLEARLIST: "A,b;c,$(d),E_1" }).plan.use?.environment.cleared,
    ).toEqual(["A", "E_1"]);
  });
});
