// A node with every route removed but the one to the gateway, an edge there, and a pool of an older HTCondor.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  imageMarker,
  imagePath,
  patience,
  pilot,
  type RunningProgram,
  type WorkerNode,
  waitFor,
} from "../bed/index.ts";
import { description, edgeCommand, type Gateway, startGateway } from "./edge/gateway.ts";
import { endsWell } from "./rig/ends-well.ts";
import { fails } from "./rig/fails.ts";
import { must } from "./rig/must.ts";
import { type Rig, startRig } from "./rig/rig.ts";
import { shellJob, submitOne } from "./rig/shell-job.ts";

let rig: Rig;
let gateway: Gateway;
let gate: WorkerNode;
let edge: RunningProgram;

beforeAll(async () => {
  rig = await startRig();
  gateway = await startGateway(rig);
  gate = gateway.gate;
  edge = await gateway.start();
});
afterAll(async () => {
  await rig?.stop();
});

const through = (node: WorkerNode): readonly string[] => ["--edge", description, "--site", node.name];

/** The edge was killed and serves again, or will not any more. */
const back = Promise.withResolvers<void>();

describe.concurrent("a node whose only way leads to the gateway", () => {
  it("fetches HTCondor, joins the pool, runs jobs in containers, and goes on when the edge is killed and comes back", async ({
    onTestFinished,
  }) => {
    onTestFinished(() => back.resolve());
    const node = await gateway.closedNode("inner");
    const glidein = await rig.start(node, { args: [...through(node), "--condor", gateway.release] });
    await glidein.saw("startd-ready");
    const [slot] = await rig.pool.ads("-const", `GLIDEIN_Site == "${node.name}"`);
    expect(slot).toMatchObject({ CondorVersion: expect.stringContaining(gateway.condor.top.split("-")[1] ?? "?") });
    const contained = shellJob(`cat ${imageMarker.path}; sleep 12; echo whole`, node.name).replace(
      "queue\n",
      `+SingularityImage = "${imagePath}"\nqueue\n`,
    );
    const { jobs, directory } = await rig.pool.submit(contained);
    const job = jobs[0] ?? { cluster: 0, proc: 0 };
    const log = join(directory, "job.log");
    // The queue says "running" while the files are still on their way.
    await waitFor("the job to be executed", patience, () =>
      /^001 /mu.test(readFileSync(log, "utf8")) ? true : undefined,
    );
    edge.signal("SIGKILL");
    await edge.ended;
    const before = gateway.described();
    edge = await gateway.start();
    back.resolve();
    const after = gateway.described();
    expect({ ...after, startedAt: 0, expiresAt: 0 }).toEqual({ ...before, startedAt: 0, expiresAt: 0 });
    // An access point of HTCondor 23.9 finds its job again, and then runs it anew: it cannot take the output over a second
    // connection. That is so with every broken connection, also without an edge.
    expect((await rig.pool.waitForHistory(job))["ExitCode"]).toBe(0);
    expect(readFileSync(log, "utf8")).toMatch(/^023 .* Job reconnected to .*inner/mu);
    expect(readFileSync(join(directory, "job.out"), "utf8")).toBe(`${imageMarker.text}whole\n`);
    expect(glidein.events.filter(({ event }) => event === "master-started").length).toBe(1);
    const second = await submitOne(rig.pool, shellJob("echo again", node.name));
    expect((await rig.pool.waitForHistory(second))["ExitCode"]).toBe(0);
    glidein.signal("SIGTERM");
    await endsWell(node, glidein, /SIGTERM/u);
  });

  it("is told what is wrong with the way", async () => {
    const node = await gateway.closedNode("told");
    await back.promise;
    const refused = (options: readonly string[], code: string, status: number, says: RegExp): Promise<unknown> =>
      fails(rig, node, { args: options }, { code, status, says });
    await refused(["--condor", "/condor25"], "COLLECTOR_UNREACHABLE", 69, /glidein edge/u);
    await must(node, [
      "sh",
      "-c",
      `sed 's/"address": "[^"]*"/"address": "${gate.address}:9"/' ${description} > /shared/dead.json`,
    ]);
    await must(node, ["sh", "-c", "cp -p /shared/edge/*.token /shared/edge/*.key /shared/"]);
    await refused(
      ["--condor", "/condor25", "--edge", "/shared/dead.json"],
      "COLLECTOR_UNREACHABLE",
      69,
      /ECONNREFUSED/u,
    );
    const old = await rig.node({ name: "old", mounts: gateway.mounts });
    await fails(
      rig,
      old,
      { args: through(old) },
      { code: "CONDOR_BROKEN", status: 71, says: /cannot go through an edge/u },
    );
    const validated = await node.exec(
      [
        "/payload/glidein",
        "validate",
        "--edge",
        description,
        "--condor",
        "/condor25",
        "--pool",
        rig.pool.address,
        "--only",
      ].concat("edge-reachable,edge-condor,collector-reachable"),
    );
    expect(JSON.parse(validated.stdout)).toMatchObject({
      verdict: "pass",
      checks: [{ status: "pass" }, { status: "pass" }, { status: "pass" }],
    });
  });
});

