import { describe, expect, it } from "vitest";
import type { CommandResult, Read } from "../../../src/host/host.ts";
import { type MemoryFile, MemoryHost, type MemoryNode } from "../../../src/host/memory-host.ts";
import { ok } from "../../../src/model/result.ts";
import { probeCgroup } from "../../../src/probe/machine/cgroup.ts";
import { probeLimits } from "../../../src/probe/machine/limits.ts";
import { probeUserNamespaces } from "../../../src/probe/machine/namespaces.ts";
import { probeSystem } from "../../../src/probe/machine/system.ts";
import { probeUser } from "../../../src/probe/machine/user.ts";
import { commandResult } from "../../rig/command-result.ts";

const ended = (part: Partial<CommandResult>): Read<CommandResult> => ok(commandResult(part));

const systemOf = async (node: MemoryNode) => {
  const host = new MemoryHost(node);
  return probeSystem(host, await probeCgroup(host), await probeLimits(host));
};
const whats = (unknown: readonly { what: string }[]) => unknown.map(({ what }) => what);

describe("probeSystem", () => {
  const files = {
    "/proc/sys/kernel/hostname": "wn042.example.org\n",
    "/proc/sys/kernel/osrelease": "5.14.0-427.el9.x86_64\n",
    "/proc/sys/kernel/arch": "x86_64\n",
    "/etc/os-release": { link: "/usr/lib/os-release" },
    "/usr/lib/os-release": 'ID="rocky"\nVERSION_ID="9.4"\nPRETTY_NAME="Rocky Linux 9.4"\n',
    "/proc/cpuinfo": "processor: 0\nflags: lm cmov cx8 fpu fxsr mmx syscall sse sse2\n",
    "/proc/self/status": "NoNewPrivs:\t1\nSeccomp:\t0\n",
    "/proc/self/limits": "Max open files            1024                 4096                 files     \n",
    "/proc/self/cgroup": "0::/\n",
    "/proc/self/mountinfo": "1 0 0:1 / / rw - ext4 d rw\n30 1 0:3 / /sys/fs/cgroup rw - cgroup2 c rw\n",
    "/proc/self/ns/cgroup": { link: "cgroup:[4026531835]" },
    "/sys/fs/cgroup/cgroup.procs": "1\n",
  } satisfies Record<string, MemoryFile>;

  it("says what the node is", async () => {
    expect(await systemOf({ files })).toEqual({
      hostname: "wn042.example.org",
      kernel: "5.14.0-427.el9.x86_64",
      architecture: "x86_64",
      os: { id: "rocky", version: "9.4", name: "Rocky Linux 9.4" },
      cpuLevel: "x86-64-v1",
      limits: { "Max open files": { soft: 1024, hard: 4096 } },
      userNamespaces: { allowed: null, obstacles: [], inside: null },
      noNewPrivileges: true,
      seccompFilter: false,
      cgroup: {
        layout: "v2",
        directory: "/sys/fs/cgroup",
        ancestorsHidden: false,
        delegated: null,
        processes: [],
      },
      unknown: [],
    });
  });

  it("finds the architecture in /proc/cpuinfo, else in the node's shell", async () => {
    const { "/proc/sys/kernel/arch": _, "/proc/cpuinfo": __, ...rest } = files;
    const arm = await systemOf({ files: { ...rest, "/proc/cpuinfo": "CPU architecture: 8\n" } });
    expect(arm).toMatchObject({ architecture: "aarch64", cpuLevel: null });
    const elf = new Uint8Array(64);
    elf.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
    elf[18] = 21;
    expect(await systemOf({ files: { ...rest, "/bin/sh": elf } })).toMatchObject({ architecture: "ppc64le" });
    expect(await systemOf({ files: rest })).toMatchObject({ architecture: null });
  });

  it("takes the host name from the variable only where the kernel's is not there", async () => {
    const { "/proc/sys/kernel/hostname": _, ...rest } = files;
    expect((await systemOf({ files: rest, env: { HOSTNAME: "pilot-0" } })).hostname).toBe("pilot-0");
    expect((await systemOf({ files, env: { HOSTNAME: "pilot-0" } })).hostname).toBe("wn042.example.org");
    expect((await systemOf({ files: rest, env: { HOSTNAME: "$(reboot)" } })).hostname).toBeNull();
  });

  it("lets no strange text through as a name", async () => {
    const { hostname, kernel, os, unknown } = await systemOf({
      files: {
        ...files,
        "/proc/sys/kernel/hostname": "(none)\n",
        "/proc/sys/kernel/osrelease": "",
        "/usr/lib/os-release": "ID=`id`\n",
      },
    });
    expect({ hostname, kernel, id: os.id }).toEqual({ hostname: null, kernel: null, id: null });
    expect(whats(unknown)).toEqual(["/proc/sys/kernel/hostname", "/proc/sys/kernel/osrelease", "/etc/os-release: ID"]);
  });

  it("makes no fact of an empty tree", async () => {
    const facts = await systemOf({ mode: "tree" });
    expect(facts).toMatchObject({
      hostname: null,
      kernel: null,
      architecture: null,
      os: { id: null, version: null, name: null },
      cpuLevel: null,
      limits: {},
      noNewPrivileges: null,
      seccompFilter: null,
      cgroup: { layout: null },
    });
    expect(whats(facts.unknown)).toEqual([
      "/proc/sys/kernel/hostname",
      "/proc/sys/kernel/osrelease",
      "/etc/os-release and /usr/lib/os-release",
      "/proc/self/limits",
      "/proc/self/cgroup",
      "/proc/self/mountinfo",
    ]);
  });
});

