import { describe, expect, it } from "vitest";
import type { CommandRequest, CommandResult } from "../../../src/host/host.ts";
import { MemoryHost, type MemoryNode } from "../../../src/host/memory-host.ts";
import { err, ok } from "../../../src/model/result.ts";
import { probeCvmfs } from "../../../src/probe/machine/cvmfs.ts";
import { commandResult } from "../../rig/command-result.ts";

const command =
  (answers: Record<string, Partial<CommandResult>>): NonNullable<MemoryNode["command"]> =>
  ({ argv }: CommandRequest) => {
    const answer = answers[`${argv[0]} ${argv.at(-1)}`];
    return answer === undefined ? err({ code: "missing", what: "no such command" }) : ok(commandResult(answer));
  };
const cms = "/cvmfs/cms.cern.ch";

describe("probeCvmfs", () => {
  it("tells a mounted repository with its revision from broken ones", async () => {
    const host = new MemoryHost({
      command: command({
        [`ls ${cms}`]: { stdout: "a\nb\n" },
        [`attr ${cms}`]: { stdout: "12345\n" },
        "ls /cvmfs/atlas.cern.ch": { timedOut: true, status: null },
        "ls /cvmfs/lhcb.cern.ch": { status: 2, stderr: "ls: cannot access: Transport endpoint is not connected\n" },
        "ls /cvmfs/alice.cern.ch": {},
        "ls /cvmfs/na62.cern.ch": { status: 2 },
      }),
    });
    const names = ["cms", "atlas", "lhcb", "alice", "na62", "cms"].map((name) => `${name}.cern.ch`);
    expect((await probeCvmfs(host, names)).repositories).toEqual([
      { name: "cms.cern.ch", mounted: true, revision: 12345, problem: "" },
      { name: "atlas.cern.ch", mounted: null, revision: null, problem: "it timed out after 15 s" },
      {
        name: "lhcb.cern.ch",
        mounted: false,
        revision: null,
        problem: "ls: cannot access: Transport endpoint is not connected",
      },
      { name: "alice.cern.ch", mounted: false, revision: null, problem: "the directory is empty" },
      { name: "na62.cern.ch", mounted: false, revision: null, problem: "ls ended with status 2" },
    ]);
  });

  it("reads the revision by either command", async () => {
    const host = new MemoryHost({
      command: command({ [`ls ${cms}`]: { stdout: "a" }, [`getfattr ${cms}`]: { stdout: "7" } }),
    });
    expect((await probeCvmfs(host, ["cms.cern.ch"])).repositories[0]?.revision).toBe(7);
  });

  it("looks at a tree without commands", async () => {
    const host = new MemoryHost({ files: { [`${cms}/file`]: "" }, directories: ["/cvmfs/empty.cern.ch"] });
    expect((await probeCvmfs(host, ["cms.cern.ch", "empty.cern.ch", "none.cern.ch"])).repositories).toEqual([
      { name: "cms.cern.ch", mounted: true, revision: null, problem: "" },
      { name: "empty.cern.ch", mounted: false, revision: null, problem: "the directory is empty" },
      { name: "none.cern.ch", mounted: false, revision: null, problem: "it does not exist" },
    ]);
  });

  it("does not call a mount that hangs unmounted", async () => {
    const host = new MemoryHost({ files: { [cms]: { failure: { code: "timeout", what: "timed out" } } } });
    expect((await probeCvmfs(host, ["cms.cern.ch"])).repositories[0]).toMatchObject({
      mounted: null,
      problem: "timed out",
    });
  });

  it("takes names from the environment, in either form", async () => {
    const env = { CVMFS_REPOSITORIES: "a.b.ch, c.d.ch", GLIDEIN_CVMFS_REPOS: "e.f.ch:g.h.ch" };
    const { repositories } = await probeCvmfs(new MemoryHost({ env }), []);
    expect(repositories.map(({ name }) => name)).toEqual(["a.b.ch", "c.d.ch", "e.f.ch", "g.h.ch"]);
  });

  it("finds what is mounted when nothing is asked for", async () => {
    const mountinfo = [
      `1 0 0:1 / ${cms} ro - fuse cvmfs2 ro`,
      "2 0 0:2 / /cvmfs/other.cern.ch ro - fuse.cvmfs2 x ro",
      "3 0 0:3 / /cvmfs/ssh.cern.ch ro - fuse sshfs ro",
      "4 0 0:4 / /elsewhere ro - fuse cvmfs2 ro",
    ].join("\n");
    const host = new MemoryHost({
      files: { "/proc/self/mountinfo": mountinfo, "/cvmfs/config.cern.ch/x": "", "/cvmfs/junk": "" },
    });
    const { repositories } = await probeCvmfs(host, []);
    expect(repositories.map(({ name }) => name)).toEqual(["cms.cern.ch", "config.cern.ch", "other.cern.ch"]);
    expect((await probeCvmfs(new MemoryHost(), [])).repositories).toEqual([]);
  });

  it.each(["../etc", "a b", "-rf.x", "x", "", "cms.cern.ch/../..", "a..b", "é.ch"].filter((name) => name !== ""))(
    "refuses the name %j",
    async (name) => {
      const host = new MemoryHost({ command: command({}) });
      expect((await probeCvmfs(host, [name])).repositories).toMatchObject([{ mounted: null, revision: null }]);
      expect(host.commands).toEqual([]);
    },
  );

  it("bounds the number of repositories", async () => {
    const many = [...Array(500).keys()].map((index) => `r${index}.cern.ch`);
    expect((await probeCvmfs(new MemoryHost(), many)).repositories).toHaveLength(64);
  });
});