describe("an edge", () => {
  it("lets in nobody else of its host, and listens at its address alone", async () => {
    const listeners = await must(gate, ["sh", "-c", "ss -Hltn | awk '{print $4}'"]);
    for (const line of listeners.trim().split("\n")) expect(line).toMatch(new RegExp(`^${gate.address}:`, "u"));
    const files = await gate.exec(["sh", "-c", "cat /shared/edge/*; ls /shared/edge"], { user: "alice" });
    expect(files.stdout).toBe("");
    const { broker, relay } = gateway.described();
    const asked = await gate.exec(
      [
        "curl",
        "-sS",
        "-x",
        `http://${relay.address}`,
        "-o",
        "/dev/null",
        "-w",
        "%{http_code}",
        gateway.release.replace(/#.*/u, ""),
      ],
      { user: "alice" },
    );
    expect(asked.stdout).toBe("407");
    const pinged = await gate.exec(
      [
        "env",
        "CONDOR_CONFIG=/dev/null",
        "_CONDOR_SEC_CLIENT_AUTHENTICATION_METHODS=FS,IDTOKENS,SSL",
        "_CONDOR_SEC_DEFAULT_AUTHENTICATION=REQUIRED",
      ].concat([
        "_CONDOR_LOG=/tmp",
        "/condor25/bin/condor_ping",
        "-addr",
        `<${broker.address}>`,
        "-quiet",
        "DAEMON",
        "READ",
      ]),
      { user: "alice" },
    );
    expect(pinged.status).not.toBe(0);
  });

  it("serves once with one state, tells what it does, and is stopped from anywhere", async () => {
    const twice = await gate.exec(edgeCommand("start", ...gateway.options));
    expect(twice.status).toBe(64);
    expect(twice.stderr).toMatch(/serves with this state already: process \d+ on gate/u);
    const status = await gate.exec(edgeCommand("status", "--edge-state", "/shared/edge", "--format", "json"));
    expect(JSON.parse(status.stdout)).toMatchObject({ schema: "glidein.edge-status/1", host: gate.hostName });
    const other = await gateway.closedNode("other");
    const stopped = await other.exec(edgeCommand("stop", "--edge-state", "/shared/edge"));
    expect(stopped.status).toBe(0);
    expect((await edge.ended).status).toBe(0);
    expect(gate.processes(pilot.name)).toEqual([]);
    expect(await must(gate, ["ls", "/scratch/job"])).toBe("");
    edge = await gateway.start();
    edge.signal("SIGTERM");
    expect(await edge.ended).toEqual({ status: 0, signal: null });
    expect(gate.processes(pilot.name)).toEqual([]);
    expect(await must(gate, ["ls", "/scratch/job"])).toBe("");
    const gone = await gate.exec(edgeCommand("status", "--edge-state", "/shared/edge"));
    expect(gone.status).toBe(75);
    expect(gone.stderr).toMatch(/does not answer: ECONNREFUSED/u);
  });

  it.each([
    ["without a pool", ["--edge-state", "/scratch/e1"], 78, /names? the pool|no pool/iu],
    [
      "in a directory that others can enter",
      ["--edge-state", "/shared", "--pool", "cm.test"],
      71,
      /others have access/u,
    ],
    [
      "with an HTCondor that knows no edges",
      ["--edge-state", "/scratch/e2", "--pool", "cm.test"],
      71,
      /cannot be an edge|no condor_master/u,
    ],
    [
      "at an address of another host",
      ["--edge-state", "/scratch/e3", "--pool", "cm.test", "--listen", "192.0.2.250"],
      78,
      /does not have this address/u,
    ],
    [
      "at ports that only root may have",
      ["--edge-state", "/scratch/e6", "--pool", "cm.test", "--ports", "80,81"],
      78,
      /only root may listen there/u,
    ],
    [
      "with a network that is none",
      ["--edge-state", "/scratch/e4", "--pool", "cm.test", "--reach", "10.0.0.0/99"],
      78,
      /neither a host nor a network/u,
    ],
    ["as root", ["--edge-state", "/scratch/e5"], 64, /started as root/u],
  ] as const)("does not start %s", async (what, options, status, says) => {
    const done = await gate.exec(edgeCommand("start", ...options), {
      ...(what === "as root" ? { user: "root" } : {}),
    });
    expect(done.stderr).toMatch(says);
    expect(done.stderr).toMatch(/fix:/u);
    expect(done.status).toBe(status);
  });
});
