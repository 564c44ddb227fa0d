import { describe, expect, it } from "vitest";
import { countAt, parseCountsPerNode } from "../../../src/parse/batch/counts-per-node.ts";
import { parseHostList } from "../../../src/parse/batch/host-list.ts";
import { parseScontrolJob } from "../../../src/parse/batch/scontrol.ts";
import { parseSlurmDuration } from "../../../src/parse/batch/slurm-duration.ts";
import { gpusOf, parseSlurmMemory, parseTres } from "../../../src/parse/batch/slurm-resources.ts";
import { parseSqueue } from "../../../src/parse/batch/squeue.ts";

const value = <T>(result: { ok: true; value: T } | { ok: false; error: string }) => (result.ok ? result.value : null);

describe("parseHostList", () => {
  it.each([
    ["login", ["login"]],
    ["n[1-3,7],m[01-02],gpu5", ["n1", "n2", "n3", "n7", "m01", "m02", "gpu5"]],
    ["r[01-02]c[0-1],login", ["r01c0", "r01c1", "r02c0", "r02c1", "login"]],
    ["n[09-11]-ib.example.org", ["n09-ib.example.org", "n10-ib.example.org", "n11-ib.example.org"]],
    ["n[5]", ["n5"]],
    ["n[099-100]", ["n099", "n100"]],
  ])("expands %s in order, with the padding", (text, hosts) => {
    expect(value(parseHostList(text))).toEqual(hosts);
  });

  it.each([
    ["", "expected a node list"],
    ["a,,b", '"" is no host name'],
    ["n[1-", "no host name"],
    ["n]1[", "no host name"],
    ["n[]", "no host name"],
    ["n[[1-2]]", "no host name"],
    ["n[3-1]", "upside down"],
    ["n[1--3]", "no range"],
    ["n[1-9999999999]", "no range"],
    ["n[1-999999999]", "more than 100000 hosts"],
    ["n[0-999][0-999]", "more than 100000 hosts"],
    ["a b", "no host name"],
    ["-rf", "no host name"],
    ["(null)", "no host name"],
    ["a".repeat(300), "no host name"],
    [`n${"[0-1]".repeat(40)}`, "more than 100000 hosts"],
    ["a,".repeat(600_000), "expected a node list"],
  ])("refuses %.20s", (text, why) => {
    const parsed = parseHostList(text);
    expect(parsed.ok ? "" : parsed.error).toContain(why);
  });
});

describe("parseCountsPerNode", () => {
  it("gives each node its count", () => {
    const runs = value(parseCountsPerNode("72(x2),36")) ?? [];
    expect([0, 1, 2, 3].map((place) => countAt(runs, place))).toEqual([72, 72, 36, undefined]);
    expect(value(parseCountsPerNode("4"))).toEqual([{ count: 4, nodes: 1 }]);
  });

  it.each(["", "4(x0)", "0", "-4", "4(x2", "4x2", "4,", "1e3", " 4", "4(x2)(x2)", "9999999", "1,".repeat(600_000)])(
    "refuses %.20s",
    (text) => {
      expect(parseCountsPerNode(text)).toMatchObject({ ok: false, error: expect.stringContaining("counts per node") });
    },
  );
});

describe("parseSlurmDuration", () => {
  it.each([
    ["9:59", 599],
    ["0:00", 0],
    ["10:00:00", 36_000],
    ["1-02:03:04", 93_784],
    ["365-00:00:00", 31_536_000],
    ["90", 5400],
    ["1-12", 129_600],
    ["1-12:30", 131_400],
    ["UNLIMITED", "unlimited"],
    ["infinite", "unlimited"],
    ["NOT_SET", "not-set"],
    ["Partition_Limit", "not-set"],
    ["N/A", "not-set"],
  ])("reads %s", (text, expected) => {
    expect(value(parseSlurmDuration(text))).toBe(expected);
  });

  it.each(["", "INVALID", "-1:00", "1:60", "1:00:99", "1:2:3:4", "1-", "1-1:1:1:1", "x", "10:0a"])(
    "refuses %s",
    (text) => {
      expect(parseSlurmDuration(text).ok).toBe(false);
    },
  );
});

