import { describe, expect, it } from "vitest";
import type { MemoryNode } from "../../../src/host/memory-host.ts";
import type { ContainerFacts } from "../../../src/model/facts/container.ts";
import type { SettingName } from "../../../src/model/settings.ts";
import { searchContainer } from "../../../src/probe/container/search-container.ts";
import { settingsWith } from "../../decide/settings-with.ts";
import { type FakeRuntime, nodeWith } from "./runtime-node.ts";

const image = { directory: "/tmp/glidein-image-1", token: "glidein-token", close: () => undefined };
const probe = (
  runtime: FakeRuntime = {},
  node: MemoryNode = {},
  written: Partial<Record<SettingName, string>> = {},
): Promise<ContainerFacts> => searchContainer(nodeWith(runtime, node), settingsWith(written), { image });

const maskedProc = "FATAL:   can't mount proc filesystem to /proc: operation not permitted";
const badHelper = "ERROR  : Installation issue: starter-suid doesn't have setuid bit set";
const setuid = "LIBEXECDIR=/usr/libexec\nAPPTAINER_SUID_INSTALL=1\nSESSIONDIR=/var/lib/s\n";

describe("the rung of containment", () => {
  it("is the best one that holds", async () => {
    const { working, tried } = await probe();
    expect(working).toMatchObject({
      rung: "full",
      flags: ["-C"],
      mode: "unprivileged",
      kind: "user-namespace",
      version: "1.4.5",
      pidNamespace: true,
    });
    expect(tried).toMatchObject([{ works: true, fix: "", attempts: [{ rung: "full", works: true }] }]);
  });

  it("is one without a PID namespace where /proc is masked, with what the site can change", async () => {
    const { working, tried } = await probe({ exec: (args) => (args.includes("-C") ? { stderr: maskedProc } : null) });
    expect(working).toMatchObject({
      rung: "shared-processes",
      flags: ["--contain", "--ipc", "--cleanenv"],
      pidNamespace: false,
    });
    expect(working?.because).toContain("only without a PID namespace: /proc is masked");
    expect(tried[0]?.fix).toContain("procMount: Unmasked");
    expect(working?.capabilities["pid-namespace"]).toEqual({ works: false, why: "it works only without one" });
  });

  it("takes a user namespace where a setuid helper has no effect", async () => {
    const { working } = await probe({
      buildcfg: setuid,
      exec: (args) => (args.includes("--userns") ? null : { status: 1, stderr: badHelper }),
    });
    expect(working).toMatchObject({ rung: "full-user-namespace", flags: ["-C", "--userns"], kind: "user-namespace" });
    expect(working?.because).toContain("only with --userns: the setuid helper");
  });

  it("drops privileges for root who has not all of them", async () => {
    const capabilities = "ERROR  : Requesting capability set 0x1ff while permitted capability set is 0x1fe";
    const { working } = await probe(
      {
        namespace: "user:[1]",
        uidMap: "0:0:4294967295",
        exec: (args) => (args.includes("--no-privs") ? null : { status: 1, stderr: capabilities }),
      },
      { uid: 0 },
    );
    expect(working).toMatchObject({ rung: "full-no-privileges", mode: "privileged", kind: "root" });
  });

  it("is privileged with a setuid helper that works", async () => {
    const { working } = await probe({ buildcfg: setuid, namespace: "user:[1]", uidMap: "0:0:4294967295" });
    expect(working).toMatchObject({ mode: "privileged", kind: "setuid" });
  });

  it("has no PID namespace where the settings want none, or the site allows none", async () => {
    expect((await probe({}, {}, { SINGULARITY_DISABLE_PID_NAMESPACES: "1" })).working).toMatchObject({
      rung: "shared-processes",
      pidNamespace: false,
    });
  });

  it("is none when every one fails, with each different reason", async () => {
    const { working, tried } = await probe({
      buildcfg: setuid,
      exec: (args) => ({
        status: 1,
        stderr: args.includes("--userns")
          ? "ERROR  : Failed to create user namespace: not allowed to create user namespace"
          : badHelper,
      }),
    });
    expect(working).toBeNull();
    expect(tried[0]).toMatchObject({ works: false, version: "1.4.5" });
    expect(tried[0]?.outcome).toMatch(
      /the setuid helper starter-suid has no effect.*; the kernel refuses us user namespaces/u,
    );
    expect(tried[0]?.attempts.map(({ rung }) => rung)).toEqual([
      "full",
      "full-user-namespace",
      "shared-processes",
      "shared-processes-user-namespace",
    ]);
  });

  it("is not tried again where one hung", async () => {
    const host = nodeWith({ exec: () => ({ timedOut: true, status: null }) });
    const { tried } = await searchContainer(host, settingsWith(), { image });
    expect(tried[0]?.outcome).toBe("it did not end within 10 s");
    expect(host.commands.filter((argv) => argv.includes("exec"))).toHaveLength(1);
    expect(host.commands.filter((argv) => argv.includes("buildcfg"))).toEqual([]);
  });

  it("is given up after a minute of candidates that hang", async () => {
    const directories = Array.from({ length: 10 }, (_, index) => `/d${index}`);
    const paths = directories.map((directory) => `${directory}/apptainer`);
    const { tried } = await probe(
      { exec: () => ({ timedOut: true, status: null }) },
      {
        files: Object.fromEntries(paths.map((path) => [path, "x"])),
        modes: Object.fromEntries(paths.map((path) => [path, 0o755])),
        env: { PATH: directories.join(":") },
      },
    );
    expect(tried.filter(({ attempts }) => attempts.length > 0)).toHaveLength(6);
    expect(tried[6]?.outcome).toContain("those before it hung for 60 s");
  });

  it.each([
    ["bound", { bound: "no" }, "bound nothing"],
    ["written", { written: "no" }, "nothing could be written"],
  ])("needs a job's data to be %s", async (_, runtime, outcome) => {
    const { working, tried } = await probe(runtime);
    expect(working).toBeNull();
    expect(tried[0]?.outcome).toContain(outcome);
  });

  it("is told with the file's own fault where the program cannot be started", async () => {
    const host = nodeWith({});
    const command = host.command.bind(host);
    host.command = async (request) =>
      request.argv.includes("exec")
        ? { ok: false, error: { code: "denied", what: "permission denied (EACCES)" } }
        : command(request);
    expect((await searchContainer(host, settingsWith(), { image })).tried[0]).toMatchObject({
      outcome: "permission denied (EACCES)",
    });
  });
});

