// The batch scripts that `launch --print` writes, and what it refuses.
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { printedSystems } from "../../src/decide/launch/batch-script.ts";
import { glidein } from "./command-line.ts";

const print = (system: string, ...more: readonly string[]) =>
  glidein(["launch", "--print", system, "--pool", "cm", "--nodes", "4", "--time", "26:30:00", ...more]);
const isScript = (text: string): boolean =>
  ["sh", "bash"].every((shell) => spawnSync(shell, ["-n"], { input: text }).status === 0);

/** What the launch would get: the script is run with a `glidein` that shows its arguments. */
function argumentsOf(script: string): readonly string[] {
  const program = /^exec (\S+) launch/mu.exec(script)?.[1] ?? "";
  const shown = script.replace(`exec ${program}`, "printf '%s\\0'");
  const ran = spawnSync("sh", ["-c", shown], {
    encoding: "utf8",
    env: { PBS_O_WORKDIR: "/", PATH: process.env["PATH"] },
  });
  return ran.stdout.split("\0").slice(0, -1);
}

describe("a printed batch script", () => {
  it.each(printedSystems)(
    "for %s is one that shells read, and hands on what was given, byte for byte",
    async (system) => {
      const hostile = ["--token", 'it\'s `here` $HOME\\ "x"', "--set", "My_Attr=a;b&&c|d #e", "--site", "Ä\u00a0é*?"];
      const { status, stdout, stderr } = await print(system, ...hostile);
      expect([status, stderr]).toEqual([0, expect.not.stringContaining("[")]);
      expect(isScript(stdout)).toBe(true);
      const given = argumentsOf(stdout);
      expect(given[0]).toBe("launch");
      for (const word of ["cm", ...hostile.filter((_, index) => index % 2 === 1)]) expect(given).toContain(word);
      expect(given).not.toContain("--print");
    },
  );

  it("asks each batch system for nodes and time in its own words", async () => {
    const expected: Readonly<Record<string, readonly string[]>> = {
      slurm: ["--nodes=4", "--time=26:30:00", "--account=phys", "--partition=long", "--no-kill"],
      pbs: ["select=4:ncpus=32:mpiprocs=1", "walltime=26:30:00", "-A phys", "-q long"],
      torque: ["nodes=4:ppn=32", "walltime=26:30:00"],
      lsf: ["-n 128", "span[ptile=32]", "-W 26:30", "-P phys", "-q long"],
      flux: ["--nodes=4", "--time-limit=95400s", "--bank=phys", "--queue=long"],
      hosts: ["--hosts 'hosts.txt'", "--walltime '95400'"],
    };
    for (const system of printedSystems) {
      const { stdout } = await print(system, "--account", "phys", "--queue", "long", "--cpus", "32");
      for (const part of expected[system] ?? []) expect(stdout, system).toContain(part);
    }
  });

  it("has nothing of somebody else's in its directives", async () => {
    for (const text of ["a\n#SBATCH --uid=0", "x y", "$(id)", ""]) {
      const { status, stderr } = await print("slurm", "--account", text);
      expect([status, stderr]).toEqual([64, expect.stringContaining("the account")]);
    }
    expect(await print("slurm", "--set", "A=b\nc")).toMatchObject({ status: 64, stdout: "" });
  });

  it("names the pool, from wherever it is, and is refused without one", async () => {
    const argv = ["launch", "--print", "pbs"];
    const none = await glidein(argv);
    expect([none.status, none.stdout]).toEqual([78, ""]);
    expect(none.stderr).toMatch(/no pool was given[^]*--pool/u);
    const inherited = await glidein(argv, { env: { GLIDEIN_POOL: "cm.example.org" } });
    expect(argumentsOf(inherited.stdout).join(" ")).toContain("--pool cm.example.org");
    const set = await glidein([...argv, "--set", "GLIDEIN_Collector=cm.example.org"]);
    expect(argumentsOf(set.stdout)).toEqual(["launch", "--set", "GLIDEIN_Collector=cm.example.org"]);
  });

  it("is refused with what is wrong", async () => {
    for (const [argv, says] of [
      [["launch", "--print", "cray"], "Choose one of"],
      [["launch", "--print", "slurm", "--nodes", "0"], "--nodes"],
      [["launch", "--print", "slurm", "--nodes", "1e9"], "--nodes"],
      [["launch", "--print", "slurm", "--time", "soon"], "--time"],
      [["launch", "--print", "slurm", "--time", "5"], "--time"],
      [["launch", "--nodes", "4"], "--print"],
      [["launch", "--print", "slurm", "--per-node", "0"], "GLIDEIN_Per_Node"],
    ] as const) {
      const { status, stderr, stdout } = await glidein(argv);
      expect([status === 64 || status === 78, stdout], argv.join(" ")).toEqual([true, ""]);
      expect(stderr).toContain(says);
    }
  });
});
