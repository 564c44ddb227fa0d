// Containers with the real Apptainer: what works is proven and used for jobs, what does not is told by name.
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageMarker, imagePath, type WorkerNode, waitFor } from "../bed/index.ts";
import { containerFacts, planOf } from "./containers/ask.ts";
import { jobDirectory, leftOn, payload, type Rig, startRig, tokenFile } from "./rig/rig.ts";

let rig: Rig;
let node: WorkerNode;
beforeAll(async () => {
  rig = await startRig();
  node = await rig.node();
}, 600_000);
afterAll(() => rig.stop());

describe("jobs in containers", () => {
  const look = [
    `cat ${imageMarker.path}`,
    "pwd",
    "wc -l < debian_version",
    "echo written > made && cat made",
    // HTCondor shows the job's own directory under its outside name too, and nothing else beside it.
    `ls ${tokenFile} ${jobDirectory}/glidein-*/condor/tokens.d ${jobDirectory}/glidein-*/keeper 2>&1 | grep -v such`,
    "env | grep -c -e PILOT -e BEARER -e GLIDEIN_KEEPER",
    "echo job variable $JOBS_OWN",
    "echo argument $0",
  ].join("; ");
  const description = (extra: string): string => `executable = /bin/sh
transfer_executable = false
arguments = "-c '${look}' word"
environment = "JOBS_OWN=here APPTAINER_BIND=/nowhere APPTAINER_PWD=/nowhere"
transfer_input_files = /etc/debian_version
should_transfer_files = yes
output = out
error = err
log = log
request_cpus = 1
request_memory = 128
request_disk = 10240
${extra}
queue
`;
  const run = async (extra: string): Promise<{ status: unknown; out: string; err: string }> => {
    const { jobs, directory } = await rig.pool.submit(
      description(extra)
        .replace("transfer_input_files = /etc/debian_version", "transfer_input_files = /etc/debian_version")
        .replaceAll("cat input", "wc -l < debian_version"),
    );
    const ad = await rig.pool.waitForHistory(jobs[0]!);
    const read = (name: string): Promise<string> => readFile(join(directory, name), "utf8");
    return { status: ad["ExitCode"], out: await read("out"), err: await read("err") };
  };

  it.each(["htcondor", "wrapper"])(
    "see the image and their own directory, and nothing of the pilot, under %s",
    async (runner) => {
      const worker = await rig.node();
      const glidein = await rig.start(worker, {
        args: [
          "--set",
          "GLIDEIN_Singularity_Use=REQUIRED",
          "--set",
          `GLIDEIN_Container_Runner=${runner}`,
          "--set",
          "GLIDEIN_Max_Tail=2",
          "--set",
          "SINGULARITY_IMAGE_RESTRICTIONS=any",
        ],
        env: {
          PATH: "/usr/bin:/bin",
          TMPDIR: jobDirectory,
          PILOT_SECRET: "no",
          BEARER_TOKEN: "no",
          APPTAINER_BIND: "/nowhere",
        },
      });
      await glidein.saw("startd-ready", 90_000);
      const job = await run(`+SingularityImage = "${imagePath}"`);
      expect(job).toMatchObject({ status: 0, err: expect.not.stringContaining("FATAL") });
      const lines = job.out.split("\n");
      expect(lines[0]).toBe(imageMarker.text.trim());
      expect(lines[1]).toMatch(/^\/srv(\/scratch)?$/);
      expect(lines.slice(2, 4)).toEqual(["1", "written"]);
      expect(lines.slice(4, 7)).toEqual(["0", "job variable here", "argument word"]);
      glidein.signal("SIGTERM");
      expect((await glidein.end()).status).toBe(0);
      expect(leftOn(worker)).toEqual([]);
    },
    240_000,
  );
});

describe("a container that does not start, under the job wrapper,", () => {
  it("puts the job back into the queue with the reason, and is no result of the job's", async () => {
    const worker = await rig.node();
    const glidein = await rig.start(worker, {
      args: ["--set", "GLIDEIN_Singularity_Use=REQUIRED", "--set", "GLIDEIN_Container_Runner=wrapper"],
    });
    await glidein.saw("startd-ready", 90_000);
    const { jobs } = await rig.pool.submit(`executable = /bin/true
transfer_executable = false
should_transfer_files = yes
log = log
request_cpus = 1
request_memory = 128
request_disk = 10240
+SingularityImage = "/images/none"
queue
`);
    const [job] = jobs;
    await waitFor("the job to come back", 60_000, async () =>
      (await rig.pool.queue(job!))[0]?.["NumJobStarts"] === undefined ? undefined : true,
    );
    const log = await waitFor("the reason in the starter's log", 60_000, () => {
      const text = logsOf(worker);
      return text.includes("the image is not there: /images/none") ? text : undefined;
    });
    expect(log).toContain("glidein job wrapper");
    await rig.pool.machine.exec(["condor_rm", "-all"], { user: "alice" });
    glidein.signal("SIGTERM");
    await glidein.end();
  }, 180_000);
});

