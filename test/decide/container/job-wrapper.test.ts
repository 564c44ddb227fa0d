// The job wrapper under real shells, with a runtime that tells how it was called.
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { containerFiles } from "../../../src/decide/container/container-files.ts";
import { decideContainer } from "../../../src/decide/container/decide-container.ts";
import type { ContainerUse } from "../../../src/model/container-use.ts";
import { settingsWith } from "../settings-with.ts";
import { working, worksHere } from "./container-facts.ts";

let base: string;
let job: string;
let image: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "job wrapper "));
  job = join(base, "execute", "dir 1");
  image = join(base, "images", "el 9");
  mkdirSync(job, { recursive: true });
  mkdirSync(join(image, "bin"), { recursive: true });
  writeFileSync(join(image, "bin/sh"), "");
});
afterEach(() => rmSync(base, { recursive: true }));

/** The runtime is called, the mark of a container that started is made, and the job's status is `status`. */
const starts = 'printf "<%s>" "$@"; echo; env; : > .glidein/started; exit 3';

function install(use: Partial<ContainerUse> = {}, runtime = starts): void {
  const { plan } = decideContainer(
    { container: { ...worksHere, working } },
    settingsWith({ GLIDEIN_Container_Runner: "wrapper", GLIDEIN_Singularity_Use: "REQUIRED" }),
  );
  const files = containerFiles({ ...plan, use: { ...plan.use!, ...use } });
  if (!files.ok) throw new Error(files.error.problem);
  for (const { name, text } of files.value) writeFileSync(join(base, name), text, { mode: 0o755 });
  writeFileSync(join(base, "container-runtime"), `#!/bin/sh\n${runtime}\n`);
  chmodSync(join(base, "container-runtime"), 0o755);
}

interface Ran {
  readonly status: number | null;
  readonly call: string;
  readonly env: string;
  readonly told: string;
  readonly stderr: string;
}

function run(args: readonly string[], more: { ad?: string; env?: Record<string, string>; shell?: string } = {}): Ran {
  const told = join(base, "wrapper-error");
  writeFileSync(join(base, "job.ad"), more.ad ?? "");
  const done = spawnSync(more.shell ?? "/bin/sh", [join(base, "job-wrapper"), ...args], {
    cwd: job,
    encoding: "utf8",
    env: {
      PATH: "/usr/bin:/bin",
      _CONDOR_JOB_AD: join(base, "job.ad"),
      _CONDOR_WRAPPER_ERROR_FILE: told,
      _CONDOR_SCRATCH_DIR: job,
      ...more.env,
    },
  });
  const [call = "", ...env] = done.stdout.split("\n");
  return {
    status: done.status,
    call,
    env: env.join("\n"),
    told: existsSync(told) ? readFileSync(told, "utf8") : "",
    stderr: done.stderr,
  };
}

