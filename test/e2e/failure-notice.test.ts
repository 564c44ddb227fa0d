// What a failed glidein tells its pool and its factory while it holds the node, however early it failed.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WorkerNode } from "../bed/index.ts";
import { patience, waitFor } from "../bed/wait.ts";
import { leftOn, type Rig, startRig } from "./rig/rig.ts";
import { type Factory, startFactory, transferred } from "./rig/running-pilot.ts";

const failing = "#!/bin/sh\necho 'the site has no bread' >&2\nexit 3\n";

let rig: Rig;
let factory: Factory;
beforeAll(async () => {
  rig = await startRig();
  factory = await startFactory(rig, [{ name: "bread.sh", content: failing, type: "exec", list: "file_list" }]);
});
afterAll(async () => {
  await rig?.stop();
});

const ofNode = (node: WorkerNode): string => `GLIDEIN_Site == "${node.name}" && GLIDEIN_Failed =?= True`;
const slots = (node: WorkerNode) => rig.pool.ads("-constraint", ofNode(node));
const masters = (node: WorkerNode) => rig.pool.ads("-master", "-constraint", ofNode(node));
/** A lifetime that is too short: nothing of HTCondor was touched when that is known. */
const refused = (node: WorkerNode, ...settings: readonly string[]) => ({
  args: [
    ...["--site", node.name, "--hold", "120", "--set", "GLIDEIN_Max_Walltime=60"],
    ...settings.flatMap((one) => ["--set", one]),
  ],
});

describe.concurrent("a glidein that failed before it configured HTCondor", () => {
  it("is in the pool and with the factory under its own name while it holds, and then in neither", async () => {
    const node = await rig.node();
    const told = ["GLIDEIN_Report_Failed=ALIVEONLY", `GLIDEIN_Factory_Collector=${rig.pool.address}`];
    const glidein = await rig.start(node, refused(node, ...told));
    const { name } = await glidein.saw("decided");
    await glidein.saw("holding");
    const ad = { Name: name, GLIDEIN_Failed: true, GLIDEIN_EXIT_CODE: 78 };
    expect(await slots(node)).toMatchObject([{ ...ad, State: "Drained", Start: false }]);
    expect(await masters(node)).toMatchObject([ad]);
    glidein.signal("SIGTERM");
    expect((await glidein.end()).status).toBe(78);
    expect([await slots(node), await masters(node), leftOn(node)]).toEqual([[], [], []]);
  });

  it("is not shown where nobody asked for it", async () => {
    const node = await rig.node();
    const glidein = await rig.start(node, refused(node));
    await glidein.saw("holding");
    expect(glidein.events.some(({ event }) => event.startsWith("failure-"))).toBe(false);
    // What it does not need any more is gone before the hold.
    expect(glidein.events.some(({ event }) => event === "cleaned")).toBe(true);
    expect(await slots(node)).toEqual([]);
    glidein.signal("SIGTERM");
    await glidein.end();
  });

  it("says that it is not shown where there is no HTCondor, or the pool does not know it", async () => {
    const [bare, strange] = [await rig.node({ condor: "none" }), await rig.node({}, null)];
    for (const [node, why] of [
      [bare, /no HTCondor that works is on the node/u],
      [strange, /./u],
    ] as const) {
      const token = node === strange ? ["GLIDEIN_Token=/scratch/none"] : [];
      const glidein = await rig.start(node, refused(node, "GLIDEIN_Report_Failed=ALWAYS", ...token));
      expect(String((await glidein.saw("failure-not-shown"))["why"])).toMatch(why);
      await glidein.saw("holding");
      glidein.signal("SIGTERM");
      await glidein.end();
      expect(leftOn(node)).toEqual([]);
    }
  });
});

describe.concurrent("a factory's pilot whose script failed", () => {
  it("is in the pool with the reason while it holds, and then no more", async () => {
    const node = await rig.node({ condor: "none" }, null);
    const pilot = await factory.start(node, {
      parameters: { GLIDEIN_Report_Failed: "ALIVEONLY" },
      env: { GLIDEIN_Hold_Time: "120" },
    });
    await pilot.saw(/^The node is kept for/mu);
    const [ad] = await waitFor(
      "the ad",
      patience,
      async () => {
        const found = await slots(node);
        return found.length === 0 ? undefined : found;
      },
      { whyNot: pilot.said },
    );
    expect(ad).toMatchObject({ GLIDEIN_EXIT_CODE: 1, GLIDEIN_LAST_SCRIPT: "client_group/bread.sh", State: "Drained" });
    expect(ad?.["GLIDEIN_FAILURE_REASON"]).toContain("bread.sh");
    pilot.signal("SIGTERM");
    expect((await pilot.end()).status).toBe(1);
    expect(await slots(node)).toEqual([]);
    expect(leftOn(node).filter((name) => !transferred.has(name) && !name.startsWith("glidein-cache-"))).toEqual([]);
  });
});
