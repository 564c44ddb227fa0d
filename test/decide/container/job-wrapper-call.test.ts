// How the job wrapper calls the runtime, and with which image.
import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { JobWrapperRig } from "./job-wrapper-rig.ts";

let rig: JobWrapperRig;
let base: string;
let job: string;
let image: string;
beforeEach(() => {
  rig = new JobWrapperRig();
  ({ base, job, image } = rig);
});
afterEach(() => rig.remove());

describe("the image of a job that names none", () => {
  const images = () => [
    { platform: "default", image },
    { platform: "rhel7", image: `${image}/bin/..` },
  ];
  const chosen = (ad: string): string =>
    /<([^<>]*)><\/srv\/.glidein\/inside>/u.exec(rig.run(["true"], { ad }).call)?.[1] ?? "";

  it("is the default, or that of the first platform it takes and there is", () => {
    rig.install({ images: images(), defaultImage: image });
    expect(chosen("")).toBe(image);
    expect(chosen('REQUIRED_OS = "el5, rhel7"')).toBe(`${image}/bin/..`);
    expect(chosen('REQUIRED_OS = "any"')).toBe(image);
    expect(chosen("SingularityImage = undefined")).toBe(image);
  });

  it("is none where containers are only preferred and it does not want one, or cannot have one", () => {
    rig.install({ images: images(), defaultImage: image, jobs: "with-image" });
    expect(rig.run(["echo", "plain"], { ad: "SingularityAutoLoad = 0" })).toMatchObject({ status: 0, call: "plain" });
    rig.install({ images: [], defaultImage: null, jobs: "with-image" });
    expect(rig.run(["echo", "plain"])).toMatchObject({ status: 0, call: "plain", told: "" });
    rig.install({ images: [], defaultImage: "/none/such", jobs: "with-image" });
    expect(rig.run(["echo", "plain"])).toMatchObject({ status: 0, call: "plain" });
  });

  it("is none where only jobs that ask get one", () => {
    rig.install({ images: images(), defaultImage: image, jobs: "on-request" });
    expect(rig.run(["echo", "plain"])).toMatchObject({ status: 0, call: "plain" });
  });
});

describe("the call of the runtime", () => {
  it("has binds of what is there, the options of the settings, and no PID namespace where there is none", () => {
    rig.install({
      pidNamespace: false,
      binds: ["/usr", "/none/such", "/etc:/srv/etc:ro"],
      options: ["--unsquash"],
      globalOptions: ["-s"],
    });
    const { call } = rig.run(["true"], { ad: `SingularityImage = "${image}"` });
    expect(call).toMatch(/^<-s><exec><--unsquash><--home>/u);
    expect(call).toContain("<--bind></etc:/srv/etc:ro><--bind></usr>");
    expect(call).not.toContain("/none/such");
    expect(call).not.toContain("--pid");
  });

  it("leaves CVMFS out for a job that wants that, unless its image is there", () => {
    rig.install({ binds: ["/usr:/cvmfs"], cvmfsMount: "/elsewhere" });
    const ad = `SingularityImage = "${image}"\n`;
    expect(rig.run(["true"], { ad }).call).toContain("<--bind></usr:/cvmfs>");
    expect(rig.run(["true"], { ad: `${ad}SingularityBindCVMFS = 0` }).call).not.toContain("--bind");
    rig.install({ binds: ["/usr:/cvmfs"], cvmfsMount: join(base, "images") });
    expect(rig.run(["true"], { ad: `${ad}SingularityBindCVMFS = 0` }).call).toContain("--bind");
  });

  it("clears the environment but for what is kept", () => {
    const environment = { clearAll: true, clearPaths: true, keepOsg: false, keepCondor: true, cleared: ["GONE"] };
    rig.install({ environment });
    const { call, env } = rig.run(["true"], {
      ad: `SingularityImage = "${image}"\nEnvironment = "OWN=1 OTHER=2"`,
      env: { OWN: "a 'b' $c", GONE: "x", STASHCACHE: "1", UNKEPT: "y" },
    });
    expect(call).toContain("<--cleanenv>");
    const has = new Set(env.split("\n"));
    for (const line of [
      "APPTAINERENV_OWN=a 'b' $c",
      "SINGULARITYENV_OWN=a 'b' $c",
      "APPTAINERENV_STASHCACHE=1",
      "APPTAINERENV__CONDOR_SCRATCH_DIR=/srv",
    ])
      expect(has).toContain(line);
    expect(env).not.toContain("APPTAINERENV_UNKEPT");
    expect(env).not.toMatch(/^GONE=/mu);
  });

  it("passes signals on, and ends with the job's status", async () => {
    rig.install({}, ': > .glidein/started; trap "exit 40" TERM; echo ready; while :; do sleep 0.02; done');
    writeFileSync(join(base, "job.ad"), `SingularityImage = "${image}"`);
    const child = spawn(join(base, "job-wrapper"), ["true"], {
      cwd: job,
      env: { PATH: "/usr/bin:/bin", _CONDOR_JOB_AD: join(base, "job.ad") },
    });
    const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
    await new Promise((resolve) => child.stdout.once("data", resolve));
    child.kill("SIGTERM");
    expect(await ended).toBe(40);
  });

  it("gives the job its standard input", () => {
    rig.install({}, ": > .glidein/started; cat");
    writeFileSync(join(base, "job.ad"), `SingularityImage = "${image}"`);
    const done = spawnSync(join(base, "job-wrapper"), ["true"], {
      cwd: job,
      input: "typed",
      encoding: "utf8",
      env: { PATH: "/usr/bin:/bin", _CONDOR_JOB_AD: join(base, "job.ad") },
    });
    expect(done.stdout).toBe("typed");
  });
});
