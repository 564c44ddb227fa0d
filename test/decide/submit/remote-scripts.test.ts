// The scripts are run by a real shell here, as ssh has them run there; only the batch system is a stand-in.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  cancelScript,
  forgetScript,
  helloScript,
  payloadScript,
  remoteCommand,
  submitScript,
} from "../../../src/decide/submit/remote-scripts.ts";
import { type ControlLine, parseControlLine } from "../../../src/parse/submit/control-line.ts";

const sha = "0".repeat(64);
let home: string;
let programs: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'submit it\'s "quoted" $HOME '));
  programs = join(home, "bin");
  mkdirSync(programs);
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

function program(name: string, text: string): void {
  writeFileSync(join(programs, name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(programs, name), 0o755);
}

/** As a login shell runs it, with what follows on standard input. */
function run(script: string, input = "", env: Record<string, string> = {}): readonly ControlLine[] {
  const done = spawnSync("/bin/sh", ["-c", remoteCommand], {
    input: `${Buffer.from(script).toString("base64")}\n${input}`,
    env: { PATH: `${programs}:/usr/bin:/bin`, HOME: home, ...env },
    encoding: "utf8",
  });
  expect(done.status, done.stderr).toBe(0);
  return done.stdout.split("\n").flatMap((line) => parseControlLine(line, "m") ?? []);
}
const words = (lines: readonly ControlLine[]): readonly string[] =>
  lines.map(({ word, rest }) => `${word} ${rest}`.trim());
const hello = (directory: string | null = null): string =>
  helloScript({ mark: "m", directory, payload: sha, system: null });

it("the command is the same text to sh, csh and fish", () => {
  expect(remoteCommand).toMatch(/^exec \/bin\/sh -c '[^'!\\\n]*'$/u);
});

describe("the first script", () => {
  it("tells what is there, in a directory that is closed to others", () => {
    program("sbatch", "");
    const base = join(home, ".glidein/submit");
    const said = words(run(hello()));
    expect(said).toEqual(expect.arrayContaining([`base ${base}`, "payload missing", "system slurm", "done"]));
    expect(statSync(base).mode & 0o777).toBe(0o700);
  });

  it.each([
    ["no home directory", null, { HOME: "" }],
    ["a directory that is not absolute", "here", {}],
    ["a directory below a file", "/etc/passwd/x", {}],
  ])("says that there is %s", (_what, directory, env) => {
    expect(words(run(hello(directory), "", env))).toEqual([expect.stringMatching(/^fail directory ./u)]);
  });

  it("removes what has expired, and nothing else", () => {
    const jobs = join(home, ".glidein/submit/jobs");
    for (const [name, expires] of [
      ["over", "5"],
      ["good", "99999999999"],
      ["odd", "$(touch /tmp/x)"],
    ] as const) {
      mkdirSync(join(jobs, name), { recursive: true });
      writeFileSync(join(jobs, name, "expires"), `${expires}\n`);
    }
    mkdirSync(join(jobs, "none"));
    expect(words(run(hello()))).toContain(`cleaned ${join(jobs, "over")}`);
    expect(readdirSync(jobs).toSorted()).toEqual(["good", "none", "odd"]);
  });
});

describe("the payload", () => {
  it("is refused when it is not what was sent", () => {
    const said = words(run(payloadScript("m", home, sha), "no gzip"));
    expect(said).toEqual([expect.stringMatching(/^fail copy ./u)]);
    expect(readdirSync(join(home, "payload", sha))).toEqual([]);
  });
});

describe("a submission", () => {
  const directory = (): string => join(home, "job");
  const script = (
    files = [
      { name: "token", bytes: 6 },
      { name: "job.sh", bytes: 3 },
    ],
  ): string => submitScript({ mark: "m", system: "slurm", directory: directory(), keepSeconds: 60, files });

  it("puts files that others cannot read, and tells the job", () => {
    program("sbatch", "cat job.sh > seen; echo 4711");
    expect(words(run(script(), "secretxyz"))).toEqual(["submitted 4711", "done"]);
    expect(readFileSync(join(directory(), "token"), "utf8")).toBe("secret");
    expect(readFileSync(join(directory(), "seen"), "utf8")).toBe("xyz");
    expect(statSync(join(directory(), "token")).mode & 0o777).toBe(0o600);
    expect(statSync(directory()).mode & 0o777).toBe(0o700);
    run(forgetScript("m", directory()));
    expect(existsSync(join(directory(), "token"))).toBe(false);
  });

  it("that the batch system refuses leaves nothing, and says what it said", () => {
    program("sbatch", "echo 'sbatch: error: invalid partition' >&2; exit 1");
    expect(words(run(script(), "secretxyz"))).toEqual([expect.stringMatching(/^fail refused .*invalid partition/u)]);
    expect(existsSync(directory())).toBe(false);
  });

  it("whose files do not arrive whole is none", () => {
    program("sbatch", `touch '${join(tmpdir(), "never")}'; echo 4711`);
    expect(words(run(script(), "secr"))).toEqual([expect.stringMatching(/^fail copy token did not arrive whole/u)]);
    expect(existsSync(directory())).toBe(false);
  });

  it("never takes the directory of another job", () => {
    program("sbatch", "echo 4711");
    mkdirSync(directory());
    expect(words(run(script(), "secretxyz"))).toEqual([expect.stringMatching(/^fail directory .*exists/u)]);
  });
});

it("a job that cannot be cancelled is said to be", () => {
  program("scancel", "echo 'slurm is away' >&2; exit 1");
  expect(words(run(cancelScript("m", "slurm", "4711")))).toEqual(["fail cancel slurm is away"]);
});
