import { describe, expect, it } from "vitest";
import { decideContainer } from "../../../src/decide/container/decide-container.ts";
import type { ContainerFacts } from "../../../src/model/facts/container.ts";
import type { SettingName } from "../../../src/model/settings.ts";
import { settingsWith } from "../settings-with.ts";
import { image, worksHere } from "./container-facts.ts";

const decide = (container: ContainerFacts, written: Partial<Record<SettingName, string>> = {}) =>
  decideContainer({ container }, settingsWith(written));

describe("an image that is required", () => {
  const required = { GLIDEIN_Singularity_Use: "REQUIRED", SINGULARITY_IMAGE_REQUIRED: "true" } as const;

  it.each([
    ["is not named", [], {}, /no image is named for any of default/],
    [
      "does not exist",
      [image("default", { problem: "it does not exist", kind: null })],
      {},
      /default, .*does not exist/,
    ],
    ["is not in CVMFS", [image("default", { inCvmfs: false })], {}, /is not in CVMFS/],
    ["is remote", [image("default", { kind: "remote" })], {}, /not on this node/],
    [
      "is remote, under any",
      [image("default", { kind: "remote", inCvmfs: false })],
      { SINGULARITY_IMAGE_RESTRICTIONS: "any" },
      /not on this node/,
    ],
  ] as const)("refuses when it %s", (_, images, more, problem) => {
    const { refusal } = decide({ ...worksHere, images }, { ...required, ...more });
    expect(refusal).toMatchObject({ code: "CONTAINER_REQUIRED", problem: expect.stringMatching(problem) });
  });

  it.each([
    [
      "is remote, and may be",
      [image("default", { kind: "remote", inCvmfs: false, path: "docker://a" })],
      "remote",
      "docker://a",
    ],
    [
      "may come later",
      [image("default", { kind: null, inCvmfs: false, problem: "it does not exist" })],
      "remote",
      "/cvmfs/images/default",
    ],
    ["is of a platform further back", [image("rhel8"), image("rhel9")], "cvmfs", "/cvmfs/images/rhel9"],
    [
      "has a stand-in",
      [image("default", { inCvmfs: false }), image("testimage", { inCvmfs: false })],
      "cvmfs,test",
      "/cvmfs/images/testimage",
    ],
    ["is not named but has a stand-in", [image("testimage")], "test", "/cvmfs/images/testimage"],
  ] as const)("is fine when it %s", (_, images, restrictions, path) => {
    const decision = decide({ ...worksHere, images }, { ...required, SINGULARITY_IMAGE_RESTRICTIONS: restrictions });
    expect(decision.refusal).toBeNull();
    expect(decision.plan.use?.defaultImage).toBe(path);
  });

  it("makes PREFERRED do without when there is none", () => {
    const decision = decide(worksHere, { ...required, GLIDEIN_Singularity_Use: "PREFERRED" });
    expect(decision).toMatchObject({ refusal: null, plan: { mode: "none" } });
  });

  it("is not asked for otherwise, but REQUIRED tells that jobs have to name theirs", () => {
    const decision = decide(worksHere, { GLIDEIN_Singularity_Use: "REQUIRED" });
    expect(decision.refusal).toBeNull();
    expect(decision.start).toContain("TARGET.SingularityImage =!= Undefined");
    expect(decision.findings).toMatchObject([
      { severity: "info", message: expect.stringContaining("jobs have to name their images") },
    ]);
  });

  it("is none for the job wrapper without a shell", () => {
    const bare = { ...worksHere, images: [{ ...image("default"), shell: false }] };
    const wanted = { ...required, SINGULARITY_IMAGE_RESTRICTIONS: "any" };
    expect(decide(bare, { ...wanted, GLIDEIN_Container_Runner: "wrapper" }).refusal).toMatchObject({
      problem: expect.stringContaining("it has no /bin/sh, which the job wrapper needs"),
    });
    expect(decide(bare, wanted).refusal).toBeNull();
  });

  it("takes no job with commands that HTCondor would run outside of its container", () => {
    const withImage = { ...worksHere, images: [image("default")] };
    expect(decide(withImage, { GLIDEIN_Singularity_Use: "REQUIRED" }).start).toBe(
      "TARGET.PreCmd =?= Undefined && TARGET.PostCmd =?= Undefined",
    );
    expect(decide(withImage, { GLIDEIN_Singularity_Use: "PREFERRED" }).start).toBeNull();
  });

  it("says which entries of the dictionary are broken", () => {
    const { findings } = decide(worksHere, {
      SINGULARITY_IMAGES_DICT: "broken,default:/cvmfs/a",
      SINGULARITY_IMAGE_DEFAULT7: "relative",
    });
    expect(findings.map(({ message }) => message)).toEqual([
      'an entry of the images is left out: SINGULARITY_IMAGES_DICT: "broken" has no colon after a platform',
      expect.stringContaining("SINGULARITY_IMAGE_DEFAULT7"),
    ]);
  });
});
