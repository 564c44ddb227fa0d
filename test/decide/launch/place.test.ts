import { describe, expect, it } from "vitest";
import { jobVariables, withJobVariables } from "../../../src/decide/launch/job-variables.ts";
import { nodesToLeaveOut } from "../../../src/decide/launch/leave-out.ts";
import { placeOfTask } from "../../../src/decide/launch/place.ts";
import { decideSpread, delayOfRank } from "../../../src/decide/launch/spread.ts";
import { watchLaunch } from "../../../src/decide/launch/watch.ts";
import { unheard } from "../../../src/parse/launch/rank-log.ts";

const order = { system: "slurm", hosts: ["n1", "n2", "n3"], nodes: 3, perNode: 2 } as const;

describe("the place of a task", () => {
  it("is its node's in the list, by short or full name, and its own on the node as the launcher tells", () => {
    expect(placeOfTask(order, { SLURM_PROCID: "3", SLURM_LOCALID: "1" }, ["n2.site.org"])).toEqual({
      node: 1,
      local: 1,
    });
  });

  it("is the node's alone where no launcher tells more", () => {
    expect(placeOfTask({ ...order, system: "pbs" }, {}, ["n3"])).toEqual({ node: 2, local: null });
    // The batch script's own rank, which another launcher hands on.
    expect(placeOfTask({ ...order, system: "hosts" }, { SLURM_PROCID: "0" }, ["n3"])).toEqual({ node: 2, local: null });
  });

  it("follows from the rank where the list does not have the node", () => {
    expect(placeOfTask({ ...order, hosts: null }, { SLURM_PROCID: "5" }, ["x"])).toEqual({ node: 2, local: 1 });
    expect(placeOfTask({ ...order, hosts: null }, { OMPI_COMM_WORLD_RANK: "2" }, ["x"])).toEqual({ node: 1, local: 0 });
    expect(placeOfTask({ ...order, hosts: null }, { SLURM_PROCID: "6" }, ["x"])).toBeNull();
    expect(placeOfTask({ ...order, hosts: null }, { SLURM_PROCID: "-1" }, ["x"])).toBeNull();
    expect(placeOfTask(order, {}, ["stranger"])).toBeNull();
  });

  it("never is one that the node has not", () => {
    expect(placeOfTask(order, { SLURM_LOCALID: "7", SLURM_PROCID: "1" }, ["n1"])).toEqual({ node: 0, local: null });
  });
});

describe("the starts of many glideins", () => {
  it("are spread evenly, each at a time of its own, the same for the same seed", () => {
    const delays = Array.from({ length: 100 }, (_, rank) => delayOfRank(rank, 100, 50, 7));
    expect(new Set(delays).size).toBe(100);
    expect(Math.max(...delays)).toBeLessThan(50);
    expect(delayOfRank(3, 100, 50, 7)).toBe(delays[3]);
    expect(delayOfRank(0, 100, 50, null)).toBe(0);
  });

  it("of a few come at once unless somebody says otherwise", () => {
    expect([decideSpread(4, null), decideSpread(100, null), decideSpread(100_000, null), decideSpread(4, 30)]).toEqual([
      0, 10, 120, 30,
    ]);
  });
});

describe("variables of the batch job", () => {
  it("are handed to tasks that have none, but not what is one node's own", () => {
    const given = jobVariables({
      SLURM_JOB_ID: "7",
      SLURM_JOB_END_TIME: "9",
      SLURM_NODEID: "0",
      SLURM_PROCID: "0",
      HOME: "/h",
    });
    expect(given).toEqual({ SLURM_JOB_ID: "7", SLURM_JOB_END_TIME: "9" });
    expect(withJobVariables({ PATH: "/bin" }, given)).toEqual({ PATH: "/bin", ...given });
  });

  it("bring the memory of the job to a step of it, which is not told", () => {
    const given = jobVariables({ SLURM_JOB_ID: "7", SLURM_MEM_PER_NODE: "100", SLURM_MEM_PER_NODE_HET_GROUP_1: "200" });
    expect(withJobVariables({ SLURM_JOB_ID: "7" }, given)).toEqual(given);
    expect(withJobVariables({ SLURM_JOB_ID: "7", SLURM_MEM_PER_NODE: "50" }, given)).toMatchObject({
      SLURM_MEM_PER_NODE: "50",
    });
  });

  it("stay as the batch system gave them to the task itself", () => {
    expect(withJobVariables({ SLURM_JOB_ID: "8" }, { SLURM_JOB_ID: "7", SLURM_JOB_END_TIME: "9" })).toEqual({
      SLURM_JOB_ID: "8",
    });
  });
});

