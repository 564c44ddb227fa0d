import { describe, expect, it } from "vitest";
import { givenHosts, probeAllocation } from "../../../src/probe/launch/allocation.ts";
import { nodesDown } from "../../../src/probe/launch/nodes-down.ts";
import { hostOf, type Node } from "../batch/node.ts";

const allocation = async (node: Node) => {
  const found = await probeAllocation(hostOf(node));
  return found.ok ? found.value : found.error;
};

describe("the nodes of the batch job", () => {
  it("are those that Slurm lists, also in the shell of an interactive allocation", async () => {
    const env = { SLURM_JOB_ID: "12", SLURM_JOB_NODELIST: "n[1-2],gpu5", SLURM_JOB_NUM_NODES: "3" };
    expect(await allocation({ env })).toMatchObject({
      ...{ system: "slurm", jobId: "12", hosts: ["n1", "n2", "gpu5"], nodes: 3, notes: [] },
    });
    expect(await allocation({ env: { ...env, SLURM_JOB_NUM_NODES: "2" } })).toMatchObject({
      ...{ hosts: null, nodes: 2, notes: [expect.stringContaining("names 3 nodes")] },
    });
  });

  it("are those of all components of a heterogeneous job, one after the other", async () => {
    // As Slurm 24.11 sets them for `sbatch -N1` `hetjob` `-N2`.
    const env = {
      ...{ SLURM_JOB_ID: "1", SLURM_HET_SIZE: "2", SLURM_JOB_NODELIST: "n1", SLURM_JOB_NUM_NODES: "1" },
      ...{ SLURM_JOB_NODELIST_HET_GROUP_0: "n1", SLURM_JOB_NUM_NODES_HET_GROUP_0: "1" },
      ...{ SLURM_JOB_NODELIST_HET_GROUP_1: "n[2-3]", SLURM_JOB_NUM_NODES_HET_GROUP_1: "2" },
    };
    expect(await allocation({ env })).toMatchObject({
      ...{ jobId: "1", hosts: ["n1", "n2", "n3"], nodes: 3, components: [1, 2], notes: [] },
    });
    expect(await allocation({ env: { ...env, SLURM_JOB_NODELIST_HET_GROUP_1: "n2" } })).toMatchObject({
      ...{ hosts: null, nodes: 3, components: [1, 2], notes: [expect.stringContaining("HET_GROUP_1 names 1 nodes")] },
    });
    expect(await allocation({ env: { ...env, SLURM_HET_SIZE: "3" } })).toContain("SLURM_JOB_NODELIST_HET_GROUP_2");
    expect(
      await allocation({ env: { SLURM_JOB_ID: "1", SLURM_HET_SIZE: "1", SLURM_JOB_NODELIST: "n1" } }),
    ).toMatchObject({ hosts: ["n1"], components: null });
  });

  it("are counted once in PBS's, LSF's and Grid Engine's lists of slots", async () => {
    const files = { "/aux/7": "a\na\nb.site.org\nb\n", "/pe": "x 4 all.q@x UNDEFINED\ny 2 all.q@y <NULL>\n" };
    expect(await allocation({ files, env: { PBS_JOBID: "7.srv", PBS_NODEFILE: "/aux/7" } })).toMatchObject({
      ...{ system: "pbs", jobId: "7.srv", hosts: ["a", "b.site.org"], nodes: 2 },
    });
    expect(await allocation({ env: { LSB_JOBID: "9", LSB_MCPU_HOSTS: "a 2 b 2" } })).toMatchObject({
      ...{ system: "lsf", hosts: ["a", "b"] },
    });
    const sge = { JOB_ID: "5", SGE_ROOT: "/opt/sge", PE_HOSTFILE: "/pe" };
    expect(await allocation({ files, env: sge })).toMatchObject({ system: "sge", jobId: "5", hosts: ["x", "y"] });
  });

  it("are what Flux has when it is asked", async () => {
    const env = { FLUX_URI: "local:///run/flux", FLUX_ENCLOSING_ID: "f23", SLURM_JOB_ID: "1" };
    expect(await allocation({ env, commands: { flux: "2 n[1-2]\n" } })).toMatchObject({
      ...{ system: "flux", jobId: "f23", hosts: ["n1", "n2"], nodes: 2 },
    });
    expect(await allocation({ env })).toContain("Flux was asked");
  });

  it("are not guessed where the batch system's word cannot be used", async () => {
    expect(await allocation({})).toBeNull();
    expect(await allocation({ env: { SLURM_JOB_ID: "1; reboot", SLURM_JOB_NODELIST: "n1" } })).toContain(
      "SLURM_JOB_ID",
    );
    expect(await allocation({ env: { SLURM_JOB_ID: "1", SLURM_JOB_NODELIST: "n[1-999999999]" } })).toContain(
      "NODELIST",
    );
    expect(await allocation({ env: { SLURM_JOB_ID: "1" } })).toContain("neither SLURM_JOB_NODELIST");
    expect(await allocation({ env: { PBS_JOBID: "7", PBS_NODEFILE: "/gone" } })).toContain("/gone");
    expect(await allocation({ env: { LSB_JOBID: "9" } })).toContain("LSB_DJOB_HOSTFILE");
  });
});

describe("hosts that somebody gives", () => {
  it("are a list or a file of them, each once", async () => {
    const host = hostOf({ files: { "/hosts": "n1 slots=4\nn2\nn1\n" } });
    expect(await givenHosts(host, "/hosts")).toMatchObject({
      value: { system: "hosts", hosts: ["n1", "n2"], notes: [expect.stringContaining("counted once: n1")] },
    });
    expect(await givenHosts(host, "n[1-3]")).toMatchObject({ value: { nodes: 3, from: "--hosts" } });
    expect(await givenHosts(host, "/gone")).toMatchObject({
      ok: false,
      error: expect.stringContaining("does not exist"),
    });
    expect(await givenHosts(host, "a;b")).toMatchObject({ ok: false });
  });
});

describe("nodes that are down", () => {
  const job = {
    system: "slurm",
    jobId: "1",
    hosts: ["n1", "n2", "n3", "n4"],
    nodes: 4,
    components: null,
    from: "",
    notes: [],
  } as const;
  const downIn = async (sinfo: string) => [...(await nodesDown(hostOf({ commands: { sinfo } }), job))];

  it("are those of which Slurm says that nothing can be started there", async () => {
    expect(await downIn("n1 allocated\nn2 down*\nn3 mixed*\nn4 draining\n")).toEqual([
      ["n2", "Slurm says that it is down and does not answer"],
      ["n3", "Slurm says that it is mixed and does not answer"],
    ]);
  });

  it("are none where all would be, or nobody answers, or the answer is not of our nodes", async () => {
    expect(await downIn("n1 down\nn2 down\nn3 down\nn4 down\n")).toEqual([]);
    expect(await downIn("slurm_load_node error\nother down\n")).toEqual([]);
    expect([...(await nodesDown(hostOf({}), job))]).toEqual([]);
  });
});