describe.each(["/bin/sh", "/bin/bash"])("the job wrapper under %s", (shell) => {
  it("runs the job at /srv in its own image, with its status, and leaves nothing behind", () => {
    install();
    const { status, call, told, stderr } = run([`${job}/prog`, "a b", "", `--in=${job}/x`, `${job}x`, "*", job], {
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
    install();
    const { env } = run(["true"], {
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
      "PATH=/usr/bin:/bin",
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
    install({}, "echo FATAL: no >&2; exit 255");
    const { status, told } = run(["true"], { shell, ad: `SingularityImage = "${image}"` });
    expect(status).toBe(255);
    expect(told).toContain(`the container did not start (status 255) with the image ${image}`);
    expect(readdirSync(job)).toEqual([]);
  });

  it("does not take a runtime's status 0 for the job's when nothing was started", () => {
    install({}, "exit 0");
    expect(run(["true"], { shell, ad: `SingularityImage = "${image}"` })).toMatchObject({
      status: 1,
      told: expect.stringContaining("did not start"),
    });
  });

  it("reports a script before the job that failed", () => {
    install(
      {},
      ': > .glidein/started; echo "the script a before the job ended with status 9" > .glidein/failed; exit 9',
    );
    expect(run(["true"], { shell, ad: `SingularityImage = "${image}"` })).toMatchObject({
      status: 9,
      told: expect.stringContaining("the script a before the job"),
    });
  });

  it.each([
    ["is not there", 'SingularityImage = "/none/such"', /the image is not there: \/none\/such/],
    ["is remote", 'SingularityImage = "docker://a"', /remote images are not allowed/],
    ["is not named by anybody", "", /the job names no image/],
    ["is of a platform that there is not", 'REQUIRED_OS = "el5"', /none for el5 here/],
  ])("reports an image that %s", (_, ad, told) => {
    install();
    expect(run(["true"], { shell, ad })).toMatchObject({ status: 1, told: expect.stringMatching(told) });
  });

  it("reports an image without a shell", () => {
    install();
    rmSync(join(image, "bin"), { recursive: true });
    expect(run(["true"], { shell, ad: `SingularityImage = "${image}"` }).told).toContain("the image has no /bin/sh");
  });
});

describe("the image of a job that names none", () => {
  const images = () => [
    { platform: "default", image },
    { platform: "rhel7", image: `${image}/bin/..` },
  ];
  const chosen = (ad: string): string =>
    /<([^<>]*)><\/srv\/.glidein\/inside>/u.exec(run(["true"], { ad }).call)?.[1] ?? "";

  it("is the default, or that of the first platform it takes and there is", () => {
    install({ images: images(), defaultImage: image });
    expect(chosen("")).toBe(image);
    expect(chosen('REQUIRED_OS = "el5, rhel7"')).toBe(`${image}/bin/..`);
    expect(chosen('REQUIRED_OS = "any"')).toBe(image);
    expect(chosen("SingularityImage = undefined")).toBe(image);
  });

  it("is none where containers are only preferred and it does not want one, or cannot have one", () => {
    install({ images: images(), defaultImage: image, jobs: "with-image" });
    expect(run(["echo", "plain"], { ad: "SingularityAutoLoad = 0" })).toMatchObject({ status: 0, call: "plain" });
    install({ images: [], defaultImage: null, jobs: "with-image" });
    expect(run(["echo", "plain"])).toMatchObject({ status: 0, call: "plain", told: "" });
    install({ images: [], defaultImage: "/none/such", jobs: "with-image" });
    expect(run(["echo", "plain"])).toMatchObject({ status: 0, call: "plain" });
  });

  it("is none where only jobs that ask get one", () => {
    install({ images: images(), defaultImage: image, jobs: "on-request" });
    expect(run(["echo", "plain"])).toMatchObject({ status: 0, call: "plain" });
  });
});

describe("the call of the runtime", () => {
  it("has binds of what is there, the options of the settings, and no PID namespace where there is none", () => {
    install({
      pidNamespace: false,
      binds: ["/usr", "/none/such", "/etc:/srv/etc:ro"],
      options: ["--unsquash"],
      globalOptions: ["-s"],
    });
    const { call } = run(["true"], { ad: `SingularityImage = "${image}"` });
    expect(call).toMatch(/^<-s><exec><--unsquash><--home>/u);
    expect(call).toContain("<--bind></etc:/srv/etc:ro><--bind></usr>");
    expect(call).not.toContain("/none/such");
    expect(call).not.toContain("--pid");
  });

  it("leaves CVMFS out for a job that wants that, unless its image is there", () => {
    install({ binds: ["/usr:/cvmfs"], cvmfsMount: "/elsewhere" });
    const ad = `SingularityImage = "${image}"\n`;
    expect(run(["true"], { ad }).call).toContain("<--bind></usr:/cvmfs>");
    expect(run(["true"], { ad: `${ad}SingularityBindCVMFS = 0` }).call).not.toContain("--bind");
    install({ binds: ["/usr:/cvmfs"], cvmfsMount: join(base, "images") });
    expect(run(["true"], { ad: `${ad}SingularityBindCVMFS = 0` }).call).toContain("--bind");
  });

  it("clears the environment but for what is kept", () => {
    const environment = { clearAll: true, clearPaths: true, keepOsg: false, keepCondor: true, cleared: ["GONE"] };
    install({ environment });
    const { call, env } = run(["true"], {
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
    install({}, ': > .glidein/started; trap "exit 40" TERM; echo ready; while :; do sleep 0.02; done');
    writeFileSync(join(base, "job.ad"), `SingularityImage = "${image}"`);
    const child = spawn("/bin/sh", [join(base, "job-wrapper"), "true"], {
      cwd: job,
      env: { PATH: "/usr/bin:/bin", _CONDOR_JOB_AD: join(base, "job.ad") },
    });
    const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
    await new Promise((resolve) => child.stdout.once("data", resolve));
    child.kill("SIGTERM");
    expect(await ended).toBe(40);
  });

  it("gives the job its standard input", () => {
    install({}, ": > .glidein/started; cat");
    writeFileSync(join(base, "job.ad"), `SingularityImage = "${image}"`);
    const done = spawnSync("/bin/sh", [join(base, "job-wrapper"), "true"], {
      cwd: job,
      input: "typed",
      encoding: "utf8",
      env: { PATH: "/usr/bin:/bin", _CONDOR_JOB_AD: join(base, "job.ad") },
    });
    expect(done.stdout).toBe("typed");
  });
});

it("the runtime is called without what a job set to configure it, and with what this node needs", () => {
  const { plan } = decideContainer(
    {
      container: { ...worksHere, working: { ...working, path: "/bin/echo", flags: ["-C", "--userns", "--no-privs"] } },
    },
    settingsWith(),
  );
  const files = containerFiles({ ...plan, path: "/usr/bin/env" });
  if (!files.ok) throw new Error(files.error.problem);
  expect(files.value.map(({ name }) => name)).toEqual(["container-runtime"]);
  writeFileSync(join(base, "container-runtime"), files.value[0]!.text, { mode: 0o755 });
  const env = {
    APPTAINER_BIND: "/x",
    SINGULARITY_CONFIG_FILE: "/x",
    APPTAINERENV_A: "b",
    APPTAINER_DOCKER_USERNAME: "me",
    APPTAINER_TMPDIR: "/x",
    LD_PRELOAD: "",
    OWN: "APPTAINER_X=\nAPPTAINER_Y=1",
  };
  const lines = spawnSync(join(base, "container-runtime"), [], { env, encoding: "utf8" }).stdout.split("\n");
  for (const line of [
    "APPTAINERENV_A=b",
    "APPTAINER_DOCKER_USERNAME=me",
    `APPTAINER_TMPDIR=${base}/container/tmp`,
    `APPTAINER_CACHEDIR=${base}/container/cache`,
    "APPTAINER_USERNS=1",
    "APPTAINER_NO_PRIVS=1",
  ])
    expect(lines).toContain(line);
  expect(lines.filter((line) => /^(?:APPTAINER_BIND|SINGULARITY_CONFIG_FILE|LD_PRELOAD)=/u.test(line))).toEqual([]);
});

it("no program is written where there are no containers", () => {
  const { plan } = decideContainer({ container: { ...worksHere, working: null } }, settingsWith());
  expect(containerFiles(plan)).toEqual({ ok: true, value: [] });
});
