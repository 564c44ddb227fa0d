import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as rig from "../rig/credentials.ts";
import { idtoken, wlcgToken } from "../rig/tokens.ts";
import { type Ended, glidein, json } from "./command-line.ts";
import { exampleNode, exampleNodes } from "./nodes.ts";

const directory = mkdtempSync(join(tmpdir(), "glidein-record-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const filesOf = (root: string): readonly string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe.each(exampleNodes)("a recording of the node $name", ({ name, argv }) => {
  it("gives the same facts and plan, wherever and whenever it is replayed", async () => {
    const [original, plan] = [await glidein(["facts", ...argv]), await glidein(["plan", ...argv])];
    const recording = join(directory, name);
    const recorded = await glidein(["facts", ...argv, "--record", recording]);
    expect(recorded.stdout).toBe(original.stdout);
    const moved = join(directory, "elsewhere", name);
    cpSync(recording, moved, { recursive: true });
    // The environment, the clock and the draw are in the recording; what is not there was given as an option.
    const options = argv.slice(argv.indexOf("--seed"));
    const surroundings = { env: { SLURM_JOB_ID: "99", TZ: "Asia/Tokyo", LANG: "tr_TR.UTF-8", HOME: "/elsewhere" } };
    expect((await glidein(["facts", "--root", moved, ...options], surroundings)).stdout).toBe(original.stdout);
    expect((await glidein(["plan", "--root", moved, ...options], surroundings)).stdout).toBe(plan.stdout);
  });
});

/** Parts of secrets that nothing may show. */
const planted = {
  password: "correct-horse-battery",
  signature: "f00dfacef00dfacef00dfacef00dface",
  idtoken: idtoken(),
  wlcg: wlcgToken(),
  bearer: wlcgToken({ jti: "another" }),
  session: "deadbeefsessionkey",
};

