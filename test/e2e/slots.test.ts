import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureBed, type Pool, startPool, startWorkerNode, type WorkerNode, waitFor } from "../bed/index.ts";
import { type Layout, startLayout } from "./slots/layout-startd.ts";

let pool: Pool;
let node: WorkerNode;

beforeAll(async () => {
  const bed = await ensureBed();
  pool = await startPool(bed);
  node = await startWorkerNode(bed, pool, { name: "slots" });
}, 180_000);
afterAll(() => pool.stop(), 60_000);

const slotNumber = (name: unknown): number => Number(/^slot([0-9]+)@/u.exec(String(name))?.[1]);

/** The slots of a startd in the order of their numbers, as the collector has them. */
async function advertised(name: string): Promise<readonly Record<string, unknown>[]> {
  const ads = await pool.ads(
    "-constraint",
    `Machine =!= undefined && StartdName_ =?= undefined && regexp("@${name}(@|$)", Name)`,
  );
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

describe("a real startd", () => {
  it.each(layouts)(
    "advertises the slots that are planned for the layout $name",
    { timeout: 60_000 },
    async (layout) => {
      const { planned, master } = await startLayout(pool, node, layout);
      try {
        const expected = planned.flatMap((type) => Array.from({ length: type.count }, () => type));
        const ads = await waitFor(`${expected.length} slots of ${layout.name}`, 40_000, async () => {
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
    },
  );
});
