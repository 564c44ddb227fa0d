// A start from outside: a desk, an sshd of the account's own in front of a real Slurm, one connection.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Machine, SlurmCluster } from "../bed/index.ts";
import { alice, pilot, startSlurm, waitFor } from "../bed/index.ts";
import { slurmRoot } from "../bed/slurm-root.ts";
import { startMachine } from "../bed/start-machine.ts";
import { must } from "./rig/must.ts";
import { executable, type Rig, startRig } from "./rig/rig.ts";
import type { SeenEvent } from "./rig/running-glidein.ts";
import { shellJob, submitOne } from "./rig/shell-job.ts";

const payload = { source: join(executable, ".."), target: "/payload" };
const token = "/home/alice/token";

let rig: Rig;
let cluster: SlurmCluster;
let desk: Machine;

beforeAll(async () => {
  rig = await startRig();
  cluster = await startSlurm(rig.bed, rig.pool, { nodes: [{ name: "c1" }, { name: "c2" }] });
  desk = await startMachine({
    ...{ name: "desk", root: await slurmRoot(rig.bed), directory: join(rig.pool.directory, "desk") },
    ...{
      network: rig.pool.network,
      defaultUser: alice.name,
      own: [],
      mounts: [payload],
      tmpfs: [],
      hide: [],
      maskProc: false,
    },
  });
  await rig.pool.onStop(() => desk.stop());
  await must(desk, ["sh", "-c", `umask 077; cat > ${token}`], `${await rig.pool.token()}\n`);
  await startSshd();
  const full =
    "install -d -o pilot -g pilot /home/pilot/full; mount -t tmpfs -o size=16k,uid=5001 full /home/pilot/full";
  await cluster.command(["sh", "-ec", full], { user: "root" });
}, 240_000);
afterAll(async () => {
  await rig?.stop();
});

/** An sshd as an ordinary user has it, with a site's noisy profile; `ssh hpc` on the desk leads there. */
async function startSshd(): Promise<void> {
  await must(desk, ["sh", "-ec", "umask 077; mkdir .ssh; ssh-keygen -q -t ed25519 -N '' -f .ssh/id_ed25519"]);
  const key = await must(desk, ["cat", "/home/alice/.ssh/id_ed25519.pub"]);
  const script = `umask 077; mkdir .sshd; cat > .sshd/keys
    ssh-keygen -q -t ed25519 -N '' -f .sshd/host
    cat > .sshd/login <<'X'
#!/bin/sh
echo 'Welcome to the cluster. glidein-submit: is no word of ours'
printf 'and this line has no end: '
exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"
X
    chmod 700 .sshd/login
    printf '%s\\n' 'Port 2222' 'HostKey /home/pilot/.sshd/host' 'PidFile none' 'UsePAM no' 'StrictModes no' \\
      'AuthorizedKeysFile /home/pilot/.sshd/keys' 'ForceCommand /home/pilot/.sshd/login' > .sshd/config
    cat .sshd/host.pub`;
  const hostKey = await must(cluster.head, ["sh", "-ec", script], key);
  const serving = await cluster.head.spawn(["/usr/sbin/sshd", "-D", "-e", "-f", "/home/pilot/.sshd/config"]);
  serving.child.stderr?.on("data", (chunk: Buffer) => {
    sshdSaid += chunk.toString();
  });
  const known = `[${cluster.head.hostName}]:2222 ${hostKey.split(" ").slice(0, 2).join(" ")}\n`;
  await must(desk, ["sh", "-c", "cat > .ssh/known_hosts"], known);
  const config = `Host hpc\n  HostName ${cluster.head.hostName}\n  Port 2222\n  User pilot\n  StrictHostKeyChecking yes\n`;
  await must(desk, ["sh", "-c", "cat > .ssh/config"], config);
  await waitFor("sshd", 20_000, () => (sshdSaid.includes("listening") ? true : undefined), { whyNot: () => sshdSaid });
}
let sshdSaid = "";
const logins = (): number => sshdSaid.split("Accepted publickey").length - 1;

interface Submitting {
  readonly saw: (name: string, fits?: (event: SeenEvent) => boolean) => Promise<SeenEvent>;
  readonly signal: (name: NodeJS.Signals) => void;
  readonly end: () => Promise<{ readonly status: number | null; readonly stderr: string }>;
}

async function submitFrom(options: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Submitting> {
  const program = await desk.spawn(["/payload/glidein", "submit", "--events", "json", "--poll", "1", ...options], {
    env: { PATH: "/usr/bin:/bin", HOME: alice.home, ...env },
  });
  const events: SeenEvent[] = [];
  let stdout = "";
  let stderr = "";
  program.child.stdout?.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    const lines = stdout.split("\n");
    stdout = lines.pop() ?? "";
    for (const line of lines) events.push(JSON.parse(line) as SeenEvent);
  });
  program.child.stderr?.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const story = (): string => `${events.map((one) => JSON.stringify(one)).join("\n")}\n${stderr}`;
  let over = false;
  const closed = new Promise<number | null>((resolve) => {
    program.child.once("close", (status) => {
      over = true;
      resolve(status);
    });
  });
  return {
    saw: (name, fits = () => true) =>
      waitFor(
        name,
        90_000,
        () => {
          const found = events.find((one) => one.event === name && fits(one));
          if (found === undefined && over) throw new Error(`ended without ${name}:\n${story()}`);
          return found;
        },
        { whyNot: story },
      ),
    signal: (name) => program.signal(name),
    end: async () => ({ status: await closed, stderr }),
  };
}

const job = (...more: readonly string[]): readonly string[] => [
  ...["hpc", "--pool", rig.pool.address, "--token", token, "--nodes", "2", "--time", "20m", "--hold", "0"],
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
    const secret = readFileSync(desk.path(token), "utf8").trim();
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
    await waitFor("two glideins", 60_000, async () => {
      const slots = await rig.pool.ads("-const", 'GLIDEIN_Site == "submitted" && MyAddress =!= undefined');
      return slots.length === 2 ? true : undefined;
    });
    const served = await submitOne(rig.pool, shellJob("uname -n", "submitted"));
    expect((await rig.pool.waitForHistory(served, 60_000))["ExitCode"]).toBe(0);

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
    await waitFor("the nodes to be clean", 60_000, () =>
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