describe("probeUserNamespaces", () => {
  const user = { "/proc/self/status": "Uid:\t1000\t1000\t1000\t1000\nCapEff:\t0000000000000000\nSeccomp:\t0\n" };
  const initial = { "/proc/self/uid_map": "         0          0 4294967295\n" };
  const open = { "/proc/sys/user/max_user_namespaces": "15000\n" };
  const of = (files: Record<string, MemoryFile>, trial?: Read<CommandResult>) =>
    probeUserNamespaces(new MemoryHost({ files, ...(trial === undefined ? {} : { command: () => trial }) }));

  it("takes the kernel's switches for an answer when none forbids", async () => {
    expect(await of({ ...user, ...initial, ...open })).toEqual({ allowed: true, obstacles: [], inside: false });
  });

  it("says nothing when nothing is known", async () => {
    expect(await of({})).toEqual({ allowed: null, obstacles: [], inside: null });
    expect(await of({ ...user, "/proc/sys/user/max_user_namespaces": "many\n" })).toMatchObject({ allowed: null });
  });

  it.each([
    ["/proc/sys/user/max_user_namespaces", "0\n", "user namespaces are switched off"],
    ["/proc/sys/kernel/unprivileged_userns_clone", "0\n", "unprivileged user namespaces are switched off"],
    [
      "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
      "1\n",
      "AppArmor restricts user namespaces to programs with a profile",
    ],
  ])("knows the switch %s", async (file, text, what) => {
    const { allowed, obstacles } = await of({ ...user, ...initial, ...open, [file]: text });
    expect(allowed).toBe(false);
    expect(obstacles).toEqual([{ what, evidence: `${file} is ${text.trim()}` }]);
  });

  it("knows that some switches do not bind the administrator", async () => {
    const root = { "/proc/self/status": "Uid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\nSeccomp:\t0\n" };
    const files = { ...root, ...open, "/proc/sys/kernel/unprivileged_userns_clone": "0\n" };
    expect(await of(files)).toMatchObject({ allowed: true, obstacles: [] });
  });

  it("leaves it open when a seccomp filter may refuse", async () => {
    const files = { ...initial, ...open, "/proc/self/status": "Uid:\t5\t5\t5\t5\nSeccomp:\t2\n" };
    const { allowed, obstacles } = await of(files);
    expect(allowed).toBeNull();
    expect(obstacles).toMatchObject([{ evidence: "/proc/self/status Seccomp: 2" }]);
    expect(await of(files, ended({}))).toEqual({ allowed: true, obstacles: [], inside: false });
  });

  it("knows a user whom the namespace that we are in does not map", async () => {
    const files = { ...open, "/proc/self/uid_map": "", "/proc/self/status": "Uid:\t65534\t65534\t65534\t65534\n" };
    expect(await of(files)).toMatchObject({
      allowed: false,
      inside: true,
      obstacles: [{ evidence: "uid 65534, /proc/self/uid_map" }],
    });
  });

  it("believes a trial before the switches", async () => {
    const shut = { ...user, ...initial, "/proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1\n" };
    expect(await of(shut, ended({}))).toMatchObject({ allowed: true, obstacles: [] });
    const refused = ended({ status: 1, stderr: "unshare: unshare failed: Operation not permitted\n" });
    const mounts = { "/proc/self/mountinfo": "1 0 0:1 / / rw - ext4 d rw\n" };
    expect(await of({ ...user, ...initial, ...open, ...mounts }, refused)).toEqual({
      allowed: false,
      obstacles: [
        {
          what: "a trial was refused",
          evidence: "unshare: status 1, unshare: unshare failed: Operation not permitted",
        },
      ],
      inside: false,
    });
  });

  it("explains a refusal by a chroot where nothing else does", async () => {
    const refused = ended({ status: 1, stderr: "unshare: unshare failed: Operation not permitted\n" });
    const mounts = { "/proc/self/mountinfo": "5 4 0:5 / /proc rw - proc proc rw\n" };
    const { obstacles } = await of({ ...user, ...initial, ...open, ...mounts }, refused);
    expect(obstacles[0]?.what).toBe("we run in a chroot, where the kernel refuses them");
  });

  it.each([ended({ status: 1, stderr: "unshare: unrecognized option: r\n" }), ended({ status: null, timedOut: true })])(
    "takes no other failure of the trial for a refusal",
    async (trial) => {
      expect(await of({ ...user, ...initial, ...open }, trial)).toMatchObject({ allowed: true });
    },
  );
});

describe("probeUser", () => {
  const status = { "/proc/self/status": "Uid:\t1000\t1000\t1000\t1000\nGid:\t100\t100\t100\t100\n" };
  it("names the user by the node's accounts", async () => {
    const files = { ...status, "/etc/passwd": "root:x:0:0::/:/\nalice:x:1000:100::/:/\n" };
    expect(await probeUser(new MemoryHost({ files, uid: 0 }))).toEqual({ uid: 1000, gid: 100, name: "alice" });
  });

  it("asks the name service for others", async () => {
    const host = new MemoryHost({
      files: status,
      command: () => ended({ stdout: "pilot01:*:1000:100:Pilot:/home/pilot01:/bin/bash\n" }),
    });
    expect((await probeUser(host)).name).toBe("pilot01");
    expect(host.commands).toEqual([["getent", "passwd", "1000"]]);
  });

  it("has no name for a user without an account", async () => {
    const host = new MemoryHost({ files: status, command: () => ended({ status: 2, stdout: "x:*:1000:1::/:/" }) });
    expect(await probeUser(host)).toEqual({ uid: 1000, gid: 100, name: null });
  });

  it("knows nobody on an empty tree", async () => {
    expect(await probeUser(new MemoryHost({ mode: "tree", uid: null }))).toEqual({ uid: null, gid: null, name: null });
  });
});
