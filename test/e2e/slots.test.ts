import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureBed, type Pool, patience, startPool, startWorkerNode, type WorkerNode, waitFor } from "../bed/index.ts";
import { must } from "./rig/must.ts";
import { type Layout, startLayout } from "./slots/layout-startd.ts";

let pool: Pool;
let node: WorkerNode;

beforeAll(async () => {
  const bed = await ensureBed();
  pool = await startPool(bed);
  node = await startWorkerNode(bed, pool, { name: "slots" });
});
afterAll(() => pool?.stop());

const slotNumber = (name: unknown): number => Number(/^slot([0-9]+)@/u.exec(String(name))?.[1]);

/** The slots of a startd in the order of their numbers, as the collector has them. */
async function advertised(name: string): Promise<readonly Record<string, unknown>[]> {
  const ads = await pool.ads("-constraint", `regexp("@${name}(@|$)", Name)`);
  return ads.toSorted((a, b) => slotNumber(a["Name"]) - slotNumber(b["Name"]));
}

const layouts: readonly Layout[] = [
  { name: "plain", settings: {} },
  { name: "single", settings: {}, cpus: 1 },
  { name: "forced", settings: { FORCE_PARTITIONABLE: "True" }, cpus: 1 },
  { name: "fixed", settings: { SLOTS_LAYOUT: "fixed" }, cpus: 7, memoryMiB: 9999, diskMiB: 33_333 },
  {
    name: "fixed-extra",
    settings: { SLOTS_LAYOUT: "fixed", GLIDEIN_Resource_Slots: "ioslot,6,,extra;tape,3,30,static" },
    cpus: 3,
  },
  { name: "main", settings: { GLIDEIN_Resource_Slots: "ioslot,4,,main" } },
  { name: "extra", settings: { GLIDEIN_Resource_Slots: "ioslot,5,,type=extra" }, cpus: 1 },
  { name: "static", settings: { GLIDEIN_Resource_Slots: "ioslot,3,1000,static,10%" } },
  { name: "staticextra", settings: { GLIDEIN_Resource_Slots: "ioslot,4,1G,staticextra" }, diskMiB: 77_777 },
  { name: "partitionable", settings: { GLIDEIN_Resource_Slots: "ioslot,4,1G,partitionable,1/3" } },
  { name: "unnamed", settings: { GLIDEIN_Resource_Slots: "ioslot;Tape_2,7" } },
  { name: "gpus", settings: { GLIDEIN_Resource_Slots: "GPUs,3,,main;ioslot,2,,static,5%" } },
  { name: "own-gpus", settings: { GLIDEIN_Resource_Slots: "gpus,2,512,static" } },
  {
    name: "many",
    settings: {
      GLIDEIN_Resource_Slots: Array.from(
        { length: 14 },
        (_, n) =>
          `r${n}_x,${(n % 3) + 1},${n * 7 + 10},${["main", "extra", "static", "staticextra", "partitionable"][n % 5]},${n % 2 === 0 ? "auto" : "1%"}`,
      ).join(";"),
    },
    diskMiB: 123_457,
  },
  {
    name: "overload",
    settings: {
      GLIDEIN_OVERLOAD_ENABLED: "true",
      GLIDEIN_OVERLOAD_CPUS: "1.5",
      GLIDEIN_OVERLOAD_MEMORY: "1.25",
      GLIDEIN_DISK: "33.3%",
    },
  },
  { name: "tiny", settings: { GLIDEIN_Resource_Slots: "ioslot,1,1,static,1025" }, cpus: 1, memoryMiB: 2, diskMiB: 2 },
];

describe.concurrent("a real startd", () => {
  it.each(layouts)("advertises the slots that are planned for the layout $name", async (layout) => {
    const { planned, master } = await startLayout(pool, node, layout);
    try {
      const expected = planned.flatMap((type) => Array.from({ length: type.count }, () => type));
      const ads = await waitFor(`${expected.length} slots of ${layout.name}`, patience, async () => {
        const found = await advertised(layout.name);
        return found.length >= expected.length ? found : undefined;
      });
      const names = Object.keys(planned[0]?.extra ?? {});
      expect(
        ads.map((ad) => ({
          partitionable: ad["PartitionableSlot"] === true,
          cpus: ad["Cpus"],
          memoryMiB: ad["Memory"],
          diskKib: ad["Disk"],
          gpus: ad["GPUs"],
          type: ad["SlotTypeID"],
          extra: Object.fromEntries(names.map((name) => [name, ad[name]])),
          broken: ad["SlotBrokenReason"],
        })),
      ).toEqual(
        expected.map(({ partitionable, cpus, memoryMiB, diskMiB, gpus, type, extra }) => ({
          partitionable,
          cpus,
          memoryMiB,
          diskKib: (diskMiB ?? 0) * 1024,
          gpus,
          type,
          extra,
          broken: undefined,
        })),
      );
    } finally {
      master.signal("SIGQUIT");
      await master.ended;
    }
  });
});

/** For one startd only: the tests run side by side in one pool. */
const job = (startd: string, script: string, more = ""): string => `executable = /bin/sh
transfer_executable = false
arguments = "-c '${script}'"
requirements = regexp("@${startd}@", TARGET.Name)
request_cpus = 1
request_memory = 128
request_disk = 10240
should_transfer_files = yes
${more}
queue
`;
const onSlot = (ad: Record<string, unknown>): string => String(ad["LastRemoteHost"]).replace(/@.*/u, "");

