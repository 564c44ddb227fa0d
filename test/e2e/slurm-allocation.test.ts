// What a real Slurm says of a job, and what is made of it: the batch script, a step with less, a heterogeneous job.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type HpcRig, leftOn, startHpc } from "./hpc/cluster.ts";
import { payload } from "./rig/rig.ts";

let rig: HpcRig;
beforeAll(async () => {
  rig = await startHpc(
    ["n1", "n2", "n3"].map((name) => ({ name })),
    "PartitionName=grace Nodes=n[1-3] GraceTime=3 State=UP",
  );
});
afterAll(() => rig?.stop());

const facts = `${payload} facts --format json --offline --set GLIDEIN_SINGULARITY_REQUIRE=NEVER`;
// oxlint-disable-next-line typescript/no-explicit-any -- a document of the program
const read = (name: string): any => JSON.parse(readFileSync(join(rig.slurm.homeDirectory, name), "utf8"));

it("is a job of two nodes, a step that has less of one, and a signal before the end", async () => {
  const id = await rig.slurm.sbatch(
    `#!/bin/bash
#SBATCH --signal=USR2@75
#SBATCH -N2 -n2 -c2 -t 5 --mem=300 -p grace
${facts} > batch.json
srun -N1 -n1 -c1 -w n2 --overlap ${facts} > step.json
`,
  );
  expect(await rig.slurm.waitForEnd(id)).toEqual({ state: "COMPLETED", status: 0 });
  const [batch, step] = [read("batch.json"), read("step.json")];
  expect(batch.siteTable).toMatchObject({ name: "slurm", because: ["batch system slurm (SLURM_JOB_ID)"] });
  expect(batch.batch).toMatchObject({ system: "slurm", jobId: id, disagreements: [], unknown: [] });
  const [job] = batch.batch.jobs;
  expect(job).toMatchObject({
    ...{ confirmed: true, stepId: null, nodeName: "n1", nodeRank: 0, nodeCount: 2, queue: "grace", restarts: 0 },
    cpus: { limit: 2, from: "SLURM_CPUS_ON_NODE" },
    memoryMiB: { limit: 300, from: "SLURM_MEM_PER_NODE" },
    // KillWait is 5 s here, and a job of this partition that is pre-empted has 3.
    graceSeconds: 3,
  });
  expect(job.ends.map(({ from }: { from: string }) => from)).toEqual(["SLURM_JOB_END_TIME", "squeue time left"]);
  expect(Math.abs(job.ends[0].at - job.ends[1].at)).toBeLessThanOrEqual(2);
  expect(job.warnings).toEqual([
    {
      signal: "SIGUSR2",
      when: "75 s before the time limit, to the steps",
      secondsToKill: 75,
      early: true,
      reaches: false,
    },
    expect.objectContaining({ signal: "SIGTERM", secondsToKill: 5 }),
    { signal: "SIGTERM", when: "preemption in partition grace", secondsToKill: 3 },
  ]);
  expect(step.batch.jobs[0]).toMatchObject({
    ...{ confirmed: true, stepId: "0", nodeName: "n2", nodeRank: 1, nodeCount: 2, localRank: 0, tasksOnNode: 1 },
    cpus: { limit: 1, from: "SLURM_CPUS_ON_NODE" },
  });
});

it("is a heterogeneous job, of which each node knows its own component", async () => {
  const id = await rig.slurm.sbatch(
    `#!/bin/bash
#SBATCH -N1 -c1 --mem=100 -t 5
#SBATCH hetjob
#SBATCH -N1 -c2 --mem=200 -t 5
srun --het-group=0,1 sh -c '${facts} > het.$SLURM_PROCID.json'
`,
  );
  expect((await rig.slurm.waitForEnd(id)).state).toBe("COMPLETED");
  for (const [rank, cpus, memory] of [
    [0, 1, 100],
    [1, 2, 200],
  ] as const) {
    const { batch } = read(`het.${rank}.json`);
    expect(batch.disagreements).toEqual([]);
    expect(batch.jobs[0]).toMatchObject({
      ...{ component: rank, nodeRank: rank, nodeCount: 2, queue: "batch", graceSeconds: 5 },
      ...{ cpus: { limit: cpus }, memoryMiB: { limit: memory } },
    });
  }
});

it("is a heterogeneous job on whose nodes one launch serves, each with its own share", {
  timeout: 180_000,
}, async () => {
  const job = await rig.launch(
    [],
    [],
    `#SBATCH -w n1 -N1 -n1 -c1 --mem=700 --time=60
#SBATCH hetjob
#SBATCH -w n[2-3] -N2 -n2 -c2 --mem=900 --time=60`,
  );
  const slots = await rig.slots(job, 3);
  const shown = slots
    .map((ad) =>
      ["Launch_Rank", "SiteWMS_NodeRank", "SiteWMS_NodeCount"]
        .map((name) => ad[`GLIDEIN_${name}`])
        .concat([ad["Machine"], ad["Cpus"], ad["Memory"]]),
    )
    .toSorted(([a], [b]) => Number(a) - Number(b));
  // Less what the glidein itself needs.
  const memory = (limit: number): unknown => expect.toSatisfy((is: number) => is > limit - 200 && is <= limit);
  expect(shown).toEqual([
    [0, 0, 3, "n1.bed.test", 1, memory(700)],
    [1, 1, 3, "n2.bed.test", 2, memory(900)],
    [2, 2, 3, "n3.bed.test", 2, memory(900)],
  ]);
  const { status, summary } = await rig.end(job);
  expect([status, summary.counts.ended]).toEqual([0, 3]);
  expect(leftOn(rig.slurm.nodes)).toEqual([]);
});
