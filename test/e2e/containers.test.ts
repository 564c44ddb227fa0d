// Jobs in containers with the real Apptainer and HTCondor, by both runners; what happens where there is no runtime.
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { condorTarball, imageMarker, imagePath, patience, type WorkerNode, waitFor } from "../bed/index.ts";
import { planOf } from "./containers/ask.ts";
import { jobDirectory, leftOn, type Rig, startRig, tokenFile } from "./rig/rig.ts";
import { removeJobs } from "./rig/shell-job.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig?.stop());

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
  const description = (site: string, extra: string): string => `executable = /bin/sh
transfer_executable = false
arguments = "-c '${look}' word"
environment = "JOBS_OWN=here APPTAINER_BIND=/nowhere APPTAINER_PWD=/nowhere LD_PRELOAD=./own.so PATH=/nowhere:/bin"
transfer_input_files = /etc/debian_version
should_transfer_files = yes
output = out
error = err
log = log
request_cpus = 1
request_memory = 128
request_disk = 10240
requirements = TARGET.GLIDEIN_Site =?= "${site}"
${extra}
queue
`;
  const run = async (site: string, extra: string): Promise<{ status: unknown; out: string; err: string }> => {
    const { jobs, directory } = await rig.pool.submit(description(site, extra));
    const ad = await rig.pool.waitForHistory(jobs[0]!);
    const read = (name: string): Promise<string> => readFile(join(directory, name), "utf8");
    return { status: ad["ExitCode"], out: await read("out"), err: await read("err") };
  };

  it.each([
    ["htcondor", "23.9"],
    ["wrapper", "23.9"],
    ["htcondor", "25"],
    ["wrapper", "25"],
  ])(
    "see the image and their own directory, and nothing of the pilot, under %s of HTCondor %s",
    async (runner, release) => {
      const newest = release === "25" ? await condorTarball(rig.bed, "newest") : null;
      expect(newest?.top ?? "condor-25").toMatch(/^condor-2[5-9]/);
      const worker = await rig.node(
        newest === null ? {} : { condor: "none", mounts: [{ source: newest.directory, target: "/condor" }] },
      );
      const glidein = await rig.start(worker, {
        args: [
          ...["--site", worker.name, ...(newest === null ? [] : ["--condor", "/condor"])],
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
      await glidein.saw("startd-ready");
      const image = `+SingularityImage = "${imagePath}"`;
      // HTCondor runs these outside of the container, as the pilot.
      const command = '+PreCmd = "/bin/touch"\n+PreArguments = "/tmp/outside"';
      const { jobs } = await rig.pool.submit(description(worker.name, `${image}\n${command}`));
      const job = await run(worker.name, image);
      expect(job).toMatchObject({ status: 0, err: expect.not.stringMatching(/FATAL|preload/) });
      expect((await rig.pool.queue(jobs[0]!))[0]).toMatchObject({ JobStatus: 1 });
      await removeJobs(rig.pool, worker.name);
      const lines = job.out.split("\n");
      expect(lines[0]).toBe(imageMarker.text.trim());
      expect(lines[1]).toMatch(/^\/srv(\/scratch)?$/);
      expect(lines.slice(2, 4)).toEqual(["1", "written"]);
      expect(lines.slice(4, 7)).toEqual(["0", "job variable here", "argument word"]);
      glidein.signal("SIGTERM");
      expect((await glidein.end()).status).toBe(0);
      expect(leftOn(worker)).toEqual([]);
    },
  );
});

describe("a container that does not start, under the job wrapper,", () => {
  it("puts the job back into the queue with the reason, and is no result of the job's", async () => {
    const worker = await rig.node();
    const glidein = await rig.start(worker, {
      args: [
        ...["--site", worker.name, "--set", "GLIDEIN_Singularity_Use=REQUIRED"],
        ...["--set", "GLIDEIN_Container_Runner=wrapper"],
      ],
    });
    await glidein.saw("startd-ready");
    const { jobs } = await rig.pool.submit(`executable = /bin/true
transfer_executable = false
should_transfer_files = yes
log = log
request_cpus = 1
request_memory = 128
request_disk = 10240
requirements = TARGET.GLIDEIN_Site =?= "${worker.name}"
+SingularityImage = "/images/none"
queue
`);
    const [job] = jobs;
    await waitFor("the job to come back", patience, async () =>
      (await rig.pool.queue(job!))[0]?.["NumJobStarts"] === undefined ? undefined : true,
    );
    const log = await waitFor("the reason in the starter's log", patience, () => {
      const text = logsOf(worker);
      return text.includes("the image is not there: /images/none") ? text : undefined;
    });
    expect(log).toContain("glidein job wrapper");
    await removeJobs(rig.pool, worker.name);
    glidein.signal("SIGTERM");
    await glidein.end();
  });
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
