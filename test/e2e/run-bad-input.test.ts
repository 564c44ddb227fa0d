// Whatever a batch job gives a glidein that cannot work ends in bounded time, with its own code, status, sentence and
// fix, with no process and no file left but the report.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fails } from "./rig/fails.ts";
import { must } from "./rig/must.ts";
import { type GlideinOptions, leftOn, payload, putToken, type Rig, startRig, tokenFile } from "./rig/rig.ts";
import { reportOf } from "./rig/running-glidein.ts";

let rig: Rig;
beforeAll(async () => {
  // A collector may be choosy about ads and tells nobody.
  rig = await startRig({ config: 'COLLECTOR_REQUIREMENTS = GLIDEIN_Site =!= "Unwanted"' });
});
afterAll(async () => {
  await rig?.stop();
});

describe.concurrent("a credential that is no good", () => {
  it("is missing", async () => {
    const node = await rig.node({}, null);
    await fails(rig, node, {}, { status: 77, code: "CREDENTIAL_MISSING", says: /\/scratch\/token/u });
  });

  it("is not given at all", async () => {
    const node = await rig.node({}, null);
    await fails(
      rig,
      node,
      { bare: true, args: ["--pool", rig.pool.address, "--hold", "0"] },
      { status: 77, code: "CREDENTIAL_MISSING", says: /no credential/u },
    );
  });

  it("is not readable", async () => {
    const node = await rig.node();
    await must(node, ["chmod", "000", tokenFile]);
    await fails(
      rig,
      node,
      {},
      { status: 77, code: "CREDENTIAL_UNREADABLE", says: /\/scratch\/token.*permission denied/u },
    );
  });

  it("is no token", async () => {
    const node = await rig.node({}, null);
    await putToken(node, "-----BEGIN GARBAGE-----");
    await fails(rig, node, {}, { status: 77, code: "CREDENTIAL_INVALID", says: /\/scratch\/token/u });
  });

  it("has expired", async () => {
    const node = await rig.node({}, { lifetimeSeconds: 1 });
    await must(node, ["sleep", "2"]);
    await fails(rig, node, {}, { status: 77, code: "CREDENTIAL_EXPIRED", says: /\/scratch\/token/u });
  });

  it("ends too soon", async () => {
    const node = await rig.node({}, { lifetimeSeconds: 400 });
    await fails(rig, node, {}, { status: 77, code: "CREDENTIAL_TOO_SHORT", says: /\/scratch\/token/u });
  });

  it("may not advertise a startd", async () => {
    const node = await rig.node({}, { authz: ["READ"] });
    await fails(rig, node, {}, { status: 77, code: "CREDENTIAL_REFUSED", says: /ADVERTISE_STARTD/u });
  });

  it("is for somebody whom the pool does not let in", async () => {
    const node = await rig.node({}, { identity: "stranger@bed.test" });
    await fails(rig, node, {}, { status: 77, code: "CREDENTIAL_REFUSED", says: /does not let/u });
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
      rig,
      node,
      { bare: true, args: ["--token", tokenFile, "--hold", "0"] },
      { status: 78, code: "POOL_MISSING", says: /no pool/u },
    );
  });

  it("has a broken address", async () => {
    const node = await rig.node();
    await fails(rig, node, withPool("cm:port:9618"), { status: 78, code: "POOL_INVALID", says: /GLIDEIN_Collector/u });
  });

  it("has a name that nobody knows", async () => {
    const node = await rig.node();
    await fails(rig, node, withPool("nowhere.bed.test"), {
      status: 69,
      code: "COLLECTOR_UNREACHABLE",
      says: /nowhere\.bed\.test/u,
    });
  });

  it("does not listen", async () => {
    const node = await rig.node();
    await fails(rig, node, withPool("manager.bed.test:4"), {
      status: 69,
      code: "COLLECTOR_UNREACHABLE",
      says: /ECONNREFUSED/u,
    });
  });

  it("does not answer", async () => {
    const node = await rig.node();
    // Nobody has this address of the pool's network, and a firewall that drops looks the same.
    await must(node, ["true"]);
    await fails(rig, node, withPool("203.0.113.9"), {
      status: 69,
      code: "COLLECTOR_UNREACHABLE",
      says: /203\.0\.113\.9/u,
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
    await fails(rig, node, withPool(`${rig.pool.network.hostName}:9700`), {
      status: 69,
      code: "COLLECTOR_UNREACHABLE",
      says: /does not answer/u,
    });
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
      rig,
      node,
      { args: ["--condor", "/scratch/release"] },
      { status: 76, code: "STARTD_DIED", says: /condor_startd/u },
    );
  });

  it("ends by its idle limit, unseen by the collector", async () => {
    const node = await rig.node();
    await fails(
      rig,
      node,
      {
        args: ["--ready-timeout=300", "--site=Unwanted", "--set=GLIDEIN_Max_Idle=5", "--set=GLIDEIN_Update_Interval=5"],
      },
      { status: 76, code: "STARTD_DIED", says: /condor_startd: ended by itself with exit status 99 /u },
    );
  });

  it("is told to stop while it waits", async () => {
    const node = await rig.node();
    const glidein = await rig.start(node, { args: ["--ready-timeout", "300", "--site", "Unwanted"] });
    await glidein.saw("waiting-for-ad");
    await must(node, [payload, "ctl", "stop"]);
    expect((await glidein.end(60_000)).status).toBe(0);
    expect(leftOn(node)).toEqual([]);
  });

  it("is never seen by the collector", async () => {
    const node = await rig.node();
    await fails(
      rig,
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
    // Its process, and a note for ctl.
    expect(leftOn(node)).toEqual([expect.stringContaining(payload), expect.stringMatching(/^glidein-[0-9a-f]{6}$/u)]);
    expect(reportOf(node)).toMatchObject({ status: 77, failure: { code: "CREDENTIAL_MISSING" } });
    const asked = performance.now();
    glidein.signal("SIGTERM");
    const end = await glidein.end();
    expect(end.status).toBe(77);
    expect(performance.now() - asked).toBeLessThan(30_000);
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

  it.each(["--pool=cm:port", "--cpus=many"])("of %s is no longer than the batch slot, either", async (broken) => {
    const node = await rig.node();
    const end = Math.floor(Date.now() / 1000) + 600;
    const glidein = await rig.start(node, {
      bare: true,
      args: [broken, "--token", tokenFile],
      env: { SLURM_JOB_ID: "4711", SLURM_JOB_END_TIME: String(end) },
    });
    expect((await glidein.saw("holding"))["until"]).toBeCloseTo(end, 1);
    glidein.signal("SIGTERM");
    expect((await glidein.end()).status).toBe(78);
  });

  it("is not for a person's typing error", async () => {
    const node = await rig.node();
    const done = await node.exec([payload, "run", "--polo", "x"], { env: {} });
    expect(done.status).toBe(64);
  });
});