describe("a launcher that started nothing", () => {
  const began = { ...unheard, pid: 1 };
  const input = { perNode: 1, hosts: ["n1", "n2", "n3"], said: "" };
  const said = "srun: error: Task launch for StepId=1.0 failed on node n2: Communication connection failure\n";

  it("is tried again without the nodes that it names, else without those that said nothing", () => {
    expect(nodesToLeaveOut({ ...input, ranks: [began, unheard, unheard], said })).toEqual(["n2"]);
    expect(nodesToLeaveOut({ ...input, ranks: [began, unheard, unheard] })).toEqual(["n2", "n3"]);
  });

  it("is tried again without the node that it names, although glideins served that it took back, or ended by themselves", () => {
    const ready = { ...began, readyAt: 5 };
    const ended = { ...began, ended: { at: 6, status: 71, reason: "" } };
    expect(nodesToLeaveOut({ ...input, ranks: [ready, unheard, ended], said })).toEqual(["n2"]);
    // Nothing was taken back.
    expect(nodesToLeaveOut({ ...input, ranks: [ended, unheard, ended], said })).toEqual([]);
    // A message that was to be brought there later.
    expect(nodesToLeaveOut({ ...input, ranks: [ready, ready, ended], said })).toEqual([]);
  });

  it("is not tried again when all nodes are silent, or it names none and a glidein came further", () => {
    expect(nodesToLeaveOut({ ...input, ranks: [unheard, unheard, unheard] })).toEqual([]);
    expect(nodesToLeaveOut({ ...input, ranks: [{ ...began, readyAt: 5 }, unheard, unheard] })).toEqual([]);
  });
});

describe("a launcher that hangs", () => {
  const input = { now: 1000, launchedAt: 0, startLimit: 300, quietSince: null, stopBy: null };
  const alive = { ...unheard, pid: 1, startedAt: 1, readyAt: 2, endAt: 5000 };
  const ended = { ...alive, ended: { at: 900, status: 0, reason: "" } };

  it("is given up when it started nothing in its time, and not before", () => {
    expect(watchLaunch({ ...input, ranks: [unheard, unheard] }).giveUp).toContain("started no glidein");
    expect(watchLaunch({ ...input, now: 299, ranks: [unheard, unheard] }).giveUp).toBeNull();
    expect(watchLaunch({ ...input, ranks: [alive, unheard] }).giveUp).toBeNull();
  });

  it("is given up a minute after the last glidein ended, or when the time of all is over", () => {
    const first = watchLaunch({ ...input, ranks: [ended, ended] });
    expect(first).toMatchObject({ giveUp: null, quietSince: 1000 });
    expect(watchLaunch({ ...input, now: 1061, quietSince: 1000, ranks: [ended, ended] }).giveUp).toContain(
      "did not end",
    );
    expect(watchLaunch({ ...input, now: 5121, ranks: [alive, ended] }).giveUp).toContain("time of every glidein");
    expect(watchLaunch({ ...input, now: 9999, ranks: [{ ...alive, endAt: null }, ended] }).giveUp).toBeNull();
  });

  it("is waited for until the end on the glidein's own clock, which may be behind", () => {
    const behind = { ...alive, behind: 3600 };
    expect(watchLaunch({ ...input, now: 8700, ranks: [behind] }).giveUp).toBeNull();
    expect(watchLaunch({ ...input, now: 8721, ranks: [behind] }).giveUp).toContain("time of every glidein");
    expect(watchLaunch({ ...input, now: 5119, ranks: [{ ...alive, behind: -3600 }] }).giveUp).toBeNull();
  });

  it("is given up when a stop has taken its time", () => {
    expect(watchLaunch({ ...input, stopBy: 999, ranks: [alive] }).giveUp).toContain("stop signal");
  });

  it("is looked at seldom while all serve", () => {
    expect(watchLaunch({ ...input, ranks: [alive, alive] }).nextLook).toBeGreaterThan(60);
    expect(watchLaunch({ ...input, now: 10, ranks: [alive, unheard] }).nextLook).toBeLessThan(5);
  });
});
