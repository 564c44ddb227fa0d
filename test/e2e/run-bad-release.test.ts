// An HTCondor that cannot be had, or for which there is no room: each with its own code, status, sentence and fix, and
// nothing left but the report.
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { condorTarball } from "../bed/index.ts";
import { brokenArchives } from "./rig/archives.ts";
import { fails } from "./rig/fails.ts";
import { must } from "./rig/must.ts";
import { jobDirectory, leftOn, type Rig, startRig } from "./rig/rig.ts";

let rig: Rig;
beforeAll(async () => {
  // A collector may be choosy about ads and tells nobody.
  rig = await startRig({ config: 'COLLECTOR_REQUIREMENTS = GLIDEIN_Site =!= "Unwanted"' });
});
afterAll(async () => {
  await rig?.stop();
});

describe.concurrent("an HTCondor that cannot be", () => {
  it("is not on the node", async () => {
    const node = await rig.node({ condor: "none" });
    await fails(rig, node, {}, { status: 71, code: "CONDOR_NOT_FOUND", says: /condor_master/u });
  });

  it("is a path that does not exist", async () => {
    const node = await rig.node({ condor: "none" });
    await fails(
      rig,
      node,
      { args: ["--condor", "/opt/nothing"] },
      { status: 71, code: "CONDOR_NOT_FOUND", says: /\/opt\/nothing/u },
    );
  });

  it("is a directory without one", async () => {
    const node = await rig.node({ condor: "none" });
    await fails(
      rig,
      node,
      { args: ["--condor", "/etc"] },
      { status: 71, code: "CONDOR_NOT_FOUND", says: /sbin\/condor_master/u },
    );
  });

  for (const { what, code, says, bytes } of brokenArchives)
    it(`is an archive that ${what}`, async () => {
      const node = await rig.node({ condor: "none" });
      writeFileSync(node.path("/scratch/condor.tar.gz"), bytes(await condorTarball(rig.bed)), { mode: 0o644 });
      const end = await fails(rig, node, { args: ["--condor", "/scratch/condor.tar.gz"] }, { status: 65, code, says });
      expect(end.stderr).toContain("/scratch/condor.tar.gz");
    });

  it("has another digest than it should", async () => {
    const node = await rig.node({ condor: "none" });
    const web = await rig.web({ "/condor.tar.gz": { body: "not it" } });
    await fails(
      rig,
      node,
      { args: ["--condor", `${web.url}/condor.tar.gz#sha256=${"0".repeat(64)}`] },
      { status: 65, code: "DIGEST_MISMATCH", says: /SHA-256/u },
    );
  });

  it("is a URL without a digest", async () => {
    const node = await rig.node({ condor: "none" });
    await fails(
      rig,
      node,
      { args: ["--condor", "http://web.bed.test/condor.tar.gz"] },
      { status: 78, code: "SETTING_INVALID", says: /sha256/u },
    );
  });

  it("is not on its server", async () => {
    const node = await rig.node({ condor: "none" });
    const web = await rig.web({});
    await fails(
      rig,
      node,
      { args: ["--condor", `${web.url}/gone.tar.gz#sha256=${"0".repeat(64)}`] },
      { status: 69, code: "FETCH_FAILED", says: /404/u },
    );
  });

  it("is on a server that refuses connections", async () => {
    const node = await rig.node({ condor: "none" });
    await fails(
      rig,
      node,
      { args: ["--condor", `http://web.bed.test:4/condor.tar.gz#sha256=${"0".repeat(64)}`] },
      { status: 69, code: "FETCH_FAILED", says: /ECONNREFUSED/u },
    );
  });

  it("has programs that do not run here", async () => {
    const node = await rig.node({ condor: "none" });
    const script =
      "mkdir -p condor/bin condor/sbin; printf '\\177ELF nonsense' | tee condor/bin/condor_version > condor/sbin/condor_master; chmod 755 condor/*/*";
    await must(node, ["sh", "-c", `cd /scratch; ${script}`]);
    await fails(
      rig,
      node,
      { args: ["--condor", "/scratch/condor"] },
      { status: 71, code: "CONDOR_BROKEN", says: /condor_version/u },
    );
  });
});

describe.concurrent("a node that has no room", () => {
  it("has a scratch directory that is full", async () => {
    const node = await rig.node({ scratchMiB: 1 });
    await must(node, ["sh", "-c", "dd if=/dev/zero of=/scratch/filler bs=4096 2>/dev/null || true"]);
    await fails(rig, node, { args: ["--work-dir", jobDirectory] }, { status: 71, code: "NO_SPACE", says: /scratch/u });
  });

  it("has too little room for the release", async () => {
    const node = await rig.node({ scratchMiB: 8, condor: "none" });
    const { file } = await condorTarball(rig.bed);
    await fails(
      rig,
      node,
      { args: ["--condor", await rig.published(file), "--work-dir", jobDirectory, "--warn-only", "scratch-space"] },
      { status: 71, code: "NO_SPACE", says: /no space/u },
    );
  });

  it("has a work directory that cannot be written", async () => {
    const node = await rig.node();
    await fails(rig, node, { args: ["--work-dir", "/etc"] }, { status: 71, code: "WORK_DIRECTORY", says: /\/etc/u });
  });

  it("has a work directory that is none", async () => {
    const node = await rig.node();
    await fails(
      rig,
      node,
      { args: ["--work-dir", "/scratch/nowhere"] },
      { status: 71, code: "WORK_DIRECTORY", says: /\/scratch\/nowhere/u },
    );
  });

  it("cannot write the report, which costs the report only", async () => {
    const node = await rig.node({}, null);
    const glidein = await rig.start(node, { cwd: "/etc" });
    expect((await glidein.end()).status).toBe(77);
    expect(leftOn(node)).toEqual([]);
  });
});
