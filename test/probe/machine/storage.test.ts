import { describe, expect, it } from "vitest";
import type { CommandResult, Read } from "../../../src/host/host.ts";
import { MemoryHost, type MemoryNode } from "../../../src/host/memory-host.ts";
import { type Sourced, sourced } from "../../../src/model/provenance.ts";
import { ok } from "../../../src/model/result.ts";
import { realPath } from "../../../src/probe/machine/real-path.ts";
import { probeStorage } from "../../../src/probe/machine/storage.ts";
import { commandResult } from "../../rig/command-result.ts";

const unset: Sourced<string | null> = sourced(null, { kind: "default", setting: "GLIDEIN_Work_Dir" });
const set = (value: string): Sourced<string | null> => sourced(value, { kind: "option", flag: "--work-dir" });
const space = (freeMiB: number) => ({ freeMiB, totalMiB: 100_000, freeInodes: 5000, totalInodes: 10_000 });
const root = "1 0 0:1 / / rw - ext4 /dev/sda1 rw\n";

const storageOf = (node: MemoryNode, workDir = unset, hints: readonly { path: string; from: string }[] = []) =>
  probeStorage(new MemoryHost(node), { GLIDEIN_Work_Dir: workDir }, hints);

describe("probeStorage", () => {
  const node = {
    files: { "/proc/self/mountinfo": root },
    directories: ["/tmp", "/scratch/job", "/osg"],
    statfs: { "/tmp": space(2000), "/scratch/job": space(50_000), "/osg": space(9000) },
  };

  it("takes /tmp where nobody names anything better", async () => {
    const { scratch, fences, candidates, unknown } = await storageOf(node);
    expect(scratch).toEqual({
      path: "/tmp",
      from: "default /tmp",
      writable: true,
      executable: true,
      freeMiB: 2000,
      totalMiB: 100_000,
      freeInodes: 5000,
      filesystem: "ext4",
    });
    expect(fences).toEqual([{ limit: 2000, from: "free space of /tmp", kind: "hardware" }]);
    expect(candidates).toEqual([{ ...scratch, rejected: "" }]);
    expect(unknown).toEqual([]);
  });

  it("prefers the setting, then the batch system's directory, then the variables", async () => {
    const env = { OSG_WN_TMP: "/osg//", TMPDIR: "/tmp" };
    const hints = [{ path: "/scratch/job", from: "slurm SLURM_TMPDIR" }];
    expect((await storageOf({ ...node, env }, set("/osg"), hints)).scratch).toMatchObject({
      path: "/osg",
      from: "GLIDEIN_Work_Dir (option --work-dir)",
    });
    expect((await storageOf({ ...node, env }, unset, hints)).scratch).toMatchObject({
      path: "/scratch/job",
      from: "slurm SLURM_TMPDIR",
    });
    const { scratch, candidates } = await storageOf({ ...node, env });
    expect(scratch).toMatchObject({ path: "/osg", from: "environment OSG_WN_TMP" });
    expect(candidates.map(({ path, from }) => [path, from])).toEqual([
      ["/osg", "environment OSG_WN_TMP"],
      ["/tmp", "environment TMPDIR"],
    ]);
  });

  it.each([
    ["Condor", { _CONDOR_SCRATCH_DIR: "/scratch/job" }, "/scratch/job"],
    ["CONDOR", { _CONDOR_SCRATCH_DIR: "/scratch/job" }, "/scratch/job"],
    ["OSG", { OSG_WN_TMP: "/osg" }, "/osg"],
    ["TMPDIR", { TMPDIR: "/osg" }, "/osg"],
    [".", { PWD: "/osg" }, "/osg"],
    ["", { PWD: "/osg" }, "/osg"],
    ["job", { PWD: "/scratch" }, "/scratch/job"],
    ["./job/.", { PWD: "/scratch" }, "/scratch/job"],
    ["AUTO", { TMPDIR: "/tmp", _CONDOR_SCRATCH_DIR: "/scratch/job" }, "/scratch/job"],
    ["AUTO", { SCRATCH: "/osg", TMPDIR: "/tmp" }, "/osg"],
  ])("understands GlideinWMS's %j with %j", async (word, env, path) => {
    expect((await storageOf({ ...node, env }, set(word))).scratch.path).toBe(path);
  });

  it("does not put the work directory on a cluster's shared scratch unasked", async () => {
    expect((await storageOf({ ...node, env: { SCRATCH: "/osg" } })).scratch.path).toBe("/tmp");
  });

  it("goes on where a variable is missing or no path", async () => {
    const env = { TMPDIR: "relative", OSG_WN_TMP: "" };
    const { scratch, unknown } = await storageOf({ ...node, env }, set("OSG"));
    expect(scratch.path).toBe("/tmp");
    expect(unknown).toEqual([
      { what: "environment TMPDIR", why: '"relative" is not an absolute path' },
      {
        what: "GLIDEIN_Work_Dir (option --work-dir)",
        why: '"OSG" needs the variable OSG_WN_TMP, which is not an absolute path',
      },
    ]);
  });

  it("passes over a directory whose name HTCondor cannot hold, and takes any other", async () => {
    const odd = ["/with blank", "/with,comma", "/with:colon", "/with|bar"];
    const fine = "/ü 1[5];&<'\"$%\\*?(){}~#=".replace(" ", "");
    const { scratch, candidates } = await storageOf(
      { ...node, directories: [...odd, fine, "/tmp"] },
      unset,
      [...odd, fine].map((path) => ({ path, from: "test" })),
    );
    expect(scratch.path).toBe(fine);
    expect(candidates.slice(0, 4).map(({ rejected }) => rejected)).toEqual(
      ["a blank", "a comma", "a colon", "a vertical bar"].map(
        (name) => `its path has ${name}, which HTCondor and container runtimes cannot hold`,
      ),
    );
    const ordered = await storageOf({ ...node, directories: [...odd, "/tmp"] }, set("/with blank"));
    expect(ordered.scratch.path).toBe("/with blank");
    expect(ordered.unknown[0]).toEqual({ what: "scratch /with blank", why: expect.stringContaining("a blank") });
  });

  it("passes over a directory that is missing, not ours, a file, full, read-only or noexec", async () => {
    const mounts = [
      root.trim(),
      "2 1 0:2 / /noexec rw,noexec - xfs /dev/sdb1 rw",
      "3 1 0:3 / /readonly ro - xfs /dev/sdc1 rw",
    ].join("\n");
    const hints = ["/missing", "/denied", "/file", "/full", "/readonly", "/noexec"].map((path) => ({
      path,
      from: "x",
    }));
    const { scratch, candidates } = await storageOf(
      {
        files: { "/proc/self/mountinfo": mounts, "/file": "" },
        directories: ["/denied", "/full", "/readonly", "/noexec", "/tmp"],
        modes: { "/denied": 0o555 },
        statfs: { "/full": space(976), "/tmp": space(977) },
      },
      unset,
      hints,
    );
    expect(scratch.path).toBe("/tmp");
    expect(candidates.map(({ path, rejected }) => [path, rejected])).toEqual([
      ["/missing", "it does not exist"],
      ["/denied", "we may not write in it"],
      ["/file", "it is a file, not a directory"],
      ["/full", "it has only 976 MiB free"],
      ["/readonly", "it is mounted read-only"],
      ["/noexec", "it is mounted noexec"],
      ["/tmp", ""],
    ]);
  });

  it("takes what was ordered, however bad, and says what is wrong with it", async () => {
    const { scratch, unknown } = await storageOf(node, set("/missing"));
    expect(scratch).toMatchObject({ path: "/missing", writable: false, freeMiB: null });
    expect(unknown).toEqual([{ what: "scratch /missing", why: "it does not exist" }]);
  });

  it("takes the better of two bad ones", async () => {
    const { scratch } = await storageOf({
      files: {},
      directories: ["/small", "/tmp"],
      modes: { "/tmp": 0o555 },
      statfs: { "/small": space(10) },
      env: { TMPDIR: "/small" },
    });
    expect(scratch).toMatchObject({ path: "/small", freeMiB: 10, executable: null, filesystem: null });
  });

  it("follows links to find the file system", async () => {
    const { scratch } = await storageOf(
      {
        files: {
          "/proc/self/mountinfo": `${root}2 1 0:2 / /data rw,noexec - xfs /dev/sdb1 rw\n`,
          "/scratch": { link: "data/x" },
        },
        directories: ["/data/x"],
        env: { TMPDIR: "/scratch" },
      },
      set("/scratch"),
    );
    expect(scratch).toMatchObject({ filesystem: "xfs", executable: false });
  });

  it("does not call /tmp unwritable because a composed tree leaves it out", async () => {
    const { scratch, fences, unknown } = await storageOf({ mode: "tree", env: { TMPDIR: "/tmp/55.1.all.q" } });
    expect(scratch).toMatchObject({ path: "/tmp", writable: null, executable: null, freeMiB: null });
    expect(fences).toEqual([]);
    expect(unknown).toEqual([{ what: "/tmp", why: "it does not exist" }]);
  });
});

