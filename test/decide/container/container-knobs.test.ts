import { describe, expect, it } from "vitest";
import { decideContainer } from "../../../src/decide/container/decide-container.ts";
import type { ContainerFacts } from "../../../src/model/facts/container.ts";
import type { SettingName } from "../../../src/model/settings.ts";
import { renderCondorConfig } from "../../../src/parse/condor-config-text.ts";
import { settingsWith } from "../settings-with.ts";
import { image, nothingWorks, working, worksHere } from "./container-facts.ts";

function config(
  container: ContainerFacts,
  written: Partial<Record<SettingName, string>> = {},
): Readonly<Record<string, string>> {
  const text = renderCondorConfig(decideContainer({ container }, settingsWith(written)).knobs);
  if (!text.ok) throw new Error(JSON.stringify(text.error));
  const lines = text.value.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(" =")), line.slice(line.indexOf(" =") + 2).trim()]),
  );
}

describe("HTCondor's container support", () => {
  it("is switched off by name where nothing works or nothing is wanted", () => {
    const off = { SINGULARITY: "", SINGULARITY_JOB: "False" };
    expect(config(nothingWorks)).toEqual(off);
    expect(config(worksHere, { GLIDEIN_Singularity_Use: "NEVER" })).toEqual(off);
  });

  it("is left to the job wrapper where that is asked for", () => {
    expect(config(worksHere, { GLIDEIN_Container_Runner: "wrapper" })).toEqual({
      SINGULARITY: "",
      SINGULARITY_JOB: "False",
      USER_JOB_WRAPPER: "$(LOCAL_DIR)/job-wrapper",
    });
  });

  it("gets the runtime that was proven, through our wrapper, and proves it with our image", () => {
    expect(config(worksHere)).toEqual({
      SINGULARITY: "$(LOCAL_DIR)/container-runtime",
      SINGULARITY_JOB: "TARGET.SingularityImage =!= Undefined",
      SINGULARITY_IMAGE_EXPR: "TARGET.SingularityImage",
      SINGULARITY_TARGET_DIR: "/srv",
      SINGULARITY_USE_PID_NAMESPACES: "True",
      SINGULARITY_TEST_SANDBOX: "$(LOCAL_DIR)/probe-image",
      SINGULARITY_TEST_SANDBOX_TIMEOUT: "20",
      SINGULARITY_RUN_TEST_BEFORE_JOB: "False",
      MOUNT_UNDER_SCRATCH: "/tmp, /var/tmp",
    });
  });

  it("has what the node needs: no PID namespace, unpacked image files, binds that exist", () => {
    const facts: ContainerFacts = {
      ...worksHere,
      working: { ...working, pidNamespace: false, capabilities: { unsquash: { works: true, why: "" } } },
      binds: [
        { source: "/a", target: "/a", options: "", from: "default", exists: true, why: "" },
        { source: "/b", target: "/c", options: "ro", from: "default", exists: true, why: "" },
      ],
    };
    expect(config(facts)).toMatchObject({
      SINGULARITY_USE_PID_NAMESPACES: "False",
      SINGULARITY_EXTRA_ARGUMENTS: "--unsquash",
      SINGULARITY_BIND_EXPR: '"/a,/b:/c:ro"',
    });
  });

  it("puts every job into a container where they are required, by the platform it names", () => {
    const facts = { ...worksHere, images: [image("default"), image("rhel8", { path: '/cvmfs/odd "$(HOME)" name' })] };
    const knobs = config(facts, { GLIDEIN_Singularity_Use: "REQUIRED" });
    expect(knobs["SINGULARITY_JOB"]).toBe("True");
    expect(knobs["SINGULARITY_IMAGE_EXPR"]).toContain(
      'stringListIMember("rhel8", TARGET.REQUIRED_OS), "/cvmfs/odd \\"$(DOLLAR)(HOME)\\" name"',
    );
    expect(knobs["SINGULARITY_IMAGE_EXPR"]).toContain('"/cvmfs/images/default"');
    expect(knobs["SINGULARITY_IMAGE_EXPR"]).toContain("TARGET.ContainerImage =!= Undefined");
  });

  it("lets a job stay out where they are preferred", () => {
    const job = (images: ContainerFacts["images"]): string | undefined =>
      config({ ...worksHere, images }, { GLIDEIN_Singularity_Use: "PREFERRED" })["SINGULARITY_JOB"];
    expect(job([image("default")])).toBe("TARGET.SingularityImage =!= Undefined || TARGET.SingularityAutoLoad =!= 0");
    expect(job([])).toBe("TARGET.SingularityImage =!= Undefined");
  });
});
