// Apptainer's setuid helper, built from Debian's source package: what is said of it, and jobs in containers that it makes.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageMarker, imagePath, type WorkerNode } from "../bed/index.ts";
import { containerFacts } from "./containers/ask.ts";
import { nodeWithHelper, underHelper } from "./containers/privileged.ts";
import { jobDirectory, leftOn, payload, type Rig, startRig, tokenFile } from "./rig/rig.ts";
import { watchGlidein } from "./rig/running-glidein.ts";

let rig: Rig;
let node: WorkerNode;
beforeAll(async () => {
  rig = await startRig();
  node = await nodeWithHelper(rig);
});
afterAll(() => rig?.stop());

describe("a setuid helper", () => {
  it("is called privileged when it works, with all that it can do", async () => {
    const { working } = await containerFacts(node, { user: "root", under: underHelper() });
    expect(working).toMatchObject({ mode: "privileged", kind: "setuid", rung: "full" });
    const works = Object.fromEntries(Object.entries(working!.capabilities).map(([name, one]) => [name, one.works]));
    expect(works).toMatchObject({
      sandbox: true,
      sif: true,
      "bind-new-target": true,
      proc: true,
      "pid-namespace": true,
    });
  });

  it.each([
    ["lacks its bit", { mode: "0755" }, /its mode is 755/],
    ["lies on a nosuid mount", { mount: "nosuid" }, /mounted nosuid/],
    ["is started under no_new_privs", { run: "--no-new-privs" }, /no_new_privs/],
  ] as const)("that %s is named with that, and a user namespace is taken", async (_, broken, because) => {
    const { working } = await containerFacts(node, { user: "root", under: underHelper(broken) });
    expect(working).toMatchObject({
      mode: "unprivileged",
      kind: "user-namespace",
      rung: "full-user-namespace",
      because: expect.stringMatching(because),
    });
  });

  it.each(["htcondor", "wrapper"])("makes the containers of jobs under %s", async (runner) => {
    const worker = await nodeWithHelper(rig);
    const options = ["GLIDEIN_Singularity_Use=REQUIRED", `GLIDEIN_Container_Runner=${runner}`].flatMap((one) => [
      "--set",
      one,
    ]);
    const program = await worker.spawn(
      [...underHelper(), payload, "run", "--pool", rig.pool.address, "--token", tokenFile, "--hold", "0", ...options],
      { user: "root", cwd: jobDirectory, env: { PATH: "/usr/bin:/bin:/usr/sbin", TMPDIR: jobDirectory } },
    );
    const glidein = watchGlidein(worker, program);
    await glidein.saw("startd-ready");
    // HTCondor's starter is left where the helper works.
    await glidein.saw("finding", 1, ({ message }) => String(message).includes("as no setuid program does"));
    const { jobs, directory } = await rig.pool.submit(`executable = /bin/sh
transfer_executable = false
arguments = "-c 'cat ${imageMarker.path}; id -u; cat /proc/self/uid_map; cat /proc/1/comm'"
should_transfer_files = yes
output = out
error = err
log = log
request_cpus = 1
request_memory = 128
request_disk = 10240
requirements = TARGET.SINGULARITY_MODE == "privileged" && regexp("${worker.name}", TARGET.Machine)
+SingularityImage = "${imagePath}"
queue
`);
    expect(await rig.pool.waitForHistory(jobs[0]!)).toMatchObject({ ExitCode: 0 });
    const [marker, user, map = "", first] = (await readFile(join(directory, "out"), "utf8")).split("\n");
    expect([marker, user, first]).toEqual([imageMarker.text.trim(), "5001", "appinit"]);
    // Of the initial user namespace, which the node itself is in.
    const own = await worker.exec(["cat", "/proc/self/uid_map"]);
    expect(map.trim()).toBe(own.stdout.trim());
    glidein.signal("SIGTERM");
    expect((await glidein.end()).status).toBe(0);
    expect(leftOn(worker)).toEqual([]);
  });
});
