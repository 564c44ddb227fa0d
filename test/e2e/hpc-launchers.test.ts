// A launch by the launchers of batch systems that are not here, and by ones that do not work.
import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LaunchSummary } from "../../src/model/launch.ts";
import type { WorkerNode } from "../bed/index.ts";
import { installFakeLaunchers } from "./hpc/fake-launchers.ts";
import { must } from "./rig/must.ts";
import { payload, type Rig, startRig, tokenFile } from "./rig/rig.ts";

const home = "/home/pilot";
let rig: Rig;
let node: WorkerNode;
beforeAll(async () => {
  rig = await startRig();
  node = await rig.node({ name: "login" });
});
afterAll(() => rig?.stop());

const left = (): readonly string[] => [
  ...node.processes("pilot").map(({ command }) => command),
  ...["/tmp", "/var/tmp"].flatMap((path) => readdirSync(node.path(path))),
];

describe("the launcher of", () => {
  it("PBS, LSF, Grid Engine, Flux and a host list each start one glidein on a node that is named twice", async () => {
    const bin = await installFakeLaunchers(node, home);
    await must(node, ["sh", "-c", `printf 'login\\nlogin.bed.test\\n' > ${home}/nodes`]);
    await must(node, [
      "sh",
      "-c",
      `printf 'login 1 all.q@login <NULL>\\nlogin.bed.test 1 b.q@login UNDEFINED\\n' > ${home}/pe-hosts`,
    ]);
    const systems: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[]])[] = [
      ["pbs", { PBS_JOBID: "12.server", PBS_NODEFILE: `${home}/nodes` }, []],
      ["lsf", { LSB_JOBID: "13", LSB_MCPU_HOSTS: "login 1 login 1" }, []],
      ["sge", { JOB_ID: "14", SGE_ROOT: "/opt/sge", PE_HOSTFILE: `${home}/pe-hosts` }, []],
      ["flux", { FLUX_URI: "local:///run/flux", FLUX_ENCLOSING_ID: "f1" }, []],
      ["hosts", {}, ["--hosts", "nodes"]],
    ];
    const ended = await Promise.all(
      systems.map(([, env, options]) =>
        node.exec(
          [
            ...[payload, "launch", "--pool", rig.pool.address, "--token", tokenFile, "--hold", "0", ...options],
            ...["--set", "GLIDEIN_Max_Idle=8", "--walltime", "2h"],
          ],
          { cwd: home, env: { PATH: `${bin}:/usr/bin:/bin`, HOME: home, ...env } },
        ),
      ),
    );
    for (const [index, { status, stdout, stderr }] of ended.entries()) {
      expect(status, stderr).toBe(0);
      const summary = JSON.parse(stdout) as LaunchSummary;
      expect(summary).toMatchObject({ system: systems[index]?.[0], nodes: 1, counts: { served: 1, ended: 1 } });
      expect(summary.ranks).toMatchObject([{ host: "login.bed.test", why: expect.stringMatching(/work/u) }]);
    }
    expect(left()).toEqual([]);
  });

  it("nobody: one that hangs is ended, one that is not there is said, and nothing stays", async () => {
    const launch = (launcher: string): ReturnType<typeof node.exec> =>
      node.exec(
        [
          ...[payload, "launch", "--pool", rig.pool.address, "--token", tokenFile, "--hold", "0"],
          ...["--hosts", "x[1-3]", "--start-limit", "2", "--format", "table", "--launcher", launcher],
        ],
        { cwd: home },
      );
    const [hangs, missing, refuses] = await Promise.all(
      ["sh -c 'sleep 1000'", "no-such-launcher", "false"].map(launch),
    );
    expect(hangs?.status, hangs?.stderr).toBe(75);
    expect(hangs?.stdout).toMatch(/3 never started[^]*started no glidein/u);
    expect(missing?.status).toBe(75);
    expect(missing?.stderr).toMatch(/no-such-launcher: [^]*LAUNCHER_FAILED[^]*--launcher/u);
    expect(refuses?.status).toBe(75);
    expect(refuses?.stdout).toContain("false ended with status 1");
    expect(left()).toEqual([]);
  });
});