describe("Slurm's resources", () => {
  it.each([
    ["500", 500],
    ["16G", 16_384],
    ["3.5T", 3_670_016],
    ["1024K", 1],
    ["2gb", 2048],
    ["0", 0],
  ])("are %s in MiB", (text, expected) => {
    expect(value(parseSlurmMemory(text))).toBe(expected);
  });

  it.each(["", "-1", "1X", "G", "1e9", "1.2.3G"])("refuse the memory %s", (text) => {
    expect(parseSlurmMemory(text).ok).toBe(false);
  });

  it("are pairs, also as 23.11 wrote them", () => {
    expect([...(value(parseTres("cpu=4,mem=16G,gres/gpu:a100=2")) ?? [])]).toEqual([
      ["cpu", "4"],
      ["mem", "16G"],
      ["gres/gpu:a100", "2"],
    ]);
    expect([...(value(parseTres("cpu:2")) ?? [])]).toEqual([["cpu", "2"]]);
    for (const text of ["", "cpu", "cpu=", "=4", "cpu=4,,", `cpu=1${",a=1".repeat(20_000)}`])
      expect(parseTres(text).ok).toBe(false);
  });

  it("count GPUs once, by type or without", () => {
    expect(gpusOf(new Map([["cpu", "1"]]))).toBeNull();
    expect(
      gpusOf(
        new Map([
          ["gres/gpu:a", "2"],
          ["gres/gpu:b", "1"],
        ]),
      ),
    ).toBe(3);
    expect(
      gpusOf(
        new Map([
          ["gres/gpu:a", "2"],
          ["gres/gpu", "2"],
        ]),
      ),
    ).toBe(2);
    expect(gpusOf(new Map([["gres/gpu", "many"]]))).toBeNull();
  });
});

describe("parseSqueue", () => {
  it("keeps the fields apart, so that a broken one hides no other", () => {
    const rows = value(parseSqueue("noise\nyesterday|9:59|UNLIMITED|NONE\r\n"));
    expect(rows).toHaveLength(1);
    expect(rows?.[0]).toMatchObject({
      end: { ok: false },
      left: { ok: true, value: 599 },
      limit: { ok: true, value: "unlimited" },
      start: { ok: true, value: "none" },
    });
  });

  it("refuses output without a line of its form", () => {
    expect(parseSqueue("slurm_load_jobs error")).toEqual({
      ok: false,
      error: 'expected END|LEFT|LIMIT|START, found "slurm_load_jobs error"',
    });
  });
});

describe("parseScontrolJob", () => {
  it("computes the time left without a time zone", () => {
    const job = value(parseScontrolJob("JobId=3 Command=/a b=c\n RunTime=1-00:00:00 TimeLimit=2-00:00:00 JobId=4"));
    expect(job?.times.left).toEqual({ ok: true, value: 86_400 });
    expect(job?.words.get("JobId")).toBe("3");
    expect(job?.shares).toEqual([]);
  });

  it.each([
    ["TimeLimit=UNLIMITED RunTime=1:00", { ok: true, value: "unlimited" }],
    ["TimeLimit=1:00", { ok: false }],
    ["TimeLimit=1:00 RunTime=UNLIMITED", { ok: false, error: "expected a RunTime, found unlimited" }],
    ["TimeLimit=1:00 RunTime=2:00", { ok: false, error: "the limit is overrun" }],
    ["RunTime=2:00", { ok: false }],
  ])("has for %s the time left %o", (text, left) => {
    expect(value(parseScontrolJob(`JobId=3 ${text}`))?.times.left).toMatchObject(left);
  });

  it("reads the share of each node", () => {
    const lines =
      "JobId=1\n     Nodes=n[1-2] CPU_IDs=0-3,8 Mem=500 GRES=gpu:a100:2(IDX:0-1),gpu:v100:1(IDX:2)\n     Nodes=n3 CPU_IDs=3-0 Mem=1\n     Nodes=n4 CPU_IDs=7 Mem=0 GRES=\n";
    expect(value(parseScontrolJob(lines))?.shares).toEqual([
      { hosts: ["n1", "n2"], cpus: 5, memoryMiB: 500, gpus: 3 },
      { hosts: ["n4"], cpus: 1, memoryMiB: 0, gpus: null },
    ]);
  });

  it("takes the whole job's for the node's only when there is one node", () => {
    const job = (list: string) => value(parseScontrolJob(`JobId=1 NodeList=${list} TRES=cpu=4,mem=1G`))?.shares;
    expect(job("n1")).toEqual([{ hosts: ["n1"], cpus: 4, memoryMiB: 1024, gpus: null }]);
    expect(job("n[1-2]")).toEqual([]);
    expect(value(parseScontrolJob("JobId=1 NodeList=n1 TRES=cpu=x"))?.shares).toEqual([]);
  });

  it("refuses what is no job", () => {
    expect(parseScontrolJob("slurm_load_jobs error: Invalid job id specified").ok).toBe(false);
  });
});
