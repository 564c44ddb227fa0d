import { describe, expect, it } from "vitest";
import type { CommandRequest } from "../../../src/host/host.ts";
import { probeBatch } from "../../../src/probe/batch/index.ts";
import { arcOnSlurm, lsf, openPbs, sge, slurmBatch, slurmOld, torque } from "./example-nodes.ts";
import { type Commands, hostOf, look, type Node } from "./node.ts";

const hung = { status: null, timedOut: true };
const ends = async (node: Node) => (await look(node)).jobs[0]?.ends;
const unknown = async (node: Node) => (await look(node)).unknown;
const asked = async (node: Node) => {
  const host = hostOf(node);
  await probeBatch(host, { now: 1_795_402_700, hostname: node.hostname ?? null });
  return host.commands;
};

describe("a command of the batch system", () => {
  it.each([
    ["squeue", slurmBatch],
    ["qstat", openPbs],
    ["bjobs", lsf],
  ] as const)("that hangs (%s) costs its deadline once and nothing else", async (name, node) => {
    const commands = { [name]: hung };
    const batch = await look({ ...node, commands });
    expect(batch.unknown).toEqual([{ what: name, why: "it did not end within 15 s" }]);
    expect(batch.jobs[0]?.cpus).not.toBeNull();
    expect(await asked({ ...node, commands })).toHaveLength(1);
  });

  it.each([
    ["squeue", slurmBatch],
    ["qstat", torque],
    ["bjobs", lsf],
  ] as const)("that prints to stderr and succeeds (%s) said nothing", async (name, node) => {
    const why = 'it printed nothing: "\\u{1b}[31mdown"';
    const found = await unknown({ ...node, commands: { [name]: { stdout: " \n", stderr: "\u001B[31mdown\nmore" } } });
    expect(found.filter(({ what }) => what === name)).toEqual([{ what: name, why: why.replace("\\u{1b}", "\\x1b") }]);
  });

  it("is not run in a tree, and the node is known without it", async () => {
    const batch = await look({ ...slurmBatch, mode: "tree" });
    expect(batch.jobs[0]).toMatchObject({ confirmed: true, ends: [{ at: 1_795_403_226 }] });
    expect(batch.unknown).toEqual([
      { what: "squeue", why: "not recorded" },
      { what: "scontrol", why: "not recorded" },
    ]);
  });

  it("that is killed or prints too much is not believed", async () => {
    expect(await unknown({ ...lsf, commands: { bjobs: { status: null, signal: "SIGSEGV" } } })).toEqual([
      { what: "bjobs", why: "it was killed by SIGSEGV" },
    ]);
    expect(await unknown({ ...lsf, commands: { bjobs: { stdout: "x", truncated: true } } })).toEqual([
      { what: "bjobs", why: "it printed more than is read" },
    ]);
  });

  it("gets UTC, English and a PATH, also in a step that was started without one", async () => {
    const requests: CommandRequest[] = [];
    const bjobs = (request: CommandRequest) => {
      requests.push(request);
      return "";
    };
    await look({ ...lsf, env: { ...lsf.env, LSF_BINDIR: "/opt/lsf/bin", LD_PRELOAD: "x" }, commands: { bjobs } });
    expect(requests[0]).toMatchObject({
      timeoutMs: 15_000,
      env: { TZ: "UTC0", LC_ALL: "C", PATH: "/usr/local/bin:/usr/bin:/bin:/opt/lsf/bin" },
    });
    expect(requests[0]?.env).not.toHaveProperty("LD_PRELOAD");
  });
});

