import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { condorTarball, imageMarker, imagePath, waitFor } from "../bed/index.ts";
import { classicArguments } from "../rig/classic-arguments.ts";
import { publishArea } from "../rig/gwms-area.ts";
import { must } from "./rig/must.ts";
import { type PublishedArea, serveArea } from "./rig/published-area.ts";
import { jobDirectory, leftOn, payload, type Rig, startRig } from "./rig/rig.ts";

const tokenName = "credential_frontend.idtoken";

const voScript = `#!/bin/bash
glidein_config="$1"
add_config_line_source=$(grep '^ADD_CONFIG_LINE_SOURCE ' "$glidein_config" | cut -d ' ' -f 2-)
. "$add_config_line_source"
error_gen=$(gconfig_get ERROR_GEN_PATH "$glidein_config")
condor_vars_file=$(gconfig_get GLIDECLIENT_CONDOR_VARS_FILE "$glidein_config")
gconfig_add VO_Tested "yes, \\"$2\\""
add_condor_vars_line VO_Tested S - + N Y +
cat
echo "vo_test in $PWD: HAS_SINGULARITY=$(gconfig_get HAS_SINGULARITY) CONDOR_DIR=$(gconfig_get CONDOR_DIR)"
"$error_gen" -ok vo_test.sh tested "<yes> & more"
`;
const periodicScript = `#!/bin/sh
echo "Counted = $(grep -c . "$1")"
[ -n "$GLIDEIN_PERIODIC_SCRIPT" ] && echo "IsPeriodic = True"
exit 0
`;

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
        client: { GLIDECLIENT_Start: "True", VO_Note: "two  words" },
      },
      vars: { client: ["VO_Note S - + N Y -"] },
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
    });
  });
  afterAll(() => rig.stop());

  it("serves a job in a container and says so in the factory's words", { timeout: 200_000 }, async () => {
    const node = await rig.node({ condor: "none" }, null);
    await must(node, ["sh", "-c", `umask 077; cat > ${jobDirectory}/${tokenName}`], `${await rig.pool.token()}\n`);
    const program = await node.spawn([payload, ...args], {
      user: "pilot",
      cwd: jobDirectory,
      env: { PATH: "/usr/bin:/bin", TMPDIR: jobDirectory, GLIDEIN_Hold_Time: "0" },
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
        60_000,
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
      });
      const { jobs, directory } = await rig.pool.submit(
        `executable = /bin/sh\narguments = "-c 'cat /etc/image-marker; echo wrapped=$VO_WRAPPED site=$GLIDEIN_Site'"\ntransfer_executable = false\noutput = out\nerror = err\nlog = log\nrequest_memory = 100\nrequest_disk = 1M\n+SingularityImage = "${imagePath}"\nqueue\n`,
      );
      const [job] = jobs;
      await rig.pool.waitForHistory(job!, 90_000);
      const out = readFileSync(join(directory, "out"), "utf8") + readFileSync(join(directory, "err"), "utf8");
      expect(out).toContain(imageMarker.text.trim());
      expect(out).toContain("wrapped=yes");
      // The VO's wrapper comes first, then the program that hides our token, which is process 1 of what the job sees.
      const plain = await rig.pool.submit(
        `executable = /bin/sh\narguments = "-c 'echo wrapped=$VO_WRAPPED process=$$; cat ${jobDirectory}/${tokenName} ../../tokens.d/*'"\ntransfer_executable = false\noutput = out\nerror = err\nlog = log\nrequest_memory = 100\nrequest_disk = 1M\nqueue\n`,
      );
      await rig.pool.waitForHistory(plain.jobs[0]!, 90_000);
      expect(readFileSync(join(plain.directory, "out"), "utf8")).toBe("wrapped=yes process=2\n");
      await waitFor(
        "the periodic script",
        40_000,
        async () => (await rig.pool.ads("-constraint", "VO_IsPeriodic =?= True"))[0],
        { whyNot: () => stderr },
      );
    } finally {
      program.signal("SIGTERM");
    }
    expect(await ended, stderr).toBe(0);
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
    await waitFor("HTCondor", 60_000, () => (log.includes("=== Condor starting") ? true : undefined));
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
});
