// Whatever a batch job gives a glidein that cannot work ends in bounded time, with its own code, status, sentence and
// fix, with no process and no file left but the report.
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WorkerNode } from "../bed/index.ts";
import { condorTarball } from "../bed/index.ts";
import { brokenArchives } from "./rig/archives.ts";
import { must } from "./rig/must.ts";
import {
  type GlideinOptions,
  jobDirectory,
  leftOn,
  payload,
  putToken,
  type Rig,
  startRig,
  tokenFile,
} from "./rig/rig.ts";
import { type GlideinEnd, reportOf } from "./rig/running-glidein.ts";

let rig: Rig;
beforeAll(async () => {
  // A collector may be choosy about ads and tells nobody.
  rig = await startRig({ config: 'COLLECTOR_REQUIREMENTS = GLIDEIN_Site =!= "Unwanted"' });
});
afterAll(async () => {
  await rig?.stop();
});

interface Expected {
  readonly status: number;
  readonly code: string;
  readonly says: RegExp;
  readonly within?: number;
}

/** Runs a glidein that must fail, and looks at everything that a failure owes. */
async function fails(node: WorkerNode, options: GlideinOptions, expected: Expected): Promise<GlideinEnd> {
  const glidein = await rig.start(node, options);
  const end = await glidein.end(((expected.within ?? 15) + 10) * 1000);
  expect(end.stderr).toContain(`[${expected.code}]`);
  expect(end.stderr).toMatch(expected.says);
  expect(end.stderr).toMatch(/^ {2}fix: {6}\S/mu);
  expect(end.status).toBe(expected.status);
  expect(end.seconds).toBeLessThan(expected.within ?? 15);
  expect(end.events.find(({ event }) => event === "failed")).toMatchObject({
    status: expected.status,
    failure: { code: expected.code },
  });
  expect(end.events.at(-1)).toMatchObject({ event: "ended", status: expected.status });
  expect(leftOn(node)).toEqual([]);
  return end;
}

describe.concurrent("a credential that is no good", () => {
  it("is missing", async () => {
    const node = await rig.node({}, null);
    await fails(node, {}, { status: 77, code: "CREDENTIAL_MISSING", says: /\/scratch\/token/u });
  });

  it("is not given at all", async () => {
    const node = await rig.node({}, null);
    await fails(
      node,
      { bare: true, args: ["--pool", rig.pool.address, "--hold", "0"] },
      { status: 77, code: "CREDENTIAL_MISSING", says: /no credential/u },
    );
  });

  it("is not readable", async () => {
    const node = await rig.node();
    await must(node, ["chmod", "000", tokenFile]);
    await fails(node, {}, { status: 77, code: "CREDENTIAL_UNREADABLE", says: /\/scratch\/token.*permission denied/u });
  });

  it("is no token", async () => {
    const node = await rig.node({}, null);
    await putToken(node, "-----BEGIN GARBAGE-----");
    await fails(node, {}, { status: 77, code: "CREDENTIAL_INVALID", says: /\/scratch\/token/u });
  });

  it("has expired", async () => {
    const node = await rig.node({}, { lifetimeSeconds: 1 });
    await must(node, ["sleep", "2"]);
    await fails(node, {}, { status: 77, code: "CREDENTIAL_EXPIRED", says: /\/scratch\/token/u });
  });

  it("ends too soon", async () => {
    const node = await rig.node({}, { lifetimeSeconds: 400 });
    await fails(node, {}, { status: 77, code: "CREDENTIAL_TOO_SHORT", says: /\/scratch\/token/u });
  });

  it("may not advertise a startd", async () => {
    const node = await rig.node({}, { authz: ["READ"] });
    await fails(node, {}, { status: 77, code: "CREDENTIAL_REFUSED", says: /ADVERTISE_STARTD/u });
  });

  it("is for somebody whom the pool does not let in", async () => {
    const node = await rig.node({}, { identity: "stranger@bed.test" });
    await fails(node, {}, { status: 77, code: "CREDENTIAL_REFUSED", says: /does not let/u });
  });
});