describe("squeue", () => {
  const withSqueue = (squeue: Commands[string]): Node => ({ ...slurmOld, commands: { squeue } });

  it("is asked for one element of an array, since the plain id of its last element means all", async () => {
    expect(await asked(arcOnSlurm)).toEqual([["squeue", "-h", "-j", "3_3", "-o", "%e|%L|%l|%S"]]);
  });

  it.each([
    ["1-02:03:04", 1_795_402_700 + 93_784],
    ["9:59", 1_795_402_700 + 599],
    ["0:00", 1_795_402_700],
  ])("gives the time left %s", async (left, at) => {
    expect(await ends(withSqueue(`N/A|${left}|2-00:00:00|N/A\n`))).toEqual([{ at, from: "squeue time left" }]);
  });

  it("gives the printed end when the limit is overrun", async () => {
    const node = withSqueue("2026-11-23T03:07:06|INVALID|10:00|2026-11-23T02:57:06\n");
    expect(await ends(node)).toEqual([{ at: 1_795_403_226, from: "squeue end time" }]);
    expect((await look(node)).jobs[0]).toMatchObject({ startAt: 1_795_402_626, startFrom: "squeue start time" });
    expect((await unknown(node))[0]?.why).toContain("INVALID");
  });

  it("gives no end for a limit that is not set or unlimited", async () => {
    const node = withSqueue("N/A|NOT_SET|NOT_SET|N/A\n");
    expect(await ends(node)).toEqual([]);
    expect(await unknown(node)).toEqual([{ what: "squeue", why: "time left: it is not set" }]);
    expect((await look(withSqueue("NONE|UNLIMITED|UNLIMITED|N/A\n"))).jobs[0]).toMatchObject({
      ends: [],
      endless: "squeue UNLIMITED",
    });
  });

  it("gives the earliest of several components", async () => {
    const node = withSqueue("NONE|UNLIMITED|UNLIMITED|N/A\nN/A|5:00|10:00|N/A\nN/A|4:00|10:00|N/A\n");
    expect(await ends(node)).toEqual([{ at: 1_795_402_700 + 240, from: "squeue time left" }]);
  });

  it("wins over a variable whose end is over already", async () => {
    const env = { ...slurmBatch.env, SLURM_JOB_END_TIME: "1795402690" };
    const batch = await look({ ...slurmBatch, env, commands: { squeue: "N/A|10:00|20:00|N/A\n" } });
    expect(batch.jobs[0]?.ends).toEqual([{ at: 1_795_403_300, from: "squeue time left" }]);
    expect(batch.disagreements[0]?.why).toContain("the first is over, so the second counts");
  });

  it("is followed by scontrol when it is not there or not to be understood", async () => {
    const scontrol =
      "JobId=2 EndTime=2026-11-23T03:07:06 TimeLimit=00:10:00 RunTime=00:01:14 StartTime=2026-11-23T02:57:06\n";
    for (const squeue of ["garbage\n", { status: 1, stderr: "squeue: error: plugin_load_from_file\n" }]) {
      expect(await ends({ ...slurmOld, commands: { squeue, scontrol } })).toEqual([
        { at: 1_795_402_700 + 526, from: "scontrol time left" },
      ]);
    }
    expect(await ends({ ...slurmOld, commands: { scontrol } })).toHaveLength(1);
  });

  it("is not followed by scontrol, which waits longer, when the controller is down", async () => {
    const squeue = { status: 1, stderr: "slurm_load_jobs error: Unable to contact slurm controller (connect failure)" };
    expect(await asked(withSqueue(squeue))).toHaveLength(1);
  });

  it("is passed over for scontrol where the variables do not say how many CPUs we have", async () => {
    const { SLURM_CPUS_ON_NODE: _a, SLURM_JOB_CPUS_PER_NODE: _b, SLURM_MEM_PER_NODE: _c, ...env } = slurmOld.env ?? {};
    const scontrol = "JobId=2 NodeList=n1 NumNodes=1 TimeLimit=UNLIMITED AllocTRES=cpu=2,mem=1.5G,node=1,gres/gpu=1\n";
    const batch = await look({ ...slurmOld, env: { ...env, SLURM_NODEID: "0" }, commands: { scontrol } });
    expect(batch.jobs[0]).toMatchObject({
      cpus: { limit: 2, from: "scontrol show job" },
      memoryMiB: { limit: 1536 },
      gpus: { limit: 1 },
      endless: "scontrol UNLIMITED",
    });
  });
});

