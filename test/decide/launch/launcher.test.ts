import { describe, expect, it } from "vitest";
import { decideLauncher, launcherMeddlers } from "../../../src/decide/launch/launcher.ts";
import type { LaunchSystem } from "../../../src/model/launch.ts";
import { commandWords } from "../../../src/parse/launch/command-words.ts";

const hosts = ["a", "b", "c"];
const launcher = (
  system: LaunchSystem,
  more: { perNode?: number; given?: string; without?: readonly string[] } = {},
) => {
  const words = more.given === undefined ? null : commandWords(more.given);
  return decideLauncher({
    allocation: { system, hosts, nodes: 3 },
    perNode: more.perNode ?? 1,
    given: words === null || !words.ok ? null : words.value,
    without: more.without ?? [],
  });
};

describe("the launcher of the batch system", () => {
  it("of Slurm keeps the others when a task fails or a node dies, whatever the site has set", () => {
    const srun = launcher("slurm", { perNode: 2 });
    expect(srun).toMatchObject({ ok: true, value: { kind: "one" } });
    const words = srun.ok ? srun.value.words : [];
    for (const word of ["-K0", "-W0", "--no-kill", "--overlap", "--nodes=3", "--ntasks=6", "--ntasks-per-node=2"])
      expect(words).toContain(word);
  });

  it("of Slurm, Flux and LSF leaves out nodes, which are no longer counted", () => {
    expect(launcher("slurm", { without: ["b"] })).toMatchObject({
      value: { words: expect.arrayContaining(["--nodes=2", "--ntasks=2", "--exclude=b"]) },
    });
    expect(launcher("lsf", { without: ["b"], perNode: 2 })).toMatchObject({
      value: { words: ["blaunch", "-z", "a a c c"] },
    });
  });

  it("of Flux waits for all tasks and binds none", () => {
    expect(launcher("flux")).toMatchObject({
      value: { words: expect.arrayContaining(["-N3", "-n3", "exit-timeout=none", "cpu-affinity=off"]) },
    });
  });

  it("of PBS starts one task for each line of the node file, of a host list one for each host", () => {
    expect(launcher("pbs")).toMatchObject({ value: { kind: "one", words: ["pbsdsh", "--"] } });
    expect(launcher("hosts")).toMatchObject({ value: { kind: "each", remoteShell: true } });
  });

  it("is the one that is given, with what it is to be told filled in", () => {
    expect(launcher("slurm", { given: "mpiexec -n {tasks} -ppn {per-node} --hosts={nodes}", perNode: 4 })).toEqual({
      ok: true,
      value: { kind: "one", words: ["mpiexec", "-n", "12", "-ppn", "4", "--hosts=3"] },
    });
    expect(launcher("pbs", { given: "/opt/pbs/bin/pbs_tmrsh {host}" })).toMatchObject({
      value: { kind: "each", remoteShell: true },
    });
    expect(launcher("pbs", { given: "blaunch {host}" })).toMatchObject({ value: { kind: "each", remoteShell: false } });
    expect(
      decideLauncher({
        allocation: { system: "flux", hosts: null, nodes: 2 },
        perNode: 1,
        given: ["ssh", "{host}"],
        without: [],
      }),
    ).toMatchObject({ ok: false });
  });

  it("does not inherit what the batch script asked for itself", () => {
    const meddlers = launcherMeddlers.slurm;
    for (const name of ["SLURM_CPUS_PER_TASK", "SLURM_NTASKS", "SLURM_EXPORT_ENV", "SLURM_KILL_BAD_EXIT", "SRUN_DEBUG"])
      expect(meddlers?.test(name), name).toBe(true);
    for (const name of ["SLURM_JOB_ID", "SLURM_CONF", "SLURM_JOB_NODELIST", "PATH"])
      expect(meddlers?.test(name), name).toBe(false);
  });
});

describe("a command as a person writes it", () => {
  it("is split at blanks outside of quotes", () => {
    expect(commandWords(`ssh -o 'A=b c'  "d e"\\ f {host}`)).toEqual({
      ok: true,
      value: ["ssh", "-o", "A=b c", "d e f", "{host}"],
    });
    expect(commandWords("a ''")).toEqual({ ok: true, value: ["a", ""] });
  });

  it("asks no shell, and says so", () => {
    for (const text of ["srun | tee", "a; b", "$LAUNCHER x", "a `b`", 'a "$b"', "a > b", "a *"])
      expect(commandWords(text), text).toMatchObject({ ok: false, error: expect.stringContaining("shell") });
    for (const text of ["", "  ", "''", "a 'b"]) expect(commandWords(text).ok, text).toBe(false);
    expect(commandWords("a '$b;*'")).toEqual({ ok: true, value: ["a", "$b;*"] });
  });
});