describe.concurrent("a pool that cannot be", () => {
  const withPool = (pool: string): GlideinOptions => ({
    bare: true,
    args: ["--pool", pool, "--token", tokenFile, "--hold", "0"],
  });

  it("is not named", async () => {
    const node = await rig.node();
    await fails(
      node,
      { bare: true, args: ["--token", tokenFile, "--hold", "0"] },
      { status: 78, code: "POOL_MISSING", says: /no pool/u },
    );
  });

  it("has a broken address", async () => {
    const node = await rig.node();
    await fails(node, withPool("cm:port:9618"), { status: 78, code: "POOL_INVALID", says: /GLIDEIN_Collector/u });
  });

  it("has a name that nobody knows", async () => {
    const node = await rig.node();
    await fails(node, withPool("nowhere.bed.test"), {
      status: 69,
      code: "COLLECTOR_UNREACHABLE",
      says: /nowhere\.bed\.test/u,
      within: 40,
    });
  });

  it("does not listen", async () => {
    const node = await rig.node();
    await fails(node, withPool("manager.bed.test:4"), {
      status: 69,
      code: "COLLECTOR_UNREACHABLE",
      says: /ECONNREFUSED/u,
    });
  });

  it("does not answer", async () => {
    const node = await rig.node();
    // Nobody has this address of the pool's network, and a firewall that drops looks the same.
    await must(node, ["true"]);
    await fails(node, withPool("203.0.113.9"), {
      status: 69,
      code: "COLLECTOR_UNREACHABLE",
      says: /203\.0\.113\.9/u,
      within: 60,
    });
  });

  it("accepts connections and says nothing", async () => {
    const node = await rig.node();
    const server = rig.pool.network.spawn([
      process.execPath,
      "-e",
      "require('net').createServer(() => {}).listen(9700, () => console.log('up'))",
    ]);
    await new Promise((up) => server.stdout?.once("data", up));
    await fails(node, withPool(`${rig.pool.network.hostName}:9700`), {
      status: 69,
      code: "COLLECTOR_UNREACHABLE",
      says: /does not answer/u,
      within: 60,
    });
  });
});