describe("qstat", () => {
  const text = "Job Id: 1234[7].pbs\n    stime = Mon Nov 23 02:57:06 2026\n    Resource_List.walltime = 00:10:00\n";

  it("is asked for text when its JSON is none", async () => {
    const qstat = ({ argv }: CommandRequest) => (argv.includes("json") ? '{"Jobs": {"1": {"x": \u0001}' : text);
    const batch = await look({ ...openPbs, commands: { qstat } });
    expect(batch.jobs[0]?.ends).toEqual([{ at: 1_795_403_226, from: "qstat Resource_List.walltime" }]);
    expect(batch.unknown).toHaveLength(1);
  });

  it("that has no walltime says that there is no limit", async () => {
    const qstat = '{"Jobs":{"1234[7].pbs":{"stime":"Mon Nov 23 02:57:06 2026"}}}';
    expect((await look({ ...openPbs, commands: { qstat } })).jobs[0]).toMatchObject({
      ends: [],
      endless: "qstat has no Resource_List.walltime",
      cpus: { limit: 8, from: "NCPUS" },
      memoryMiB: null,
    });
  });

  it("gives the CPUs of all chunks of this host, where NCPUS has the first's", async () => {
    const vnode = "(node1:ncpus=8:mem=1gb:ngpus=1)+(node1:ncpus=4:mem=2gb:ngpus=1)+(node2:ncpus=1)";
    const qstat = JSON.stringify({ Jobs: { x: { exec_vnode: vnode, exec_host: "node1/0*8+node1/1*4+node2/0" } } });
    expect((await look({ ...openPbs, commands: { qstat } })).jobs[0]).toMatchObject({
      cpus: { limit: 12 },
      memoryMiB: { limit: 3072 },
      gpus: { limit: 2, from: "qstat exec_vnode", devices: [] },
    });
  });

  it("gives the job's memory as the node's only when there is one node", async () => {
    const qstat =
      "Job Id: 77.t\n    Resource_List.mem = 8gb\n    Resource_List.walltime = 00:30:00\n    start_time = Mon Nov 23 02:57:06 2026\n";
    const batch = await look({ ...torque, commands: { qstat } });
    expect(batch.jobs[0]).toMatchObject({
      memoryMiB: { limit: 8192, from: "qstat Resource_List.mem" },
      startFrom: "qstat start_time",
    });
    expect(batch.jobs[0]?.ends.map(({ from }) => from)).toEqual(["PBS_WALLTIME", "qstat Resource_List.walltime"]);
    const files = { ...torque.files, "/var/spool/torque/aux/77.t": "t1\nt2\n" };
    expect((await look({ ...torque, files, commands: { qstat } })).jobs[0]?.memoryMiB).toBeNull();
  });

  it("gives an SGE job's request where the spool cannot be read", async () => {
    const files = { "/var/spool/sge/a/active_jobs/55.1/pe_hostfile": "a 5 q U\nb 3 q U\n" };
    const qstat = "job_number:                 55\nhard resource_list:         h_rt=3600,s_rt=0:55:0,h_vmem=4G\n";
    const batch = await look({ ...sge, files, commands: { qstat } });
    expect(batch.jobs[0]?.ends.map(({ from }) => from)).toEqual([
      "qstat -j h_rt, counted from now",
      "qstat -j s_rt, counted from now",
    ]);
    expect(batch.jobs[0]?.warnings).toEqual([{ signal: "SIGUSR1", when: "soft run time s_rt", secondsToKill: null }]);
  });
});

describe("bjobs", () => {
  it.each([
    ["Nov 23 02:57|-|74 second(s)|-|10.0|-", [{ at: 1_795_403_226, from: "bjobs runtimelimit" }]],
    ["Nov 23 02:57|Nov 23 03:57 E|-|0:58 E|-|-", []],
    ["Nov 23 02:57|Nov 23 03:07 L|-|-|-|-", [{ at: 1_795_403_220, from: "bjobs finish_time" }]],
    ["-|-|74 second(s)|-|3.0/hostA|-", [{ at: 1_795_402_806, from: "bjobs runtimelimit, normalised to hostA" }]],
    ["-|-|00:01:14|-|00:10:00|-", [{ at: 1_795_403_226, from: "bjobs runtimelimit" }]],
    ["Nov 23 02:57:06 2026 -  74 second(s) 0:08 L  10.0/hostA", [{ at: 1_795_403_180, from: "bjobs time_left" }]],
  ])("that prints %s gives the ends %o", async (bjobs, expected) => {
    expect(await ends({ ...lsf, commands: { bjobs } })).toEqual(expected);
  });

  it("is asked for the element of an array", async () => {
    const node = { ...lsf, env: { ...lsf.env, LSB_JOBINDEX: "4" } };
    expect((await asked(node))[0]?.at(-1)).toBe("322[4]");
    expect((await look(node)).jobs[0]?.array).toEqual({ jobId: "322", index: "4" });
  });
});
