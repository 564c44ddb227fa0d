// A start from outside: a desk, an sshd of the account's own in front of a real Slurm, one connection.
import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { condorTarball, patience, pilot, waitFor } from "../bed/index.ts";
import { must } from "./rig/must.ts";
import { type Rig, startRig } from "./rig/rig.ts";
import { shellJob, submitOne } from "./rig/shell-job.ts";
import { type Desk, deskToken, startDesk } from "./submit/desk.ts";

let rig: Rig;
let desk: Desk["desk"];
let cluster: Desk["cluster"];
let submitFrom: Desk["submit"];
let logins: Desk["logins"];

beforeAll(async () => {
  rig = await startRig();
  ({ desk, cluster, submit: submitFrom, logins } = await startDesk(rig));
});
// What one test leaves running would keep the nodes from the next.
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await cluster.command(["scancel", "--user=pilot"]);
});
afterAll(async () => {
  await rig?.stop();
});

const job = (...more: readonly string[]): readonly string[] => [
  ...["hpc", "--pool", rig.pool.address, "--token", deskToken, "--nodes", "2", "--time", "20m", "--hold", "0"],
  ...["--set", "GLIDEIN_Site=submitted", "--work-dir", "/scratch", ...more],
];

describe("glidein submit", () => {
  it("starts glideins in a batch job there, follows it, and cancels it when it is told to", async () => {
    const one = await submitFrom(job("--interrupt", "cancel"));
    const connected = await one.saw("connected");
    expect(connected).toMatchObject({ opened: true, directory: "/home/pilot/.glidein/submit" });
    expect(Number((await one.saw("payload"))["copied"])).toBeGreaterThan(1_000_000);
    const submitted = await one.saw("submitted");
    const directory = String(submitted["directory"]);
    await one.saw("batch-state", ({ state }) => String(state).startsWith("RUNNING"));
    const secret = readFileSync(desk.path(deskToken), "utf8").trim();
    for (const machine of [desk, cluster.head, ...cluster.nodes])
      for (const { command } of machine.processes()) expect(command).not.toContain(secret);
    const modes = await must(cluster.head, [
      "stat",
      "-c",
      "%a %n",
      directory,
      `${directory}/token`,
      "/home/pilot/.glidein/submit",
    ]);
    expect(modes).toBe(`700 ${directory}\n600 ${directory}/token\n700 /home/pilot/.glidein/submit\n`);
    await waitFor("two glideins", patience, async () => {
      const slots = await rig.pool.ads("-const", 'GLIDEIN_Site == "submitted" && MyAddress =!= undefined');
      return slots.length === 2 ? true : undefined;
    });
    const served = await submitOne(rig.pool, shellJob("uname -n", "submitted"));
    expect((await rig.pool.waitForHistory(served))["ExitCode"]).toBe(0);

    const second = await submitFrom(job("--no-follow", "--no-open"));
    expect(await second.saw("connected")).toMatchObject({ opened: false });
    expect(await second.saw("payload")).toMatchObject({ copied: 0 });
    const waiting = String((await second.saw("submitted"))["job"]);
    expect((await second.end()).status).toBe(0);
    await cluster.command(["scancel", waiting]);
    expect(logins()).toBe(1);

    one.signal("SIGINT");
    await one.saw("cancelled");
    expect((await one.end()).status).toBe(0);
    expect((await cluster.waitForEnd(String(submitted["job"]))).state).toBe("CANCELLED");
    await waitFor("the nodes to be clean", patience, () =>
      cluster.nodes.every((node) => node.processes(pilot.name).length === 0) ? true : undefined,
    );
  });

  it("tells the end of a job, and what it said; its token goes", async () => {
    await must(desk, [
      "sh",
      "-c",
      "printf '#!/bin/sh\\n#SBATCH --output=glidein-%%j.out\\necho three words here; exit 71\\n' > own.sh",
    ]);
    const one = await submitFrom([...job(), "--script", "/home/alice/own.sh"]);
    const submitted = await one.saw("submitted");
    expect(await one.saw("batch-ended")).toMatchObject({ status: 71 });
    expect(await one.saw("batch-output")).toMatchObject({ lines: ["three words here"] });
    expect((await one.end()).status).toBe(71);
    const left = await must(cluster.head, ["ls", String(submitted["directory"])]);
    expect(left.split("\n")).not.toContain("token");
  });

  it("removes what has expired there", async () => {
    await must(cluster.head, [
      "sh",
      "-ec",
      "cd .glidein/submit/jobs; mkdir old; echo 5 > old/expires; mkdir odd; echo x > odd/expires",
    ]);
    const one = await submitFrom(job("--no-follow"));
    expect(await one.saw("expired")).toMatchObject({ directory: "/home/pilot/.glidein/submit/jobs/old" });
    await cluster.command(["scancel", String((await one.saw("submitted"))["job"])]);
    expect((await one.end()).status).toBe(0);
    expect(await must(cluster.head, ["ls", "/home/pilot/.glidein/submit/jobs"])).toMatch(/^odd$/mu);
  });

  it.each([
    ["a queue that is none", () => job("--queue", "nowhere"), 78, "SUBMIT_REFUSED", /partition/iu],
    [
      "a directory that cannot be written",
      () => job("--remote-dir", "/proc/none"),
      71,
      "WORK_DIRECTORY",
      /--remote-dir/u,
    ],
    ["a full disk", () => job("--remote-dir", "/home/pilot/full/x"), 71, "NO_SPACE", /no space/u],
    [
      "a host that has another key",
      () => ["other", "--control-path", "/home/alice/o.sock", ...job().slice(1)],
      77,
      "SSH_REFUSED",
      /host key/u,
    ],
    [
      "a host that lets nobody in",
      () => ["stranger", "--control-path", "/home/alice/s.sock", ...job().slice(1)],
      77,
      "SSH_REFUSED",
      /not let this account in/u,
    ],
    ["a host that is none", () => ["nowhere.invalid", ...job().slice(1)], 69, "SSH_FAILED", /looked up/u],
    [
      "a token that is not there",
      () => [...job().slice(0, 4), "/none", ...job().slice(5)],
      77,
      "CREDENTIAL_UNREADABLE",
      /none/u,
    ],
    ["an option instead of a host", () => ["--", "-oProxyCommand=x"], 64, "USAGE", /host/u],
  ] as const)("says what is wrong with %s, and leaves no job", async (_what, options, status, code, says) => {
    const config = readFileSync(desk.path("/home/alice/.ssh/config"), "utf8");
    if (!config.includes("Host other"))
      await must(
        desk,
        ["sh", "-c", "cat >> .ssh/config; ssh-keygen -q -t ed25519 -N '' -f strange"],
        `Host other\n  HostName ${cluster.head.hostName}\n  Port 2222\n  User pilot\n  HostKeyAlias other\n  StrictHostKeyChecking yes\nHost stranger\n  HostName ${cluster.head.hostName}\n  Port 2222\n  User pilot\n  IdentityFile ~/strange\n  IdentitiesOnly yes\n  HostKeyAlias [${cluster.head.hostName}]:2222\n`,
      );
    const before = await must(cluster.head, ["sh", "-c", "ls .glidein/submit/jobs | wc -l"]);
    const one = await submitFrom(options());
    const end = await one.end();
    expect(end.stderr).toMatch(new RegExp(`\\[(?:${code})\\]`, "u"));
    expect(end.stderr).toMatch(says);
    expect(end.status).toBe(status);
    expect(await must(cluster.head, ["sh", "-c", "ls .glidein/submit/jobs | wc -l"])).toBe(before);
    expect(await cluster.command(["squeue", "-h"])).toBe("");
  });

  it("starts them on nodes whose only way out is an edge on the login node", async () => {
    const { head } = cluster;
    const release = await rig.published((await condorTarball(rig.bed, "newest")).file);
    const relay = ["--relay", release.replace(/[^/]*$/u, ""), "--condor", "/condor25"];
    const options = ["--pool", rig.pool.address, "--reach", rig.pool.machine.hostName, ...relay];
    const edge = await head.spawn(["/payload/glidein", "edge", "start", ...options, "--events", "json"]);
    let said = "";
    edge.child.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    await waitFor("the edge", patience, () => (said.includes('"edge-ready"') ? true : undefined), {
      whyNot: () => said,
    });
    for (const node of cluster.nodes) {
      const ways = [head, ...cluster.nodes].map(({ address }) => `ip route add ${address}/32 dev eth0`);
      const done = await node.exec(["sh", "-c", `ip route flush table main; ${ways.join("; ")}`], { user: "root" });
      expect(done.stderr).toBe("");
      await must(node, ["sh", "-c", `! ip route get ${rig.pool.machine.address}`]);
    }
    const closed = ["--edge", "/home/pilot/.glidein/edge/edge.json", "--condor", release, "--interrupt", "cancel"];
    const one = await submitFrom(job(...closed, "--set", "GLIDEIN_Site=closed"));
    await waitFor("two glideins", patience, async () => {
      const slots = await rig.pool.ads("-const", 'GLIDEIN_Site == "closed" && MyAddress =!= undefined');
      return slots.length === 2 ? true : undefined;
    });
    const served = await submitOne(rig.pool, shellJob("uname -n", "closed"));
    expect((await rig.pool.waitForHistory(served))["ExitCode"]).toBe(0);
    one.signal("SIGINT");
    await one.saw("cancelled");
    expect((await one.end()).status).toBe(0);
    await waitFor("the nodes to be clean", patience, () =>
      cluster.nodes.every((node) => node.processes(pilot.name).length === 0) ? true : undefined,
    );
    edge.signal("SIGTERM");
    expect((await edge.ended).status).toBe(0);
  });

  it("says which job goes on when the connection is lost", async () => {
    await must(desk, ["sh", "-c", "printf '#!/bin/sh\\nsleep 100\\n' > long.sh"]);
    const one = await submitFrom([...job(), "--script", "/home/alice/long.sh"]);
    const submitted = await one.saw("submitted");
    await one.saw("batch-state");
    await must(desk, ["sh", "-c", "ssh -S '/home/alice/.glidein/ssh/%C' -O exit hpc"]);
    const end = await one.end();
    expect(await one.saw("left-running")).toMatchObject({ job: submitted["job"] });
    expect(end.stderr).toMatch(/\[SSH_FAILED\]/u);
    expect(end.status).toBe(69);
    await cluster.command(["scancel", String(submitted["job"])]);
  });
});