describe.concurrent("an HTCondor that cannot be", () => {
  it("is not on the node", async () => {
    const node = await rig.node({ condor: "none" });
    await fails(node, {}, { status: 71, code: "CONDOR_NOT_FOUND", says: /condor_master/u });
  });

  it("is a path that does not exist", async () => {
    const node = await rig.node({ condor: "none" });
    await fails(
      node,
      { args: ["--condor", "/opt/nothing"] },
      { status: 71, code: "CONDOR_NOT_FOUND", says: /\/opt\/nothing/u },
    );
  });

  it("is a directory without one", async () => {
    const node = await rig.node({ condor: "none" });
    await fails(
      node,
      { args: ["--condor", "/etc"] },
      { status: 71, code: "CONDOR_NOT_FOUND", says: /sbin\/condor_master/u },
    );
  });

  for (const { what, code, says, bytes } of brokenArchives)
    it(`is an archive that ${what}`, async () => {
      const node = await rig.node({ condor: "none" });
      writeFileSync(node.path("/scratch/condor.tar.gz"), bytes(await condorTarball(rig.bed)), { mode: 0o644 });
      const end = await fails(node, { args: ["--condor", "/scratch/condor.tar.gz"] }, { status: 65, code, says });
      expect(end.stderr).toContain("/scratch/condor.tar.gz");
    });

  it("has another digest than it should", async () => {
    const node = await rig.node({ condor: "none" });
    const web = await rig.web({ "/condor.tar.gz": { body: "not it" } });
    await fails(
      node,
      { args: ["--condor", `${web.url}/condor.tar.gz#sha256=${"0".repeat(64)}`] },
      { status: 65, code: "DIGEST_MISMATCH", says: /SHA-256/u },
    );
  });

  it("is a URL without a digest", async () => {
    const node = await rig.node({ condor: "none" });
    await fails(
      node,
      { args: ["--condor", "http://web.bed.test/condor.tar.gz"] },
      { status: 78, code: "SETTING_INVALID", says: /sha256/u },
    );
  });

  it("is not on its server", async () => {
    const node = await rig.node({ condor: "none" });
    const web = await rig.web({});
    await fails(
      node,
      { args: ["--condor", `${web.url}/gone.tar.gz#sha256=${"0".repeat(64)}`] },
      { status: 69, code: "FETCH_FAILED", says: /404/u },
    );
  });

  it("is on a server that refuses connections", async () => {
    const node = await rig.node({ condor: "none" });
    await fails(
      node,
      { args: ["--condor", `http://web.bed.test:4/condor.tar.gz#sha256=${"0".repeat(64)}`] },
      { status: 69, code: "FETCH_FAILED", says: /ECONNREFUSED/u, within: 30 },
    );
  });

  it("has programs that do not run here", async () => {
    const node = await rig.node({ condor: "none" });
    const script =
      "mkdir -p condor/bin condor/sbin; printf '\\177ELF nonsense' | tee condor/bin/condor_version > condor/sbin/condor_master; chmod 755 condor/*/*";
    await must(node, ["sh", "-c", `cd /scratch; ${script}`]);
    await fails(
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
    await fails(node, { args: ["--work-dir", jobDirectory] }, { status: 71, code: "NO_SPACE", says: /scratch/u });
  });

  it("has too little room for the release", async () => {
    const node = await rig.node({ scratchMiB: 8, condor: "none" });
    const { file } = await condorTarball(rig.bed);
    await fails(
      node,
      { args: ["--condor", await rig.published(file), "--work-dir", jobDirectory, "--warn-only", "scratch-space"] },
      { status: 71, code: "NO_SPACE", says: /no space/u },
    );
  });

  it("has a work directory that cannot be written", async () => {
    const node = await rig.node();
    await fails(node, { args: ["--work-dir", "/etc"] }, { status: 71, code: "WORK_DIRECTORY", says: /\/etc/u });
  });

  it("has a work directory that is none", async () => {
    const node = await rig.node();
    await fails(
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

describe.concurrent("a startd that does not come", () => {
  it("dies at once", async () => {
    const node = await rig.node();
    // Debian's release, but for the startd.
    const script = `mkdir -p release/sbin release/libexec && cd release && ln -s /usr/bin bin && ln -s /usr/lib lib &&
      ln -s /usr/libexec/condor libexec/condor && ln -s /usr/sbin/condor_* sbin/ && rm sbin/condor_startd &&
      printf '#!/bin/sh\\nexit 4\\n' > sbin/condor_startd && chmod 755 sbin/condor_startd`;
    await must(node, ["sh", "-ec", `cd /scratch; ${script}`]);
    await fails(
      node,
      { args: ["--condor", "/scratch/release"] },
      { status: 76, code: "STARTD_DIED", says: /condor_startd/u, within: 45 },
    );
  });

  it("is never seen by the collector", async () => {
    const node = await rig.node();
    await fails(
      node,
      { args: ["--ready-timeout", "6", "--site", "Unwanted"] },
      { status: 76, code: "STARTD_NEVER_READY", says: /within 6 s/u },
    );
  });
});

describe.concurrent("the hold", () => {
  it("keeps the node of a broken glidein by default, and a stop signal ends it at once", async () => {
    const node = await rig.node({}, null);
    const glidein = await rig.start(node, { bare: true, args: ["--pool", rig.pool.address] });
    const { seconds } = await glidein.saw("holding");
    expect(seconds).toBe(1200);
    expect(leftOn(node)).toHaveLength(1);
    expect(reportOf(node)).toMatchObject({ status: 77, failure: { code: "CREDENTIAL_MISSING" } });
    const asked = performance.now();
    glidein.signal("SIGTERM");
    const end = await glidein.end();
    expect(end.status).toBe(77);
    expect(performance.now() - asked).toBeLessThan(1500);
    expect(leftOn(node)).toEqual([]);
  });

  it("is no longer than what is left of the batch slot, whatever the credential has left", async () => {
    const node = await rig.node({}, { lifetimeSeconds: 400 });
    const glidein = await rig.start(node, {
      bare: true,
      args: ["--pool", rig.pool.address, "--token", tokenFile, "--walltime", "1500"],
    });
    const { seconds } = await glidein.saw("holding");
    expect(seconds).toBe(1200);
    glidein.signal("SIGINT");
    expect((await glidein.end()).status).toBe(77);

    const short = await rig.start(node, {
      bare: true,
      args: ["--pool", rig.pool.address, "--token", tokenFile, "--walltime", "900"],
    });
    expect((await short.saw("holding"))["seconds"]).toBeLessThan(901);
    short.signal("SIGQUIT");
    expect((await short.end()).status).toBe(77);
  });

  it("also keeps a node on which a setting is broken", async () => {
    const node = await rig.node();
    const glidein = await rig.start(node, { bare: true, args: ["--pool", "cm:port", "--token", tokenFile] });
    await glidein.saw("holding");
    glidein.signal("SIGTERM");
    expect((await glidein.end()).status).toBe(78);
  });

  it("is not for a person's typing error", async () => {
    const node = await rig.node();
    const done = await node.exec([payload, "run", "--polo", "x"], { env: {} });
    expect(done.status).toBe(64);
  });
});
