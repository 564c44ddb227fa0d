// The executable on recorded nodes: the same bytes on another machine, for another user, from another place; and a
// recording of this machine, which is none of ours.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { exampleNodes } from "../cli/nodes.ts";
import { idtoken } from "../rig/tokens.ts";

const built = process.env["GLIDEIN_EXECUTABLE"] ?? join(import.meta.dirname, "../../dist/glidein");
const directory = mkdtempSync(join(tmpdir(), "glidein-replay-"));
chmodSync(directory, 0o755);
// A place that every account may enter, whatever the checkout's permissions are.
const executable = join(directory, "glidein");
cpSync(built, executable);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Place {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another account, where we may become one. */
  readonly foreign?: boolean;
}

const mayBecome = process.getuid?.() === 0;

function glidein(argv: readonly string[], { cwd = directory, env = {}, foreign = false }: Place = {}) {
  const account = foreign && mayBecome ? { uid: 65_534, gid: 65_534 } : {};
  const { status, stdout, stderr } = spawnSync(executable, argv, { cwd, env, encoding: "utf8", ...account });
  return { status, stdout, stderr };
}

const elsewhere: Place = {
  cwd: "/",
  env: {
    TZ: "Asia/Tokyo",
    LANG: "tr_TR.UTF-8",
    LC_ALL: "tr_TR.UTF-8",
    HOME: "/none",
    SLURM_JOB_ID: "9",
    GLIDEIN_CPUS: "1",
  },
  foreign: true,
};

/** A copy with other owners, times and group permissions, as another checkout has. */
function moved(from: string, name: string): string {
  const to = join(directory, name);
  cpSync(from, to, { recursive: true });
  for (const entry of readdirSync(to, { recursive: true, withFileTypes: true }))
    if (!entry.isSymbolicLink()) chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o775 : 0o664);
  return to;
}

describe.each(exampleNodes)("the node $name", ({ name, directory: node, argv }) => {
  it("has the same facts and plan anywhere", () => {
    const copy = moved(node, name);
    const there = ["--root", join(copy, "root"), "--env-file", join(copy, "env"), ...argv.slice(4)];
    for (const command of ["facts", "plan"]) {
      const { status, stdout, stderr } = glidein([command, "--format", "json", ...there], elsewhere);
      expect([status, stderr]).toEqual([0, ""]);
      expect(stdout).toBe(readFileSync(join(node, `${command}.json`), "utf8"));
    }
  });
});

describe("a recording of this machine", () => {
  it.each([false, true])(
    "is replayed byte for byte by anybody, and holds no secret (made by another account: %s)",
    (foreign) => {
      const work = join(directory, `live-${foreign}`);
      mkdirSync(work, { mode: 0o777 });
      chmodSync(work, 0o777);
      const secret = idtoken({ jti: `secret-${foreign}` });
      writeFileSync(join(work, "token"), secret, { mode: 0o644 });
      const env = {
        PATH: process.env["PATH"] ?? "/usr/bin:/bin",
        DB_PASSWORD: "correct-horse-battery",
        GLIDEIN_Token: join(work, "token"),
        BEARER_TOKEN: secret,
      };
      const recording = join(work, "recording");
      const live = glidein(["facts", "--format", "json", "--record", recording], { env, foreign });
      expect(live.status).toBe(0);
      const copy = join(directory, `copy-${foreign}`);
      cpSync(recording, copy, { recursive: true });
      if (mayBecome) spawnSync("chown", ["-R", "65534:65534", copy]);
      const replay = glidein(["facts", "--format", "json", "--root", copy], elsewhere);
      expect(replay.stdout).toBe(live.stdout);
      const [here, there] = [
        glidein(["plan", "--root", recording], { foreign }),
        glidein(["plan", "--root", copy], elsewhere),
      ];
      expect(there.stdout).toBe(here.stdout);
      for (const entry of readdirSync(recording, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const text = readFileSync(join(entry.parentPath, entry.name), "latin1");
        expect(text).not.toContain("correct-horse-battery");
        expect(text).not.toContain(secret.split(".")[1]);
      }
    },
  );
});

describe("--env-file", () => {
  it("is ours and not Node's, which would obey it, or end when there is no such file", () => {
    const evil = join(directory, "evil.cjs");
    const sprung = join(directory, "sprung");
    writeFileSync(evil, `require("node:fs").writeFileSync(${JSON.stringify(sprung)}, "")`);
    const env = join(directory, "node.env");
    writeFileSync(env, `NODE_OPTIONS=--require ${evil}\nGLIDEIN_CPUS=3\n`);
    const read = glidein(["plan", "--root", directory, "--env-file", env]);
    expect(read.status).toBe(0);
    expect(existsSync(sprung)).toBe(false);
    const missing = glidein(["plan", "--root", directory, "--env-file", join(directory, "none")]);
    expect(missing.status).toBe(64);
    expect(missing.stderr).toContain("--env-file");
    expect(glidein(["plan", "--env-file=/dev/zero"]).status).toBe(64);
  });

  it("may be a pipe", () => {
    const script = `"$0" plan --format json --root "$1" --env-file <(printf 'GLIDEIN_CPUS=3\\0') --config <(sleep 0.1; echo 'GLIDEIN_Site = "X"')`;
    const { status, stdout } = spawnSync("bash", ["-c", script, executable, exampleNodes[0]?.directory ?? ""], {
      encoding: "utf8",
    });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ resources: { cpus: 3 }, attributes: { GLIDEIN_Site: { value: "X" } } });
  });
});
