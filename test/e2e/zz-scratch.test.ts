import { writeFileSync } from "node:fs";
import { it } from "vitest";
import { ensureBed, startPool, startWorkerNode, waitFor } from "../bed/index.ts";
import { startLayout } from "./slots/layout-startd.ts";
it("dump", { timeout: 240_000 }, async () => {
  const bed = await ensureBed();
  const pool = await startPool(bed);
  try {
    const node = await startWorkerNode(bed, pool, { name: "slots" });
    const { master } = await startLayout(pool, node, { name: "dump", settings: { GLIDEIN_Resource_Slots: "ioslot,2,300,partitionable,10%", GLIDEIN_Max_Idle: "60" } });
    await waitFor("ads", 40_000, async () => ((await pool.ads()).length >= 2 ? true : undefined));
    const { jobs } = await pool.submit(`executable = /bin/sh\ntransfer_executable=false\narguments="-c 'sleep 12'"\nrequest_cpus=1\nrequest_memory=128\nrequest_disk=10240\nrequest_ioslot=1\nshould_transfer_files=yes\nqueue\n`);
    await waitFor("dslot", 40_000, async () => ((await pool.ads()).length >= 3 ? true : undefined));
    await new Promise((r) => setTimeout(r, 5000));
    writeFileSync("/tmp/slotx/busy.json", JSON.stringify([await pool.ads(), await pool.ads("-startd"), await pool.ads("-master"), Math.floor(Date.now()/1000)], null, 1));
    await pool.waitForHistory(jobs[0]!);
    await new Promise((r) => setTimeout(r, 8000));
    writeFileSync("/tmp/slotx/after.json", JSON.stringify([await pool.ads(), await pool.ads("-startd"), await pool.ads("-master"), Math.floor(Date.now()/1000)], null, 1));
    master.signal("SIGQUIT");
    await master.ended;
    writeFileSync("/tmp/slotx/log", (await node.exec(["sh","-c","cat /scratch/dump/log/StartLog /scratch/dump/condor_config"])).stdout);
  } finally { await pool.stop(); }
});
