// A factory's pilot whose process is the warden while jobs run: it ends as one that stays would.
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WorkerNode } from "../bed/index.ts";
import { patience, waitFor } from "../bed/wait.ts";
import { must } from "./rig/must.ts";
import { ownMemory } from "./rig/own-memory.ts";
import { processNamed } from "./rig/process-tree.ts";
import { jobDirectory, leftOn, payload, type Rig, startRig } from "./rig/rig.ts";
import { type Factory, type PilotEnd, type RunningPilot, startFactory, transferred } from "./rig/running-pilot.ts";
import { settled } from "./rig/settled.ts";
import { jobStatus, shellJob, startedJob, submitOne, waitForStatus } from "./rig/shell-job.ts";

/** Leaves a service, and has the end tell of itself. */
const voScript = `#!/bin/sh
config="$1"
work=$(grep '^GLIDEIN_WORKSPACE_ORIG ' "$config" | cut -d ' ' -f 2-)
cat > "$work/.gwms.d/exec/cleanup/10_vo.sh" <<'END'
#!/bin/sh
echo "clean-up of $GLIDEIN_Name with $(grep -c . "$1") values"
END
chmod 755 "$work/.gwms.d/exec/cleanup/10_vo.sh"
if grep -q '^VO_SLOW ' "$config"; then
  printf '#!/bin/sh\\nsleep 300\\n' > "$work/.gwms.d/exec/cleanup/20_slow.sh"
  chmod 755 "$work/.gwms.d/exec/cleanup/20_slow.sh"
fi
/bin/sleep 3000 </dev/null >/dev/null 2>&1 &
exit 0
`;
const periodicScript = `#!/bin/sh\necho "Counted = $(grep -c . "$1")"\nexit 0\n`;

let rig: Rig;
let factory: Factory;
beforeAll(async () => {
  rig = await startRig();
  factory = await startFactory(rig, [
    { name: "vo.sh", content: voScript, type: "exec", list: "file_list" },
    { name: "often.sh", content: periodicScript, type: "exec", period: 2, prefix: "VO_", list: "file_list" },
  ]);
});
afterAll(async () => {
  await rig?.stop();
});

async function waiting(node: WorkerNode, parameters: Readonly<Record<string, string>> = {}): Promise<RunningPilot> {
  const pilot = await factory.start(node, { parameters });
  await pilot.saw(/^waits as a small program/mu);
  await settled(node, pilot.program.pid);
  return pilot;
}

const bareNode = (): Promise<WorkerNode> => rig.node({ condor: "none" }, null);
const left = (node: WorkerNode): readonly string[] =>
  leftOn(node).filter((name) => !transferred.has(name) && !name.startsWith("glidein-cache-"));
const ads = (node: WorkerNode) => rig.pool.ads("-constraint", `GLIDEIN_Site == "${node.name}"`);

/** The lines and documents that a factory looks for, in their order. */
function tells(end: PilotEnd, code: 0 | 1, document: RegExp): void {
  const order = [
    /=== Last script starting .* after validating for [0-9]+ ===/u,
    /=== Condor starting .*===/u,
    /=== Condor ended .* after [0-9]+ ===/u,
    /=== Stats of main ===[\s\S]*=== End Stats of main ===/u,
    /Total number of activations\/claims: [0-9]+/u,
    new RegExp(`=== Last script ended .* with code ${code} after [0-9]+ ===`, "u"),
    new RegExp(`=== Glidein ending .* with code ${code} after [0-9]+ ===`, "u"),
    /=== XML description of glidein activity ===\n[\s\S]*=== End XML description of glidein activity ===/u,
  ];
  let at = 0;
  for (const expression of order) {
    const found = expression.exec(end.stdout.slice(at));
    expect(found, `${String(expression)} in\n${end.stdout.slice(at)}`).not.toBeNull();
    at += found?.index ?? 0;
  }
  expect(end.stdout.slice(at)).toMatch(document);
  for (const log of ["MasterLog", "StartdLog"])
    expect(end.stderr).toContain(`${log}\n======== gzip | uuencode =============\nbegin-base64`);
  expect(end.stderr).toContain("=== Exit messages left by periodic scripts ===");
  expect(end.stderr + end.stdout).toContain("clean-up of v1_0 with ");
  expect(end.long).toContain('<OSGTestResult id="client_group/vo.sh"');
  expect(end.long).toContain('<OSGTestResult id="condor_startup.sh"');
  expect(end.long).toContain('<env name="condorg_cluster">1234</env>');
}

