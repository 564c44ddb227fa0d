// The job wrapper under real shells.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
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

describe.each(["/bin/sh", "/bin/bash"])("the job wrapper under %s", (shell) => {
  it("runs the job at /srv in its own image, with its status, and leaves nothing behind", () => {
    rig.install();
    const { status, call, told, stderr } = rig.run([`${job}/prog`, "a b", "", `--in=${job}/x`, `${job}x`, "*", job], {
      shell,
      ad: `Foo = 1\nsingularityimage = "${image}"\n`,
    });
    expect(stderr).toBe("");
    expect(call).toBe(
      `<exec><--home><${job}:/srv><--pwd></srv><--ipc><--contain><--pid>`.replace(
        "<--ipc><--contain><--pid>",
        "<--ipc><--contain><--pid>",
      ) + `<${image}></srv/.glidein/inside></srv/prog><a b><><--in=/srv/x><${job}x><*></srv>`,
    );
    expect({ status, told }).toEqual({ status: 3, told: "" });
    expect(readdirSync(job)).toEqual([]);
    expect(readdirSync(join(base, "container"))).toEqual([]);
  });

  it("gives the job its environment, with paths changed and without what configures a runtime or belongs to the node", () => {
    rig.install();
    const { env } = rig.run(["true"], {
      shell,
      ad: `SingularityImage = "${image}"`,
      env: {
        PATH: "/opt/node/bin:/usr/bin:/bin",
        LD_LIBRARY_PATH: "/opt/lib",
        JOBS: "own",
        X509_USER_PROXY: `${job}/proxy`,
        OSG_WN_TMP: "/other",
      },
    });
    const has = new Set(env.split("\n"));
    for (const line of [
      "PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin",
      "GWMS_OLDENV_PATH=/opt/node/bin:/usr/bin:/bin",
      "JOBS=own",
      "X509_USER_PROXY=/srv/proxy",
      "OSG_WN_TMP=/other",
      "_CONDOR_SCRATCH_DIR=/srv",
      "_CONDOR_JOB_AD=/srv/.glidein/_CONDOR_JOB_AD",
    ])
      expect(has).toContain(line);
    expect(env).not.toMatch(/^LD_LIBRARY_PATH=/mu);
  });

  it("reports a container that did not start, instead of a result of the job", () => {
    rig.install({}, "echo FATAL: no >&2; exit 255");
    const { status, told } = rig.run(["true"], { shell, ad: `SingularityImage = "${image}"` });
    expect(status).toBe(255);
    expect(told).toContain(`the container did not start (status 255) with the image ${image}`);
    expect(readdirSync(job)).toEqual([]);
  });

  it("does not take a runtime's status 0 for the job's when nothing was started", () => {
    rig.install({}, "exit 0");
    expect(rig.run(["true"], { shell, ad: `SingularityImage = "${image}"` })).toMatchObject({
      status: 1,
      told: expect.stringContaining("did not start"),
    });
  });

  it("reports a script before the job that failed", () => {
    rig.install({}, ": > .glidein/started; : > .glidein/failed; exit 9");
    expect(rig.run(["true"], { shell, ad: `SingularityImage = "${image}"` })).toMatchObject({
      status: 9,
      told: expect.stringContaining("a script before the job failed (status 9)"),
    });
  });

  it("reads nothing that the job left for it, and waits for none of it", () => {
    const secret = join(base, "token");
    writeFileSync(secret, "secret\n");
    for (const made of [`ln -s "${secret}" .glidein/failed`, "mkfifo .glidein/failed"]) {
      rig.install({}, `: > .glidein/started; ${made}; exit 9`);
      const { status, told, stderr } = rig.run(["true"], { shell, ad: `SingularityImage = "${image}"` });
      expect({ status, said: `${told}${stderr}`.includes("secret") }).toEqual({ status: 9, said: false });
    }
  });

  it("takes neither a loader's file nor a program nor a function from the job, nor removes what it names", () => {
    const precious = join(base, "precious");
    mkdirSync(precious);
    const trap = join(base, "trap");
    writeFileSync(join(job, "awk"), `#!/bin/sh\n: > "${trap}"\n`, { mode: 0o755 });
    rig.install();
    const { status, told, stderr } = rig.run(["true"], {
      shell,
      ad: 'SingularityImage = "/none/such"',
      env: {
        PATH: `.:${job}:/usr/bin:/bin`,
        LD_PRELOAD: "./evil.so",
        "BASH_FUNC_rm%%": `() { : > "${trap}"; }`,
        BASH_ENV: join(job, "awk"),
        SHELLOPTS: "xtrace",
        PS4: `$(: > "${trap}")`,
        GLIDEIN_CONTAINER_TMPDIR: precious,
        GLIDEIN_CONTAINER_TMP: "../../precious",
        own_tmp: precious,
      },
    });
    expect({ status, told }).toEqual({ status: 1, told: expect.stringContaining("the image is not there") });
    expect([existsSync(trap), existsSync(precious)]).toEqual([false, true]);
    expect(stderr).not.toContain("evil.so");
  });

  it("gives a job that needs no container all of its environment back", () => {
    rig.install({ jobs: "on-request" });
    const { call, env } = rig.run(["env"], {
      shell,
      env: { PATH: "/opt/own:/usr/bin:/bin", LD_LIBRARY_PATH: "/opt/lib dir", TZDIR: "/z", OWN: "1" },
    });
    const has = new Set([call, ...env.split("\n")]);
    for (const line of ["PATH=/opt/own:/usr/bin:/bin", "LD_LIBRARY_PATH=/opt/lib dir", "TZDIR=/z", "OWN=1"])
      expect(has).toContain(line);
    expect([call, env].join("\n")).not.toContain("GLIDEIN_JOB_");
  });

  it("lets a job keep its library path where nothing is to be cleared", () => {
    rig.install({
      environment: { clearAll: false, clearPaths: false, keepOsg: false, keepCondor: false, cleared: [] },
    });
    const { env } = rig.run(["true"], { shell, ad: `SingularityImage = "${image}"`, env: { LD_LIBRARY_PATH: "lib" } });
    expect(env.split("\n")).toContain("APPTAINERENV_LD_LIBRARY_PATH=lib");
  });

  it.each([
    ["is not there", 'SingularityImage = "/none/such"', /the image is not there: \/none\/such/],
    ["is a device", 'SingularityImage = "/dev/null"', /neither a directory nor a file: \/dev\/null/],
    ["is remote", 'SingularityImage = "docker://a"', /remote images are not allowed/],
    ["is not named by anybody", "", /the job names no image/],
    ["is of a platform that there is not", 'REQUIRED_OS = "el5"', /none for el5 here/],
  ])("reports an image that %s", (_, ad, told) => {
    rig.install();
    expect(rig.run(["true"], { shell, ad })).toMatchObject({ status: 1, told: expect.stringMatching(told) });
  });

  it("reports an image without a shell", () => {
    rig.install();
    rmSync(join(image, "bin"), { recursive: true });
    expect(rig.run(["true"], { shell, ad: `SingularityImage = "${image}"` }).told).toContain(
      "the image has no /bin/sh",
    );
  });
});
