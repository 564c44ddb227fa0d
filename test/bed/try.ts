// Proves the bed without the glidein: an unprivileged pilot's startd runs a plain job and a job in the image.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ensureBed } from "./bed.ts";
import { startHandMadeStartd } from "./hand-startd.ts";
import { startPool } from "./pool.ts";
import { imageMarker, imagePath } from "./recipe.ts";
import { condorTarball } from "./tarball.ts";
import { patience, waitFor } from "./wait.ts";
import { startWorkerNode } from "./worker-node.ts";

const plain = `executable = /bin/sh
transfer_executable = false
arguments = "-c 'id; hostname; test -e ${imageMarker.path} || echo no image'"
output = plain.out
error = plain.err
log = plain.log
request_cpus = 1
request_memory = 128
request_disk = 10240
should_transfer_files = yes
queue
`;
const contained = plain
  .replaceAll("plain.", "contained.")
  .replace("|| echo no image'", `&& cat ${imageMarker.path}'`)
  .replace("queue\n", `+SingularityImage = "${imagePath}"\nqueue\n`);

export async function tryBed(say: (text: string) => void, withTarball: boolean): Promise<number> {
  const bed = await ensureBed({ onProgress: say });
  const pool = await startPool(bed);
  say(`the pool answers at ${pool.address}`);
  try {
    const tarball = withTarball ? await condorTarball(bed) : undefined;
    const mounts = tarball === undefined ? [] : [{ source: tarball.directory, target: "/condor" }];
    const node = await startWorkerNode(bed, pool, {
      name: "worker1",
      condor: withTarball ? "none" : "installed",
      mounts,
    });
    const master = await startHandMadeStartd(pool, node, withTarball ? "/condor" : "/usr");
    await waitFor("the slot to appear", patience, async () =>
      (await pool.ads("-const", "MyAddress =!= undefined")).length > 0 ? true : undefined,
    );
    const [slot] = await pool.ads();
    say(
      `slot ${String(slot?.["Name"])}: HasSingularity ${String(slot?.["HasSingularity"])}, ${String(slot?.["AuthenticatedIdentity"])}`,
    );
    let right = 0;
    for (const [name, description] of [
      ["plain", plain],
      ["contained", contained],
    ] as const) {
      const { jobs, directory } = await pool.submit(description);
      for (const job of jobs) {
        const ad = await pool.waitForHistory(job);
        const output = await readFile(join(directory, `${name}.out`), "utf8");
        say(
          `${name} job ${String(job.cluster)} on ${String(ad["LastRemoteHost"])}: status ${String(ad["ExitCode"])}\n${output.trimEnd()}`,
        );
        if (output.includes(imageMarker.text) === (name === "contained") && ad["ExitCode"] === 0) right += 1;
      }
    }
    master.signal("SIGTERM");
    const { status } = await master.ended;
    say(`condor_master exited ${String(status)}; left on the node: ${JSON.stringify(node.processes())}`);
    return right === 2 && node.processes().length === 0 ? 0 : 1;
  } catch (error) {
    for (const file of ["MasterLog", "StartLog"])
      say(`${file}:\n${await tail(join(pool.directory, "worker1/scratch/condor/log", file))}`);
    throw error;
  } finally {
    await pool.stop();
    say("stopped");
  }
}

async function tail(file: string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).split("\n").slice(-40).join("\n");
  } catch {
    return "(not there)";
  }
}