describe("a program that is no container runtime", () => {
  it.each<[string, FakeRuntime]>([
    ["ends with 37 and says nothing", { exec: () => ({ status: 37 }) }],
    ["says what it was told", { exec: (args) => ({ status: 37, stdout: `PROBE ${args.join(" ")}\n` }) }],
    [
      "says the line and ends with another status",
      { exec: () => ({ status: 0, stdout: "PROBE glidein-token userns=- pid=1 bound=yes written=yes uidmap=-\n" }) },
    ],
    [
      "says the line of another token",
      { exec: () => ({ status: 37, stdout: "PROBE x userns=- pid=1 bound=yes written=yes uidmap=-\n" }) },
    ],
  ])("which %s does not work", async (_, runtime) => {
    expect((await probe(runtime)).working).toBeNull();
  });
});

describe("capabilities are proven by doing", () => {
  const capabilities = async (runtime: FakeRuntime, node: MemoryNode = {}) =>
    (await probe(runtime, node)).working?.capabilities ?? {};
  const file = (args: readonly string[]): boolean => args.includes("image.sif");

  it("image files: mounted, unpacked, unpacked only when asked to, or not", async () => {
    expect(await capabilities({})).toMatchObject({ sif: { works: true }, fuse: { works: null } });
    const fuse =
      "FATAL:   image driver squashfuse_ll instance exited with error: fuse: device not found, try 'modprobe fuse' first";
    expect(
      await capabilities({ exec: (args) => (file(args) && !args.includes("--unsquash") ? { stderr: fuse } : null) }),
    ).toMatchObject({
      sif: { works: true, why: expect.stringContaining("only with --unsquash") },
      fuse: { works: false, why: expect.stringContaining("0666") },
      unsquash: { works: true },
    });
    expect(await capabilities({ exec: (args) => (file(args) ? { stderr: fuse } : null) })).toMatchObject({
      sif: { works: false },
      unsquash: { works: false },
    });
    expect(
      await capabilities({ exec: (args) => (file(args) ? { timedOut: true, status: null } : null) }),
    ).toMatchObject({ sif: { works: false }, unsquash: { works: null } });
  });

  it("image files that are unpacked tell so", async () => {
    const converting = "INFO:    Converting SIF file to temporary sandbox...";
    const unpacks: FakeRuntime = {
      exec: (args) =>
        file(args)
          ? {
              status: 37,
              stderr: converting,
              stdout: "PROBE glidein-token userns=- pid=1 bound=yes written=- uidmap=-\n",
            }
          : null,
    };
    expect(await capabilities(unpacks)).toMatchObject({
      sif: { works: true },
      fuse: { works: false, why: expect.stringContaining("/dev/fuse is missing") },
    });
    const device = {
      files: { "/dev/fuse": "" },
      stats: { "/dev/fuse": { type: "character-device" } },
      modes: { "/dev/fuse": 0o666 },
    } as const;
    expect((await capabilities(unpacks, device))["fuse"]?.why).toContain("install squashfuse");
  });

  it("a bind to what the image does not have", async () => {
    const neither = "FATAL:   destination /glidein/made doesn't exist in container";
    const made = await capabilities({
      exec: (args) => (args.includes("token:/glidein/made/token") ? { stderr: neither } : null),
    });
    expect(made["bind-new-target"]).toMatchObject({ works: false, why: expect.stringContaining("overlay") });
  });

  it.each([
    ["/dev/nvidiactl", "--nv"],
    ["/dev/kfd", "--rocm"],
  ])("a GPU by finding %s inside with %s", async (device, option) => {
    const shows = (stderr: string) =>
      capabilities(
        { exec: (args) => (args.includes(device) && args.includes(option) ? { stderr } : null) },
        { files: { [device]: "" } },
      );
    expect((await shows("FATAL:   permission denied"))["gpu"]).toMatchObject({ works: true });
    expect((await shows(`FATAL:   stat ${device}: no such file or directory`))["gpu"]).toMatchObject({ works: false });
    expect((await capabilities({}))["gpu"]).toEqual({ works: null, why: "this node shows no GPU device" });
    const closed = await capabilities({ exec: () => null }, { files: { [device]: "" }, modes: { [device]: 0 } });
    expect(closed["gpu"]).toMatchObject({ works: false, why: expect.stringContaining("closed to us") });
  });

  it("nesting, where the runtime is a package's", async () => {
    const buildcfg = "LIBEXECDIR=/usr/libexec\nAPPTAINER_SUID_INSTALL=0\nSESSIONDIR=/var/lib/s/mnt/session\n";
    expect((await capabilities({ buildcfg }))["nested"]).toMatchObject({ works: true });
    expect((await capabilities({}))["nested"]).toMatchObject({ works: null });
  });

  it("a site that gives no PID namespaces although they were asked for", async () => {
    const warning = "WARNING: Not virtualizing pid namespace by configuration";
    const line = "PROBE glidein-token userns=user:[2] pid=4000 bound=yes written=yes uidmap=1000:1000:1\n";
    const { working } = await probe({ exec: () => ({ status: 37, stderr: warning, stdout: line }) });
    expect(working).toMatchObject({ rung: "full", pidNamespace: false });
  });
});
