import { describe, expect, it } from "vitest";
import { decideLauncher, launcherMeddlers } from "../../../src/decide/launch/launcher.ts";
import type { LaunchSystem } from "../../../src/model/launch.ts";
import { commandWords } from "../../../src/parse/launch/command-words.ts";

const hosts = ["a", "b", "c"];
const launcher = (
  system: LaunchSystem,
  more: { perNode?: number; given?: string; without?: readonly string[]; components?: readonly number[] } = {},
) => {
  const words = more.given === undefined ? null : commandWords(more.given);
  return decideLauncher({
    allocation: { system, hosts, nodes: 3, components: more.components ?? null },
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

  it("of Slurm starts one step over all components of a heterogeneous job, each with what it has", () => {
    const words = (without: readonly string[]): string => {
      const srun = launcher("slurm", { components: [1, 2], perNode: 2, without });
      return srun.ok
        ? srun.value.words.filter((word) => /^(?:srun|:|--(?:het|nodes|ntasks=|excl))/u.test(word)).join(" ")
        : "";
    };
    expect(words([])).toBe("srun --het-group=0 --nodes=1 --ntasks=2 : --het-group=1 --nodes=2 --ntasks=4");
    expect(words(["c"])).toBe(
      "srun --het-group=0 --nodes=1 --ntasks=2 : --het-group=1 --nodes=1 --ntasks=2 --exclude=c",
    );
    expect(words(["a"])).toBe("srun --het-group=1 --nodes=2 --ntasks=4");
  });

  it("of Slurm, Flux and LSF leaves out nodes, which are no longer counted", () => {
    expect(launcher("slurm", { without: ["b"] })).toMatchObject({
      value: { words: expect.arrayContaining(["--nodes=2", "--ntasks=2", "--exclude=b"]) },
    });
    expect(launcher("lsf", { without: ["b"], perNode: 2 })).toMatchObject({
      value: { words: ["blaunch", "-z", "a a c c"] },
    });
  });

  it("of LSF reads a file of hosts that are too many for an argument, as any that asks for one", () => {
    const many = Array.from({ length: 9000 }, (_, index) => `node${index}.site.org`);
    const allocation = { system: "lsf", hosts: many, nodes: 9000, components: null } as const;
    expect(decideLauncher({ allocation, perNode: 1, given: null, without: ["node0.site.org"] })).toEqual({
      ok: true,
      value: { kind: "one", words: ["blaunch", "-u", "{host-file}"], hostFile: many.slice(1) },
    });
    expect(launcher("pbs", { given: "mpiexec -f {host-file} -n {tasks}", without: ["b"] })).toMatchObject({
      value: { kind: "one", words: ["mpiexec", "-f", "{host-file}", "-n", "2"], hostFile: ["a", "c"] },
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
        allocation: { system: "flux", hosts: null, nodes: 2, components: null },
        perNode: 1,
        given: ["ssh", "{host}"],
        without: [],
      }),
    ).toMatchObject({ ok: false });
  });

  it("does not inherit what the batch script asked for itself", () => {
    const meddlers = launcherMeddlers.slurm;
    for (const name of [
      "SLURM_CPUS_PER_TASK",
      "SLURM_NTASKS",
      "SLURM_EXPORT_ENV",
      "SLURM_KILL_BAD_EXIT",
      "SRUN_DEBUG",
      "SLURM_CPUS_PER_TASK_HET_GROUP_1",
    ])
      expect(meddlers?.test(name), name).toBe(true);
    for (const name of ["SLURM_JOB_ID", "SLURM_CONF", "SLURM_JOB_NODELIST", "SLURM_JOB_NODELIST_HET_GROUP_1", "PATH"])
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