describe("quota", () => {
  const answer = (part: Partial<CommandResult>): Read<CommandResult> => ok(commandResult(part));
  const nodeWith = (mount: string, stdout: Partial<CommandResult>) => {
    const host = new MemoryHost({
      files: { "/proc/self/mountinfo": `${root}${mount}\n` },
      directories: ["/s"],
      statfs: { "/s": space(9000) },
      command: () => answer(stdout),
    });
    return { host, facts: probeStorage(host, { GLIDEIN_Work_Dir: set("/s") }, []) };
  };
  const nfs = "2 1 0:2 / /s rw - nfs4 srv:/export rw";

  it("is a fence, also when we are over it and quota(1) fails", async () => {
    const { host, facts } = nodeWith(nfs, {
      status: 1,
      stdout:
        "Disk quotas for user a (uid 1000):\n Filesystem blocks quota limit grace files quota limit grace\n srv:/export 1048576* 524288 3145728 1700000000 90 100 200 0\n",
    });
    const { fences, scratch } = await facts;
    expect(host.commands).toEqual([["quota", "-w", "-p", "-u", "-f", "/s"]]);
    expect(fences).toEqual([
      { limit: 9000, from: "free space of /s", kind: "hardware" },
      { limit: 2048, from: "quota on srv:/export", kind: "kernel" },
    ]);
    expect(scratch.freeInodes).toBe(110);
  });

  it("is asked of Lustre by its own command", async () => {
    const { host, facts } = nodeWith("2 1 0:2 / /s rw - lustre mds@tcp:/fs rw", {
      stdout: "/s\n    1024 0 2048 - 5 0 0 -\n",
    });
    expect((await facts).fences[1]).toEqual({ limit: 1, from: "quota on /s", kind: "kernel" });
    expect(host.commands).toEqual([["lfs", "quota", "-q", "-u", "1000", "/s"]]);
  });

  it("is not asked of a local file system without quotas", async () => {
    const { host, facts } = nodeWith("2 1 0:2 / /s rw - ext4 /dev/sdb rw,errors=continue", {});
    await facts;
    expect(host.commands).toEqual([]);
  });

  it.each([{ timedOut: true, stdout: "srv:/export 1 1 1 0 1 1 1 0" }, { stdout: "Disk quotas for user a: none\n" }])(
    "is no fence when the answer is %j",
    async (part) => expect((await nodeWith(nfs, part).facts).fences).toHaveLength(1),
  );
});

describe("realPath", () => {
  it("follows absolute and relative links and gives up in a loop", async () => {
    const host = new MemoryHost({
      files: { "/a": { link: "b" }, "/b": { link: "/c/d" }, "/c/d/file": "", "/loop": { link: "/loop" } },
    });
    expect(await realPath(host, "/a/file")).toBe("/c/d/file");
    expect(await realPath(host, "/x/../a/./")).toBe("/c/d");
    expect(await realPath(host, "/loop/x")).toBe("/loop/x");
    expect(await realPath(host, "/")).toBe("/");
  });
});