describe("a node without a working runtime", () => {
  const settings = (vo: string, factory: string): readonly string[] => [
    "--set",
    `GLIDEIN_Singularity_Use=${vo}`,
    "--set",
    `GLIDEIN_SINGULARITY_REQUIRE=${factory}`,
  ];

  it.each([
    { vo: "REQUIRED", factory: "OPTIONAL", status: 71, said: "CONTAINER_REQUIRED" },
    { vo: "REQUIRED", factory: "NEVER", status: 78, said: "CONTAINER_CONFIGURATION" },
  ])(
    "starts nothing where containers are $vo by the VO and $factory by the factory",
    async ({ vo, factory, status, said }) => {
      const worker = await rig.node({ hide: ["/usr/bin/apptainer"] });
      const glidein = await rig.start(worker, { args: settings(vo, factory) });
      const end = await glidein.end();
      expect(end.status).toBe(status);
      expect(JSON.stringify(end.events)).toContain(said);
      expect(end.events.map(({ event }) => event)).not.toContain("master-started");
      expect(leftOn(worker)).toEqual([]);
    },
    60_000,
  );

  it("does without where containers are preferred, and says why", async () => {
    const worker = await rig.node({ hide: ["/usr/bin/apptainer"] });
    const plan = await planOf(worker, { set: ["GLIDEIN_Singularity_Use=PREFERRED"] });
    expect(plan.container).toMatchObject({ policy: "PREFERRED", mode: "none", path: null });
    expect(plan.container.tried[0]).toMatchObject({
      path: "/usr/bin/apptainer",
      outcome: expect.stringContaining("not a program"),
    });
    expect(plan.attributes["HAS_SINGULARITY"]).toMatchObject({ value: false, published: true });
  });
});