describe.concurrent("a factory's pilot that waits", () => {
  it("is two small programs, and ends at a signal with the factory's lines, documents and status", async () => {
    const node = await bareNode();
    // Nor does a clean-up that hangs cost the last words, for which a batch system leaves little time.
    const pilot = await waiting(node, { VO_SLOW: "1" });
    const job = await startedJob(rig.pool, node, "sleep 300");
    await waitFor("the periodic script", patience, async () =>
      (await ads(node)).some((ad) => Number(ad["VO_Counted"]) > 10) ? true : undefined,
    );
    expect(await ownMemory(node)).toBeLessThan(300);
    pilot.signal("SIGTERM");
    const end = await pilot.end();
    expect([end.status, end.signal], pilot.said()).toEqual([0, null]);
    tells(end, 0, /<status>OK<\/status>[\s\S]*name="CondorKilled"[^>]*>True</u);
    expect(left(node)).toEqual([]);
    expect(await ads(node)).toEqual([]);
    await waitForStatus(rig.pool, job, "idle");
    await rig.pool.exec(["condor_rm", String(job.cluster)]);
  });

  it("ends by itself after a job, and counts it", async () => {
    const node = await bareNode();
    const pilot = await waiting(node, { GLIDEIN_Max_Tail: "5" });
    const job = await submitOne(rig.pool, shellJob("sleep 2; exit 3", node.name));
    expect((await rig.pool.waitForHistory(job))["ExitCode"]).toBe(3);
    const end = await pilot.end();
    expect(end.status, pilot.said()).toBe(0);
    tells(end, 0, /name="AutoShutdown"[^>]*>True<[\s\S]*name="goodNZJobsNr"[^>]*>1</u);
    expect(left(node)).toEqual([]);
  });

  it("drains as ctl asks, and says so", async () => {
    const node = await bareNode();
    const pilot = await waiting(node);
    const job = await startedJob(rig.pool, node, "sleep 300");
    await must(node, [payload, "ctl", "drain", "--all", "--in", jobDirectory]);
    await pilot.saw(/^takes no new jobs: drained: asked to by pilot$/mu);
    expect(await jobStatus(rig.pool, job)).toBe("running");
    await must(node, [payload, "ctl", "stop", "--all", "--in", jobDirectory]);
    const end = await pilot.end();
    expect(end.status).toBe(0);
    tells(end, 0, /<status>OK</u);
    expect(left(node)).toEqual([]);
    await rig.pool.exec(["condor_rm", String(job.cluster)]);
  });
});

describe.concurrent("a factory's pilot that is hit while it waits", () => {
  for (const victim of ["keeper", "condor_master", "condor_startd"])
    it(`${victim} by SIGKILL: fails with 1 and the reason`, async () => {
      const node = await bareNode();
      const pilot = await waiting(node);
      process.kill(await processNamed(node, victim), "SIGKILL");
      const end = await pilot.end();
      expect([end.status, end.signal], pilot.said()).toEqual([1, null]);
      tells(end, 1, /<status>ERROR<[\s\S]*<metric name="failure"[^>]*>WN_Resource</u);
      expect(left(node)).toEqual([]);
      expect(await ads(node)).toEqual([]);
    });

  it("warden by SIGKILL: nothing runs a minute later, and gc removes the rest", async () => {
    const node = await bareNode();
    const pilot = await waiting(node);
    pilot.signal("SIGKILL");
    await pilot.end();
    await waitFor("nothing to run", 60_000, () =>
      // A service of the VO was started before there was a keeper.
      node.processes("pilot").some(({ state, command }) => state !== "Z" && !/sleep 3000/u.test(command))
        ? undefined
        : true,
    );
    expect(await must(node, [payload, "gc", "--in", jobDirectory])).toMatch(/^removed /u);
    expect(readdirSync(join(node.scratchDirectory, "job")).filter((name) => !transferred.has(name))).toEqual([]);
    expect(node.processes("pilot").filter(({ state }) => state !== "Z")).toEqual([]);
  });

  it("without a state that can be used it stops in time, with a factory's status", async () => {
    const node = await bareNode();
    const pilot = await waiting(node, { GLIDEIN_Stop_Timeout: "10" });
    const [work] = readdirSync(join(node.scratchDirectory, "job")).filter((name) => name.startsWith("glidein-"));
    writeFileSync(join(node.scratchDirectory, "job", String(work), "state"), "rubbish\n");
    process.kill(await processNamed(node, "keeper"), "SIGKILL");
    const end = await pilot.end();
    expect([end.status, end.signal]).toEqual([1, null]);
    expect(end.stderr).toMatch(/the state of the run cannot be used/u);
  });
});