describe.concurrent("jobs", () => {
  it("that ask for a resource land in its slot and keep the glidein alive there, others never do", async () => {
    const { master } = await startLayout(pool, node, {
      name: "busy",
      cpus: 1,
      settings: { GLIDEIN_Resource_Slots: "ioslot,1,300,static,1G", GLIDEIN_Max_Idle: "600", GLIDEIN_Max_Tail: "6" },
    });
    let running = true;
    const end = master.ended.then((ended) => {
      running = false;
      return ended;
    });
    const [io, plain] = await Promise.all([
      pool.submit(job("busy", "until [ -e /scratch/go ]; do sleep 0.2; done", "request_ioslot = 1")),
      pool.submit(job("busy", "true").replace("queue", "queue 3")),
    ]);
    for (const one of plain.jobs) expect(onSlot(await pool.waitForHistory(one))).toBe("slot1");
    await waitFor("the main slot to be idle for longer than the tail", patience, async () => {
      const [main] = await advertised("busy");
      return main?.["State"] === "Unclaimed" && Number(main["MyCurrentTime"]) - Number(main["EnteredCurrentState"]) > 9
        ? true
        : undefined;
    });
    expect(running).toBe(true);
    await must(node, ["touch", "/scratch/go"]);
    const ended = await Promise.all(io.jobs.map((one) => pool.waitForHistory(one)));
    expect(ended.map((ad) => [onSlot(ad), ad["NumJobStarts"]])).toEqual([["slot2", 1]]);
    // HTCondor's own way to end: the startd stops for good, the master follows.
    expect(await end).toEqual({ status: 99, signal: null });
  });

  it("are carved out of partitionable slots, which are whole again afterwards", async () => {
    const { planned, master } = await startLayout(pool, node, {
      name: "carved",
      settings: { GLIDEIN_Resource_Slots: "ioslot,4,1G,partitionable,1G", GLIDEIN_CLAIM_WORKLIFE_DYNAMIC: "0" },
    });
    const whole = () =>
      waitFor("whole slots", patience, async () => {
        const ads = await advertised("carved");
        const amounts = ads.map(({ Cpus, Memory, ioslot }) => [Cpus, Memory, ioslot]);
        const expected = planned.map(({ cpus, memoryMiB, extra }) => [cpus, memoryMiB, extra["ioslot"]]);
        return ads.length === 2 && JSON.stringify(amounts) === JSON.stringify(expected) ? true : undefined;
      });
    try {
      await whole();
      const both = "until [ -e /scratch/both ]; do sleep 0.2; done";
      const submitted = await Promise.all([
        pool.submit(job("carved", both, "request_ioslot = 2")),
        pool.submit(job("carved", both)),
      ]);
      await waitFor("both slots to be carved", patience, async () => {
        const names = (await advertised("carved")).map(({ Name }) => String(Name).replace(/@.*/u, ""));
        return names.includes("slot1_1") && names.includes("slot2_1") ? true : undefined;
      });
      await must(node, ["touch", "/scratch/both"]);
      const [io, plain] = await Promise.all(
        submitted.flatMap(({ jobs }) => jobs).map((one) => pool.waitForHistory(one)),
      );
      expect([onSlot(io ?? {}), onSlot(plain ?? {})]).toEqual(["slot2_1", "slot1_1"]);
      await whole();
    } finally {
      master.signal("SIGQUIT");
      await master.ended;
    }
  });

  it("that end too fast close a guarded glidein, which then ends", async () => {
    const { master } = await startLayout(pool, node, {
      name: "hole",
      cpus: 1,
      settings: { GLIDEIN_BLACKHOLE_RATE: "0.05", GLIDEIN_BLACKHOLE_NUMJOBS: "3", GLIDEIN_Max_Tail: "3000" },
    });
    const { jobs } = await pool.submit(job("hole", "true").replace("queue", "queue 12"));
    await waitFor("the guard to close the slot", patience, async () => {
      const [slot] = await advertised("hole");
      return slot?.["GLIDEIN_BLACKHOLE"] !== undefined &&
        slot["RecentJobBusyTimeCount"] !== undefined &&
        Number(slot["RecentJobBusyTimeCount"]) >= 3
        ? true
        : undefined;
    });
    expect(await master.ended).toEqual({ status: 99, signal: null });
    const left = await Promise.all(jobs.map((one) => pool.queue(one)));
    expect(left.flat().length).toBeGreaterThan(0);
  });

  it("are not accepted after the retire time, and an idle glidein ends then", async () => {
    const { master } = await startLayout(pool, node, { name: "retired", settings: {}, retireIn: 5 });
    await waitFor("the retire time", patience, async () => {
      const [slot] = await advertised("retired");
      return Number(slot?.["MyCurrentTime"]) > Number(slot?.["GLIDEIN_ToRetire"]) ? true : undefined;
    });
    const { jobs } = await pool.submit(job("retired", "true"));
    expect(await master.ended).toEqual({ status: 99, signal: null });
    for (const one of jobs) expect(await pool.queue(one)).toMatchObject([{ JobStatus: 1 }]);
  });
});
