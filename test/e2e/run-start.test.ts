// Who may start a glidein, and from where it takes HTCondor.
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WorkerNode } from "../bed/index.ts";
import { condorTarball } from "../bed/index.ts";
import { completed, endsWell } from "./rig/ends-well.ts";
import { leftOn, type Rig, startRig } from "./rig/rig.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  await rig?.stop();
});

describe.concurrent("root", () => {
  it("runs no glidein of its own", async () => {
    const node = await rig.node();
    for (const args of [[], ["--user", "root"], ["--user", "nobody-knows"]]) {
      const glidein = await rig.start(node, { user: "root", args });
      const end = await glidein.end();
      expect(end.status).toBe(64);
      expect(end.stderr).toMatch(/fix:/u);
    }
    expect(leftOn(node)).toEqual([]);
  });

  it("becomes the account that it is told, for good", async () => {
    const node = await rig.node();
    const glidein = await rig.start(node, { user: "root", args: ["--site", node.name, "--user", "pilot"] });
    await glidein.saw("startd-ready");
    const ofRoot = node.processes("root").filter(({ command }) => /glidein|condor/u.test(command));
    expect(ofRoot).toEqual([]);
    expect(await completed(rig, node, "test `id -u` = 5001 && test `id -g` = 5001")).toBe(0);
    glidein.signal("SIGTERM");
    await endsWell(node, glidein, /SIGTERM/u);
  });
});

describe.concurrent("HTCondor comes", () => {
  const serves = async (node: WorkerNode, args: readonly string[], env?: Readonly<Record<string, string>>) => {
    const glidein = await rig.start(node, {
      args: ["--site", node.name, ...args],
      ...(env === undefined ? {} : { env }),
    });
    const { from } = await glidein.saw("condor-found");
    expect(await completed(rig, node, "echo served")).toBe(0);
    glidein.signal("SIGTERM");
    await endsWell(node, glidein, /SIGTERM/u);
    return String(from);
  };

  it("from the node, in an empty environment", async () => {
    const node = await rig.node();
    expect(await serves(node, ["--work-dir", "/scratch/job"], {})).toContain("node");
  });

  it("from a directory", async () => {
    const { directory } = await condorTarball(rig.bed);
    const node = await rig.node({ condor: "none", mounts: [{ source: directory, target: "/release" }] });
    expect(await serves(node, ["--condor", "/release"])).toBe("/release");
  });

  it("from a tarball, named as the shell would", async () => {
    const { file } = await condorTarball(rig.bed);
    const node = await rig.node({ condor: "none" });
    writeFileSync(node.path("/scratch/condor.tar.gz"), readFileSync(file), { mode: 0o644 });
    expect(await serves(node, ["--condor", "../condor.tar.gz"])).toBe("/scratch/condor.tar.gz");
  });

  it("from a web server", async () => {
    const { file } = await condorTarball(rig.bed);
    const node = await rig.node({ condor: "none" });
    expect(await serves(node, ["--condor", await rig.published(file)])).toMatch(/^http:/u);
  });
});
