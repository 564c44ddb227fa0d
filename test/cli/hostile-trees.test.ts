import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { glidein, json } from "./command-line.ts";
import { factsDocument, planDocument } from "./document-shapes.ts";
import { hostilities, listenAt, mark, outside, put } from "./hostile.ts";
import { exampleNode } from "./nodes.ts";

const directory = mkdtempSync(join(tmpdir(), "glidein-hostile-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A copy of a node's tree to spoil, and the arguments that look at it. */
function copyOf(name: string): {
  readonly tree: string;
  readonly argv: readonly string[];
  readonly files: readonly string[];
} {
  const { argv, directory: node } = exampleNode(name);
  const tree = join(directory, "tree");
  rmSync(tree, { recursive: true, force: true });
  cpSync(join(node, "root"), tree, { recursive: true });
  const files = readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(tree, join(entry.parentPath, entry.name)));
  return { tree, files, argv: argv.map((word, index) => (index === 1 ? tree : word)) };
}

/** Facts and a plan come out whole, in time, and with nothing from outside of the tree. */
async function expectDocuments(argv: readonly string[]): Promise<void> {
  for (const [command, shape] of [
    ["facts", factsDocument],
    ["plan", planDocument],
  ] as const) {
    const { status, stdout } = await glidein([command, "--format", "json", ...argv]);
    expect(status).toBe(0);
    expect(shape(json(stdout), "")).toBeNull();
    expect(stdout).not.toContain(mark);
  }
  expect([0, 71]).toContain((await glidein(["validate", ...argv])).status);
}

const nodes = ["slurm-shared-node", "condor-in-kubernetes", "openpbs"] as const;
const small = Object.entries(hostilities).filter(([name]) => !name.startsWith("10 MB"));

describe.each(small)("%s in every file of a tree at once", (_, hostility) => {
  it.each(nodes)("leave a whole document about %s", async (name) => {
    const { tree, files, argv } = copyOf(name);
    for (const file of files) put(hostility, join(tree, file));
    await expectDocuments(argv);
  });
});

const telling = [
  ["slurm-shared-node", "proc/meminfo"],
  ["slurm-shared-node", "proc/self/cgroup"],
  ["slurm-shared-node", "proc/self/status"],
  ["slurm-shared-node", "var/lib/jobfeatures/4711/allocated_cpu"],
  ["condor-in-kubernetes", "scratch/.job.ad"],
  ["openpbs", "var/spool/pbs/aux/1234[7].pbs"],
  ["bare", ".glidein/recording.json"],
] as const;

describe.each(telling)("on the node %s the file %s alone", (name, file) => {
  it.each(Object.entries(hostilities))("may be %s", async (_, hostility) => {
    const { tree, argv } = copyOf(name);
    put(hostility, join(tree, file));
    const { status, stdout } = await glidein(["plan", "--format", "json", ...argv]);
    expect(status).toBe(0);
    expect(planDocument(json(stdout), "")).toBeNull();
    expect(stdout).not.toContain(mark);
  });
});

describe("a broken file never hides another", () => {
  it("so a broken key of the job's features leaves all others", async () => {
    const { tree, argv } = copyOf("slurm-shared-node");
    const before = json((await glidein(["facts", ...argv])).stdout).features;
    put(hostilities["an HTML page"] ?? (() => undefined), join(tree, "var/lib/jobfeatures/4711/wall_limit_secs"));
    const { "job.wall_limit_secs": broken, ...others } = json((await glidein(["facts", ...argv])).stdout).features;
    expect(broken).toMatchObject({ status: "invalid", value: null });
    expect(broken.reason).not.toBe("");
    for (const [id, fact] of Object.entries(others)) expect(fact).toEqual(before[id]);
  });

  it("so a socket in place of a file is one thing that is unknown", async () => {
    const { tree, argv } = copyOf("slurm-shared-node");
    rmSync(join(tree, "proc/meminfo"));
    const close = await listenAt(join(tree, "proc/meminfo"));
    const { memory, cpus } = json((await glidein(["facts", ...argv])).stdout);
    close();
    expect(memory.totalMiB).toBeNull();
    expect(memory.unknown[0]).toMatchObject({ what: "/proc/meminfo" });
    expect(cpus.online).toBe(64);
  });
});

describe("a tree is all there is", () => {
  it("so absolute links are followed inside of it, and none leads out", async () => {
    const { tree, argv } = copyOf("bare");
    const read = async () => json((await glidein(["facts", ...argv])).stdout).system.os.name;
    const name = await read();
    rmSync(join(tree, "etc/os-release"));
    mkdirSync(join(tree, "usr/lib"), { recursive: true });
    writeFileSync(join(tree, "usr/lib/os-release"), 'PRETTY_NAME="inside"\n');
    symlinkSync("/usr/lib/os-release", join(tree, "etc/os-release"));
    expect(name).not.toBe("inside");
    expect(await read()).toBe("inside");
    rmSync(join(tree, "etc"), { recursive: true });
    symlinkSync(join(outside, ".."), join(tree, "etc"));
    await expectDocuments(argv);
  });

  it("so paths in options and variables are inside of it", async () => {
    const { tree, argv } = copyOf("bare");
    const env = join(directory, "env");
    const names = ["MACHINEFEATURES", "JOBFEATURES", "X509_USER_PROXY", "BEARER_TOKEN_FILE", "_CONDOR_JOB_AD"];
    const more = ["_CONDOR_MACHINE_AD", "PBS_NODEFILE", "PE_HOSTFILE", "LSB_DJOB_HOSTFILE", "X509_CERT_DIR", "TMPDIR"];
    writeFileSync(env, [...names, ...more].map((name) => `${name}=${outside}`).join("\n"));
    const options = ["--env-file", env, "--token", outside, "--work-dir", outside, "--condor", outside];
    const { status, stdout } = await glidein(["facts", "--root", tree, ...options]);
    expect(status).toBe(0);
    expect(stdout).not.toContain(mark);
    const { credentials, storage, featureLocations } = json(stdout);
    expect(credentials.length).toBeGreaterThanOrEqual(3);
    for (const { problems } of credentials) expect(problems[0].code).toBe("missing");
    expect(storage.scratch).toMatchObject({ path: outside, freeMiB: null });
    expect(featureLocations.machine.usable).toBe(false);
    // The same path is there as soon as the tree has it.
    mkdirSync(join(tree, outside, ".."), { recursive: true });
    writeFileSync(join(tree, outside), "not a token\n");
    const again = json((await glidein(["facts", "--root", tree, ...options])).stdout);
    expect(again.credentials[0].problems[0].code).not.toBe("missing");
    void argv;
  });

  it("so no program is run, not even one of the tree, and nothing is connected to", async () => {
    const { tree } = copyOf("slurm-shared-node");
    const traps = join(directory, "traps");
    const sprung = join(directory, "sprung");
    const programs = [
      "squeue",
      "scontrol",
      "qstat",
      "bjobs",
      "nvidia-smi",
      "apptainer",
      "singularity",
      "unshare",
      "getent",
    ];
    for (const place of [traps, join(tree, traps), join(tree, "usr/bin"), join(tree, "opt/slurm/bin")]) {
      mkdirSync(place, { recursive: true });
      for (const program of [...programs, "stat", "quota", "lfs", "condor_master", "condor_version", "sh", "uname"]) {
        writeFileSync(join(place, program), `#!/bin/sh\n: > ${sprung}\n`);
        chmodSync(join(place, program), 0o755);
      }
    }
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const env = join(directory, "trapped");
    writeFileSync(
      env,
      `PATH=${traps}:/usr/bin\nSLURM_JOB_ID=4711\nSLURM_CPUS_ON_NODE=8\nCUDA_VISIBLE_DEVICES=0\nMACHINEFEATURES=http://127.0.0.1:${port}/m\nJOBFEATURES=http://localhost:${port}/j\nhttp_proxy=http://127.0.0.1:${port}\n`,
    );
    const path = process.env["PATH"];
    process.env["PATH"] = `${traps}:${path ?? ""}`;
    try {
      for (const command of ["facts", "plan", "validate"]) {
        const options = ["--root", tree, "--env-file", env, "--pool", `127.0.0.1:${port}`, "--condor", traps];
        expect([0, 71]).toContain((await glidein([command, ...options])).status);
      }
    } finally {
      process.env["PATH"] = path;
      server.close();
    }
    expect(existsSync(sprung)).toBe(false);
    expect(connections).toBe(0);
  });

  it("so a file that the node's user may not read is not read, whoever replays", async () => {
    const { tree, argv } = copyOf("slurm-shared-node");
    chmodSync(join(tree, "var/lib/jobfeatures/4711/allocated_cpu"), 0);
    const { features } = json((await glidein(["facts", ...argv])).stdout);
    expect(features["job.allocated_cpu"]).toMatchObject({ status: "unavailable" });
    expect(features["job.allocated_cpu"].reason).toContain("permission denied");
  });
});
