import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { condorTarball, imageMarker, imagePath, patience, waitFor } from "../bed/index.ts";
import { classicArguments } from "../rig/classic-arguments.ts";
import { publishArea } from "../rig/gwms-area.ts";
import { must } from "./rig/must.ts";
import { type PublishedArea, serveArea } from "./rig/published-area.ts";
import { jobDirectory, leftOn, payload, type Rig, startRig } from "./rig/rig.ts";
import { containerScript, hostile, periodicScript, voScript } from "./rig/vo-files.ts";

const tokenName = "credential_frontend.idtoken";

describe("a pilot with a factory's arguments", () => {
  let rig: Rig;
  let area: PublishedArea;
  let args: readonly string[];

  beforeAll(async () => {
    rig = await startRig();
    const tarball = await condorTarball(rig.bed);
    const parts = publishArea({
      condor: readFileSync(tarball.file),
      constants: {
        main: { GLIDEIN_Max_Walltime: "7200", GLIDEIN_Job_Max_Time: "600" },
        entry: { GLIDEIN_Site: "Site A", GLIDEIN_CPUS: "2" },
        client: {
          GLIDECLIENT_Start: "True",
          VO_Note: "two  words",
          SINGULARITY_IMAGES_DICT: `default:${imagePath}`,
          SINGULARITY_IMAGE_RESTRICTIONS: "any",
          ...Object.fromEntries(hostile),
        },
      },
      vars: { client: ["VO_Note S - + N Y -", ...hostile.map(([name]) => `${name} S - + N N +`)] },
      files: {
        client_group: [
          { name: "vo_test.sh", content: voScript, type: "exec", list: "file_list" },
          { name: "gconditional_NEVER_x.sh", content: "#!/bin/sh\nexit 9\n", type: "exec", list: "file_list" },
          {
            name: "vo_periodic.sh",
            content: periodicScript,
            type: "exec",
            period: 5,
            prefix: "VO_",
            list: "file_list",
          },
          {
            name: "setup_prejob.sh",
            content: "PREJOB_RAN=$((PREJOB_RAN + 1))\nexport PREJOB_RAN\n",
            list: "preentry_file_list",
          },
          { name: "in_container.sh", content: containerScript, type: "exec:s", list: "file_list" },
          { name: "at_end.sh", content: '#!/bin/sh\necho "cleaned with $1"\n', type: "exec", list: "file_list" },
          { name: "default_singularity_wrapper.sh", type: "wrapper", list: "file_list" },
          { name: "wrap.sh", content: 'export VO_WRAPPED="yes"\n', type: "wrapper", list: "file_list" },
          {
            name: "vo.config",
            content: "VO_KNOB = from a file\nSTARTD_ATTRS = $(STARTD_ATTRS), VO_KNOB_ATTR\nVO_KNOB_ATTR = 7\n",
            type: "config:c",
            list: "file_list",
          },
        ],
      },
    });
    area = await serveArea(rig.pool, parts);
    args = classicArguments(area.base, parts, {
      GLIDEIN_Collector: rig.pool.address,
      GLIDEIN_Singularity_Use: "PREFERRED",
      GLIDEIN_SINGULARITY_REQUIRE: "OPTIONAL",
      GLIDEIN_CLEANUP_SCRIPT: "at_end.sh",
    });
  });
  afterAll(() => rig?.stop());

  it("serves a job in a container and says so in the factory's words", async () => {
    const node = await rig.node({ condor: "none" }, null);
    await must(node, ["sh", "-c", `umask 077; cat > ${jobDirectory}/${tokenName}`], `${await rig.pool.token()}\n`);
    await must(node, [
      "sh",
      "-c",
      "mkdir /scratch/osg; echo 'export SITE_VARIABLE=\"of the site\"' > /scratch/osg/setup.sh",
    ]);
    const program = await node.spawn([payload, ...args], {
      user: "pilot",
      cwd: jobDirectory,
      env: { PATH: "/usr/bin:/bin", TMPDIR: jobDirectory, GLIDEIN_Hold_Time: "0", OSG_GRID: "/scratch/osg" },
    });
    let stdout = "";
    let stderr = "";
    program.child.stdout?.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    program.child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    let over = false;
    const ended = new Promise<number | null>((resolve) =>
      program.child.once("close", (status) => {
        over = true;
        resolve(status);
      }),
    );
    try {
      const ad = await waitFor(
        "the slot",
        patience,
        async () => {
          if (over) throw new Error(`it ended:\n${stdout}\n${stderr}`);
          return (await rig.pool.ads("-constraint", 'GLIDEIN_Entry_Name =?= "site_a"'))[0];
        },
        { whyNot: () => `${stdout}\n${stderr}` },
      );
      expect(ad).toMatchObject({
        GLIDEIN_Name: "v1_0",
        GLIDEIN_Factory: "Factory",
        GLIDEIN_Site: "Site A",
        GLIDEIN_ClusterId: 1234,
        GLIDEIN_ProcId: 7,
        GLIDEIN_Schedd: "schedd@factory",
        GLIDECLIENT_Name: "vo.main",
        GLIDECLIENT_Group: "main",
        VO_Note: "two  words",
        VO_Tested: 'yes, "client_group"',
        VO_KNOB_ATTR: 7,
        HAS_SINGULARITY: true,
        GLIDEIN_SiteWMS: "Unknown",
        HAS_UNPRIVILEGED_USER_NAMESPACES: expect.stringMatching(/abled$/u),
        SiteWMS_WN_Draining: false,
      });
      expect(stdout).toMatch(
        /^contained: bed sandbox image, client_group in \/.*, 1 config, \/.*\/\.gwms\.d\/bin\/gwms-python$/mu,
      );
      expect(stdout).toContain("site: of the site");
      const { jobs, directory } = await rig.pool.submit(
        `executable = /bin/sh\narguments = "-c 'cat /etc/image-marker; echo wrapped=$VO_WRAPPED prejob=$PREJOB_RAN site=$GLIDEIN_Site'"\ntransfer_executable = false\noutput = out\nerror = err\nlog = log\nrequest_memory = 100\nrequest_disk = 1M\n+SingularityImage = "${imagePath}"\nqueue\n`,
      );
      const [job] = jobs;
      await rig.pool.waitForHistory(job!);
      const out = readFileSync(join(directory, "out"), "utf8") + readFileSync(join(directory, "err"), "utf8");
      expect(out).toContain(imageMarker.text.trim());
      expect(out).toContain("wrapped=yes prejob=1 ");
      const plain = await rig.pool.submit(
        `executable = /bin/sh\narguments = "-c 'env; condor_chirp set_job_attr_delayed ChirpSaid 7; condor_chirp get_job_attr ProcId'"\ntransfer_executable = false\noutput = out\nerror = err\nlog = log\nrequest_memory = 100\nrequest_disk = 1M\n+SingularityAutoLoad = 0\n+WantIOProxy = true\nqueue\n`,
      );
      const record = await rig.pool.waitForHistory(plain.jobs[0]!);
      const seen = readFileSync(join(plain.directory, "out"), "utf8").split("\n");
      expect([record["ExitCode"], record["ChirpSaid"]], readFileSync(join(plain.directory, "err"), "utf8")).toEqual([
        0, 7,
      ]);
      expect(hostile.length).toBeGreaterThan(30);
      for (const [name, value] of hostile) expect(seen).toContain(`${name}=${value}`);
      expect(seen).toContain("HAS_SINGULARITY=True");
      expect(seen).toContain("PREJOB_RAN=1");
      expect(seen.filter((one) => one.startsWith("LD_LIBRARY_PATH="))).toEqual([]);
      expect(seen.filter((one) => one.startsWith("GLIDEIN_UUID="))).toHaveLength(1);
      // The VO's wrapper comes first, then the program that hides our token, which is process 1 of what the job sees.
      const hidden = await rig.pool.submit(
        `executable = /bin/sh\narguments = "-c 'echo wrapped=$VO_WRAPPED process=$$; cat ${jobDirectory}/${tokenName} ../../tokens.d/*; echo ours > ../../../tmp/local/made; cat ../../../tmp/local/made'"\ntransfer_executable = false\noutput = out\nerror = err\nlog = log\nrequest_memory = 100\nrequest_disk = 1M\n+SingularityAutoLoad = 0\nqueue\n`,
      );
      await rig.pool.waitForHistory(hidden.jobs[0]!);
      expect(readFileSync(join(hidden.directory, "out"), "utf8")).toBe("wrapped=yes process=2\nours\n");
      await waitFor(
        "the periodic script",
        patience,
        async () => (await rig.pool.ads("-constraint", "VO_IsPeriodic =?= True"))[0],
        { whyNot: () => stderr },
      );
    } finally {
      program.signal("SIGTERM");
    }
    expect(await ended, stderr).toBe(0);
    expect(stdout).toMatch(/^cleaned with \/.*\/glidein_config$/mu);
    expect(leftOn(node).filter((name) => name !== tokenName && !name.startsWith("glidein-cache-"))).toEqual([]);
    const order = [
      /=== Last script starting .* after validating for (?<secs>[0-9]+) ===/u,
      /=== Condor starting.*===/u,
      /=== Condor ended.*after (?<secs>[0-9]+) ===/u,
      /=== Stats of main ===[\s\S]*=== End Stats of main ===/u,
      /Total number of activations\/claims: [0-9]+/u,
      /=== Glidein ending .* with code 0 after (?<secs>[0-9]+) ===/u,
      /=== XML description of glidein activity ===\n[\s\S]*<status>OK<\/status>[\s\S]*=== End XML description of glidein activity ===/u,
    ];
    let at = 0;
    for (const expression of order) {
      const found = expression.exec(stdout.slice(at));
      expect(found, `${String(expression)} in\n${stdout.slice(at)}`).not.toBeNull();
      at += found?.index ?? 0;
    }
    const encoded =
      /=== Encoded XML description of glidein activity ===\nbegin-base64 644 -\n([\s\S]*?)\n====/u.exec(stderr)?.[1] ??
      "";
    const long = gunzipSync(Buffer.from(encoded, "base64")).toString();
    expect(long).toContain('<OSGTestResult id="client_group/vo_test.sh"');
    const cold = area.requests();
    expect(cold.length).toBeLessThanOrEqual(43);
    expect(cold.every((line) => line.includes(" wget/glidein/site_a/schedd@factory/1234.7/vo.main"))).toBe(true);

    // On a warm node only what the format leaves unsigned is asked for.
    const second = await node.spawn([payload, ...args], {
      user: "pilot",
      cwd: jobDirectory,
      env: { PATH: "/usr/bin:/bin", TMPDIR: jobDirectory, GLIDEIN_Hold_Time: "0" },
    });
    let log = "";
    second.child.stdout?.on("data", (chunk: Buffer) => (log += chunk.toString()));
    await waitFor("HTCondor", patience, () => (log.includes("=== Condor starting") ? true : undefined));
    second.signal("SIGTERM");
    await second.ended;
    expect(
      area
        .requests()
        .map((line) => line.split(" ")[1])
        .toSorted((a, b) => String(a).localeCompare(String(b))),
    ).toEqual([
      "/factory/stage/entry_site_a/nodes.blacklist",
      "/vo/stage/group_main/nodes.blacklist",
      "/vo/stage/nodes.blacklist",
    ]);
  });

  it("asked to test twice at once shows two slots without jobs and ends by itself", async () => {
    const node = await rig.node({ condor: "none" }, null);
    await must(node, ["sh", "-c", `umask 077; cat > ${jobDirectory}/${tokenName}`], `${await rig.pool.token()}\n`);
    const before = await rig.pool.ads("-constraint", 'GLIDEIN_Entry_Name =?= "site_a"');
    const program = await node.spawn([payload, ...args, "-multiglidein", "2", "-v", "check"], {
      user: "pilot",
      cwd: jobDirectory,
      env: { PATH: "/usr/bin:/bin", TMPDIR: jobDirectory, GLIDEIN_Hold_Time: "0" },
    });
    let log = "";
    for (const stream of [program.child.stdout, program.child.stderr])
      stream?.on("data", (chunk: Buffer) => (log += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => program.child.once("close", resolve));
    const old = new Set(before.map((ad) => ad["Name"]));
    const ads = await waitFor(
      "two slots",
      patience,
      async () => {
        const found = await rig.pool.ads("-constraint", 'GLIDEIN_Entry_Name =?= "site_a"');
        const fresh = found.filter((ad) => !old.has(ad["Name"]));
        return fresh.length >= 2 ? fresh : undefined;
      },
      { whyNot: () => log },
    );
    expect(new Set(ads.map((ad) => ad["GLIDEIN_MASTER_NAME"])).size).toBe(2);
    expect(ads.map((ad) => ad["Start"])).toEqual([false, false]);
    expect(await ended, log).toBe(0);
    expect(log.match(/^Glidein [12] ended with status 0$/gmu)).toHaveLength(2);
    expect(leftOn(node).filter((name) => name !== tokenName && !name.startsWith("glidein-cache-"))).toEqual([]);
  });
});