describe("secrets of the node", () => {
  const root = join(directory, "with-secrets");
  const recording = join(directory, "of-secrets");
  const env = {
    PATH: "/usr/bin",
    X509_USER_PROXY: "/home/pilot/proxy.pem",
    BEARER_TOKEN: planted.bearer,
    BEARER_TOKEN_FILE: "/home/pilot/wlcg.token",
    GLIDEIN_Token: "/home/pilot/pool.token",
    AWS_SECRET_ACCESS_KEY: planted.password,
    MYSQL_PWD: planted.password,
    DB_PASSWORD: planted.password,
    PBS_JOBCOOKIE: planted.session,
    CONDOR_PRIVATE_INHERIT: `SessionKey:${planted.session}`,
    SLURM_JWT: planted.bearer,
    http_proxy: `http://user:${planted.password}@squid.example.org:3128`,
    MACHINEFEATURES: `https://user:${planted.password}@mjf.example.org/machine`,
    UPLOAD: `https://s3.example.org/b?X-Amz-Credential=AKIA&X-Amz-Signature=${planted.signature}`,
    GLIDEIN_Condor: `https://user:${planted.password}@cdn.example.org/condor.tgz?sig=${planted.signature}#sha256=${"0".repeat(64)}`,
    _CONDOR_JOB_AD: "/scratch/.job.ad",
    _CONDOR_MACHINE_AD: "/scratch/.machine.ad",
    _CONDOR_SCRATCH_DIR: "/scratch",
  };
  const files: Readonly<Record<string, string>> = {
    "home/pilot/proxy.pem": rig.file(rig.proxy()),
    "home/pilot/pool.token": `${planted.idtoken}\n`,
    "home/pilot/wlcg.token": planted.wlcg,
    "scratch/.job.ad": `ClusterId = 1\nProcId = 0\nRequestCpus = 1\nEnvironment = "DB_PASSWORD=${planted.password}"\nTransferInput = "https://s3.example.org/x?X-Amz-Signature=${planted.signature}"\nClaimId = "<10.0.0.1:9618>#1795390000#7#${planted.session}"\n`,
    "scratch/.machine.ad": `Name = "slot1@x"\nCpus = 1\nMemory = 2048\nCapability = "${planted.session}"\n`,
    "etc/os-release": `ID=debian\nVERSION_ID="12"\nSUPPORT_TOKEN=${planted.password}\nPRETTY_NAME="Debian"\n`,
    "proc/self/status": "Uid:\t1000\t1000\t1000\t1000\nGid:\t1000\t1000\t1000\t1000\nCpus_allowed_list:\t0-3\n",
  };
  const privateKey = (files["home/pilot/proxy.pem"] ?? "").split("PRIVATE KEY-----")[1]?.split("\n")[2] ?? "";
  const said: Ended[] = [];

  beforeAll(async () => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
      chmodSync(join(root, path), 0o600);
    }
    writeFileSync(
      join(directory, "env"),
      Object.entries(env)
        .map(([name, value]) => `${name}=${value}\0`)
        .join(""),
    );
    const look = ["--root", root, "--env-file", join(directory, "env"), "--now", String(rig.T0), "--seed", "1"];
    const names = ["GLIDEIN_Condor", "collectors", "network", "batch", "storage", "condor", "lifetime", "verdict"];
    for (const command of [
      ["facts", "--format", "json", ...look, "--record", recording],
      ["facts", "--format", "text", ...look],
      ["plan", "--format", "json", ...look],
      ["plan", "--format", "text", ...look],
      ["plan", "--format", "condor-config", ...look],
      ["validate", "--format", "json", ...look],
      ["validate", "--format", "table", ...look],
      ["explain", ...look, ...names],
      ["explain", "--format", "json", ...look, ...names],
    ])
      said.push(await glidein(command));
  });

  it("are there to be found", () => {
    expect(privateKey).toMatch(/^[A-Za-z0-9+/]{64}$/u);
    const facts = json(said[0]?.stdout ?? "");
    expect(facts.credentials.map(({ kind }: { kind: string }) => kind).sort()).toContain("x509-proxy");
    expect(facts.credentials.length).toBeGreaterThanOrEqual(3);
    expect(facts.batch.jobs[0].cpus.limit).toBe(1);
  });

  it.each([...Object.entries(planted), ["private key", privateKey]])(
    "of the kind %s are in nothing that is written",
    (_, secret) => {
      const pieces = secret.includes(".") ? secret.split(".").slice(1) : [secret];
      for (const { stdout, stderr } of said) for (const piece of pieces) expect(stdout + stderr).not.toContain(piece);
      for (const file of filesOf(recording))
        for (const piece of pieces) expect(readFileSync(file, "latin1"), file).not.toContain(piece);
    },
  );

  it("are for the eyes of nobody else: a recording is its owner's only", () => {
    for (const file of filesOf(recording)) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(recording).mode & 0o777).toBe(0o700);
  });

  it("are not needed to replay", async () => {
    const replay = await glidein(["facts", "--format", "json", "--root", recording, "--seed", "1"]);
    expect(replay.stderr).toBe("");
    expect(replay.stdout).toBe(said[0]?.stdout);
  });
});

describe("--record", () => {
  const { argv } = exampleNode("bare");

  it.each([
    [
      "a directory with something in it",
      (path: string) => (mkdirSync(path), writeFileSync(join(path, "x"), "")),
      "it is not empty",
    ],
    ["a file", (path: string) => writeFileSync(path, ""), "it is not a directory"],
    ["a place below a file", (path: string) => writeFileSync(dirname(path), ""), "it is not a directory"],
  ])("refuses %s before it looks", async (what, make, problem) => {
    const path = join(directory, what.replaceAll(" ", "-"), what.startsWith("a place") ? "below" : "");
    make(path.replace(/\/$/u, ""));
    const { status, stdout, stderr } = await glidein(["facts", ...argv, "--record", path]);
    expect(status).toBe(64);
    expect(stdout).toBe("");
    expect(stderr).toContain(problem);
    expect(stderr).toContain("fix:");
  });

  it("is refused with --facts, which read nothing", async () => {
    const facts = join(exampleNode("bare").directory, "facts.json");
    const { status, stderr } = await glidein(["facts", "--facts", facts, "--record", join(directory, "new")]);
    expect(status).toBe(64);
    expect(stderr).toContain("--record");
  });
});