describe("the proof", () => {
  it("calls what uses a user namespace unprivileged, with all that it can do", async () => {
    const { working } = await containerFacts(node);
    expect(working).toMatchObject({
      path: "/usr/bin/apptainer",
      version: "1.4.5",
      mode: "unprivileged",
      kind: "user-namespace",
      rung: "full",
    });
    const works = Object.fromEntries(Object.entries(working!.capabilities).map(([name, one]) => [name, one.works]));
    expect(works).toMatchObject({
      sandbox: true,
      sif: true,
      "bind-new-target": true,
      proc: true,
      "pid-namespace": true,
      nested: true,
    });
  });

  it("calls it privileged for root", async () => {
    const { working } = await containerFacts(node, { user: "root" });
    expect(working).toMatchObject({ mode: "privileged", kind: "root" });
  });

  it("tells root of a user namespace from root", async () => {
    const { working } = await containerFacts(node, { under: ["unshare", "--user", "--map-root-user"] });
    expect(working).toMatchObject({ mode: "unprivileged", kind: "root-in-namespace" });
  });

  it("does without a PID namespace where /proc is masked, and names that", async () => {
    const masked = await rig.node({ maskProc: true });
    const { working, tried } = await containerFacts(masked);
    expect(working).toMatchObject({ mode: "unprivileged", rung: "shared-processes", pidNamespace: false });
    expect(working!.because).toContain("/proc is masked");
    expect(tried.find(({ works }) => works)!.fix).toContain("procMount: Unmasked");
  });

  it("names max_user_namespaces where that is 0", async () => {
    // The limit holds for the namespaces below the one in which it is set; root of that one needs none below it.
    const script =
      'echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --reuid 7 --regid 7 --clear-groups "$@"';
    const { tried, working } = await containerFacts(node, {
      user: "root",
      under: [
        "unshare",
        "--user",
        "--map-users=0,0,65536",
        "--map-groups=0,0,65536",
        "--setuid=0",
        "--setgid=0",
        "sh",
        "-c",
        script,
        "sh",
      ],
    });
    expect(working).toBeNull();
    expect(tried[0]).toMatchObject({
      path: "/usr/bin/apptainer",
      outcome: expect.stringContaining("max_user_namespaces is 0"),
      fix: expect.stringContaining("user.max_user_namespaces"),
    });
  });

  it("names refused user namespaces where a plain chroot forbids them", async () => {
    const script =
      'mkdir -p /tmp/root && mount --rbind / /tmp/root && exec /usr/sbin/chroot --userspec=5001:5001 /tmp/root "$@"';
    const { tried, working } = await containerFacts(node, {
      user: "root",
      under: ["unshare", "--mount", "sh", "-c", script, "sh"],
    });
    expect(working).toBeNull();
    expect(tried[0]).toMatchObject({
      outcome: expect.stringMatching(/user namespaces.*chroot/),
      fix: expect.stringContaining("chroot"),
    });
  });

  describe("of a setuid helper", () => {
    // The ordinary starter with the bit behaves as the helper of a privileged installation; everything else in the bed
    // is mounted nosuid.
    const library = "/usr/lib/x86_64-linux-gnu/apptainer";
    const helper = (mode: string, mount: string, run: string): readonly string[] => [
      ...["unshare", "--mount", "sh", "-ec"],
      `cp -a ${library} /tmp/apptainer-suid
       mount -t tmpfs -o ${mount},size=200m,mode=755 suid ${library}
       cp -a /tmp/apptainer-suid/. ${library}; rm -rf /tmp/apptainer-suid
       cp ${library}/bin/starter ${library}/bin/starter-suid; chmod ${mode} ${library}/bin/starter-suid
       exec setpriv --reuid 5001 --regid 5001 --init-groups ${run} "$@"`,
      "sh",
    ];

    it("calls it privileged when it works", async () => {
      const { working } = await containerFacts(node, { user: "root", under: helper("4755", "suid", "") });
      expect(working).toMatchObject({ mode: "privileged", kind: "setuid", rung: "full" });
    });

    it.each([
      ["lacks its bit", "0755", "suid", "", /its mode is 755/],
      ["lies on a nosuid mount", "4755", "nosuid", "", /mounted nosuid/],
      ["is started under no_new_privs", "4755", "suid", "--no-new-privs", /no_new_privs/],
    ])(
      "names what keeps it from working when it %s, and takes a user namespace",
      async (_, mode, mount, run, because) => {
        const { working } = await containerFacts(node, { user: "root", under: helper(mode, mount, run) });
        expect(working).toMatchObject({
          mode: "unprivileged",
          kind: "user-namespace",
          rung: "full-user-namespace",
          because: expect.stringMatching(because),
        });
      },
    );
  });

  it("is replayed from a recording", async () => {
    const recorded = await node.exec([payload, "facts", "--format", "json", "--record", "/scratch/recorded"], {
      env: { PATH: "/usr/bin:/bin" },
    });
    const { container } = JSON.parse(recorded.stdout) as { container: unknown };
    const replayed = await node.exec([payload, "facts", "--format", "json", "--root", "/scratch/recorded"], {
      env: {},
    });
    expect((JSON.parse(replayed.stdout) as { container: unknown }).container).toEqual(container);
    expect(container).toMatchObject({ working: { path: "/usr/bin/apptainer" } });
  });

  it("names an image that is missing, and refuses where one is required", async () => {
    const plan = await planOf(node, {
      set: [
        "GLIDEIN_Singularity_Use=REQUIRED",
        "SINGULARITY_IMAGE_REQUIRED=true",
        "SINGULARITY_IMAGE_RESTRICTIONS=any",
        "SINGULARITY_IMAGES_DICT=default:/images/none",
      ],
    });
    expect(plan.container).toMatchObject({ mode: "none", because: expect.stringContaining("/images/none") });
    expect(plan.verdict).toMatchObject({ decision: "refuse", because: expect.arrayContaining(["container-required"]) });
  });

  describe("of a runtime that is none", () => {
    const fakes: readonly (readonly [what: string, make: string, outcome: RegExp])[] = [
      [
        "says FATAL and exits 0",
        'echo "FATAL: broken" >&2; exit 0',
        /status 0 without having run our program \(status 0: FATAL: broken\)/,
      ],
      [
        "claims success",
        'echo "PROBE $* userns=- pid=1 bound=yes written=yes uidmap=-"; exit 37',
        /it failed \(status 37/,
      ],
      ["prints megabytes", "yes FATAL | head -c 20000000; exit 1", /status 1/],
      ["prints megabytes as errors", "yes noise | head -c 20000000 >&2; exit 255", /status 255/],
      ["kills itself", "kill -KILL $$", /killed by SIGKILL/],
      ["ends with 255 and no word", "exit 255", /status 255/],
      ["leaves children behind", "sleep 300 & exit 1", /status 1/],
    ];
    it.each(fakes)(
      "that %s says so",
      async (_, script, outcome) => {
        await node.exec(
          ["sh", "-c", "mkdir -p /scratch/fake && cat > /scratch/fake/apptainer && chmod 755 /scratch/fake/apptainer"],
          { input: `#!/bin/sh\n${script}\n` },
        );
        const { tried } = await containerFacts(node, {
          set: ["GLIDEIN_SINGULARITY_BINARY_OVERRIDE=/scratch/fake/apptainer"],
        });
        expect(tried[0]).toMatchObject({
          path: "/scratch/fake/apptainer",
          works: false,
          outcome: expect.stringMatching(outcome),
        });
        expect(tried.at(-1)).toMatchObject({ path: "/usr/bin/apptainer", works: true });
        expect(node.processes("pilot")).toEqual([]);
      },
      60_000,
    );

    it.each([
      ["is a directory", "rm -rf /scratch/fake && mkdir -p /scratch/fake/apptainer", /directory, not a program/],
      [
        "is not executable",
        "rm -rf /scratch/fake && mkdir /scratch/fake && : > /scratch/fake/apptainer",
        /not executable/,
      ],
      [
        "leads nowhere",
        "rm -rf /scratch/fake && mkdir /scratch/fake && ln -s none /scratch/fake/apptainer",
        /leads nowhere|does not exist/,
      ],
      [
        "is a FIFO",
        "rm -rf /scratch/fake && mkdir /scratch/fake && mkfifo /scratch/fake/apptainer",
        /fifo, not a program/,
      ],
      [
        "was built for another processor",
        "rm -rf /scratch/fake && mkdir /scratch/fake && (head -c 18 /bin/true; printf '\\267\\0'; tail -c +21 /bin/true) > /scratch/fake/apptainer && chmod 755 /scratch/fake/apptainer",
        /built for aarch64, and this node is x86_64/,
      ],
    ])("that %s says so", async (_, make, outcome) => {
      expect((await node.exec(["sh", "-c", make])).status).toBe(0);
      const { tried } = await containerFacts(node, { path: "/scratch/fake:/usr/bin:/bin" });
      expect(tried[0]).toMatchObject({
        path: "/scratch/fake/apptainer",
        works: false,
        outcome: expect.stringMatching(outcome),
      });
      expect(tried.at(-1)).toMatchObject({ path: "/usr/bin/apptainer", works: true });
    });

    it("that hangs costs its limit once", async () => {
      await node.exec(
        [
          "sh",
          "-c",
          "rm -rf /scratch/fake && mkdir /scratch/fake && cat > /scratch/fake/apptainer && chmod 755 /scratch/fake/apptainer",
        ],
        {
          input: "#!/bin/sh\ntrap '' TERM\nsleep 1000\n",
        },
      );
      const started = performance.now();
      const { tried } = await containerFacts(node, { path: "/scratch/fake:/usr/bin:/bin" });
      expect(performance.now() - started).toBeLessThan(20_000);
      expect(tried[0]).toMatchObject({ works: false, outcome: expect.stringContaining("did not end within 10 s") });
      expect(tried.at(-1)).toMatchObject({ works: true });
      expect(node.processes("pilot")).toEqual([]);
    }, 60_000);
  });

  it("runs our program in the images themselves", async () => {
    const { images } = await containerFacts(node, { set: [`SINGULARITY_IMAGES_DICT=default:${imagePath}`] });
    expect(images).toMatchObject([{ platform: "default", kind: "directory", runs: true, shell: true, problem: "" }]);
  });
});

/** HTCondor's logs of the glidein on a node. */
function logsOf(worker: WorkerNode): string {
  const scratch = join(worker.scratchDirectory, "job");
  return readdirSync(scratch)
    .filter((name) => name.startsWith("glidein-"))
    .flatMap((name) => {
      const directory = join(scratch, name, "condor/log");
      return readdirSync(directory)
        .filter((file) => file.startsWith("Start"))
        .map((file) => readFileSync(join(directory, file), "utf8"));
    })
    .join("\n");
}
